// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * The index of a package of split units ({@code .dwp}): which parts of its sections belong to which unit. DWARF 5, 7.3.5.3,
 * and version 2 of the same, as GNU tools made it for DWARF 4.
 */
final class PackageIndex {
    private static final int HEADER_BYTES = 16;

    private final DwarfSections sections;
    private final DebugSection section;
    private final int version;
    private final long columns;
    private final long rows;
    private final long slots;

    private PackageIndex(DwarfSections sections, DebugSection section) {
        this.sections = sections;
        this.section = section;
        Cursor at = sections.cursor(section, 0);
        // Version 2 has four bytes for it, version 5 two and two of padding: the same in one byte order only.
        long word = at.u32();
        this.version = (int) (word > 0xffff ? word >>> 16 : word);
        this.columns = at.u32();
        this.rows = at.u32();
        this.slots = at.u32();
        if (version != 2 && version != 5 || columns > 16) {
            throw new DwarfException("an index of units of version " + version);
        }
        at.skip(slots * 12 + columns * 4 * (1 + 2 * rows));
    }

    /** Null if the sections are of no package. */
    static @Nullable PackageIndex of(DwarfSections sections, DebugSection section) {
        return sections.has(section) ? new PackageIndex(sections, section) : null;
    }

    /** The parts of the sections that are one unit's. */
    final class Parts {
        private final long row;

        private Parts(long row) {
            this.row = row;
        }

        /** In bytes; 0 if the unit has none. */
        long start(DebugSection of) {
            Cursor at = sections.cursor(section, HEADER_BYTES + slots * 12);
            for (long i = 0; i < columns; i++) {
                if (at.u32() == id(of)) {
                    return sections.cursor(section, HEADER_BYTES + slots * 12 + 4 * (columns * (1 + row) + i))
                            .u32();
                }
            }
            return 0;
        }
    }

    /** Of the unit with that signature. */
    @Nullable
    Parts of(long signature) {
        if (slots == 0) {
            return null;
        }
        // Slots are a power of two; the hash is as the standard has it. A full table must end the search too.
        long mask = slots - 1;
        long slot = signature & mask;
        long step = signature >>> 32 & mask | 1;
        for (long tried = 0; tried < slots; tried++) {
            long row = sections.cursor(section, HEADER_BYTES + slots * 8 + slot * 4)
                    .u32();
            if (row == 0) {
                return null;
            }
            if (sections.cursor(section, HEADER_BYTES + slot * 8).u64() == signature) {
                return row > rows ? null : new Parts(row - 1);
            }
            slot = slot + step & mask;
        }
        return null;
    }

    private int id(DebugSection of) {
        return switch (of) {
            case INFO -> 1;
            case TYPES -> version == 2 ? 2 : -1;
            case ABBREV -> 3;
            case LINE -> 4;
            case LOC -> version == 2 ? 5 : -1;
            case LOCLISTS -> version == 5 ? 5 : -1;
            case STR_OFFSETS -> 6;
            case RNGLISTS -> version == 5 ? 8 : -1;
            default -> -1;
        };
    }
}
