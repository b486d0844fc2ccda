// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** Moves over entries without looking at more of them than must be. */
final class EntrySkipper {
    private EntrySkipper() {}

    /** Moves from an entry's first attribute to behind the entry and all of its children. */
    static void skipTree(Cursor at, Abbreviations abbreviations, UnitHeader unit, int shape) {
        if (!abbreviations.hasChildren(shape)) {
            abbreviations.skipAll(at, shape);
            return;
        }
        if (jump(at, abbreviations, unit, shape)) {
            return;
        }
        abbreviations.skipAll(at, shape);
        // Some compilers write no siblings. Levels are counted, not kept: no depth is too deep.
        for (long level = 1; level > 0 && at.hasMore(); ) {
            long code = at.uleb128();
            if (code == 0) {
                level--;
                continue;
            }
            int inner = abbreviations.shape(code);
            if (!abbreviations.hasChildren(inner)) {
                abbreviations.skipAll(at, inner);
            } else if (!jump(at, abbreviations, unit, inner)) {
                abbreviations.skipAll(at, inner);
                level++;
            }
        }
    }

    /** Moves to the entry's sibling if the entry says where that is; otherwise does not move. */
    private static boolean jump(Cursor at, Abbreviations abbreviations, UnitHeader unit, int shape) {
        int sibling = abbreviations.sibling(shape);
        if (sibling < 0) {
            return false;
        }
        long start = at.position();
        abbreviations.skipTo(at, shape, sibling);
        long target = unit.offset()
                + switch (abbreviations.form(shape, sibling)) {
                    case DwForm.REF1 -> at.u8();
                    case DwForm.REF2 -> at.u16();
                    case DwForm.REF4 -> at.u32();
                    case DwForm.REF8 -> at.u64();
                    case DwForm.REF_UDATA -> at.uleb128();
                    default -> throw new DwarfException("a sibling of impossible form");
                };
        // Only ever on: else a walk would not end.
        if (target <= start || target > unit.end()) {
            throw new DwarfException("a sibling that lies before, at 0x" + Long.toHexString(start));
        }
        at.to(target);
        return true;
    }
}
