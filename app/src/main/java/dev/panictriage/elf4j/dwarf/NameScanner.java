// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * Reads the names of the top level of units, and remembers where each was first. For one thread. Names that are at the same
 * place of {@code .debug_str}, as nearly all repeated ones are, are read only once; no strings are made.
 */
final class NameScanner {
    /** Names that are remembered at most: 64 MB of them. */
    private static final int MOST_NAMES = 1 << 21;

    private static final int TAG_BITS = 7;
    private static final int DECLARED = 0x40;

    private final Units units;
    private final Wanted wanted;
    /** By place of the name and tag, to nothing. */
    private final LongMap seen = new LongMap();
    /** By hash of the name and tag, to where the entry is. */
    private final LongMap names = new LongMap();

    private @Nullable Abbreviations abbreviations;
    private @Nullable UnitHeader abbreviationsOf;
    private boolean isFull;

    /** Whether there were more names than are remembered. */
    boolean isFull() {
        return isFull;
    }

    /** What is looked for; the rest is passed over. */
    enum Wanted {
        TYPES,
        FUNCTIONS_AND_VARIABLES,
        ENUMERATORS;

        static Wanted of(int tag) {
            return switch (tag) {
                case DwTag.SUBPROGRAM, DwTag.VARIABLE -> FUNCTIONS_AND_VARIABLES;
                case DwTag.ENUMERATOR -> ENUMERATORS;
                default -> TYPES;
            };
        }
    }

    NameScanner(Units units, Wanted wanted) {
        this.units = units;
        this.wanted = wanted;
    }

    /** Of all names but a few of hostile ones, a number that no other has. */
    static long hash(byte[] name) {
        long hash = 0;
        for (byte b : name) {
            hash = step(hash, b);
        }
        return hash;
    }

    private static long step(long hash, byte next) {
        long mixed = (hash ^ next & 0xff) * 0xff51_afd7_ed55_8ccdL;
        return mixed ^ mixed >>> 32;
    }

    static long key(long hash, int tag, boolean declared) {
        int kind = tag == DwTag.CLASS_TYPE ? DwTag.STRUCTURE_TYPE : tag;
        return hash << TAG_BITS | kind | (declared ? DECLARED : 0);
    }

    /** Where the entry of that key was first; see {@link #section} and {@link #offset}. {@link LongMap#ABSENT} if it was not met. */
    long find(long key) {
        return names.get(key);
    }

    // Positions are ordered as the units are read: those of .debug_types come last.

    static DebugSection section(long position) {
        return position < 1L << 62 ? DebugSection.INFO : DebugSection.TYPES;
    }

    static long offset(long position) {
        return position & (1L << 62) - 1;
    }

    /** Reads a unit. What of it cannot be read is left out. */
    void scan(DebugSection section, long offset) {
        try {
            UnitHeader header = UnitHeader.parse(units.sections(), section, offset);
            Abbreviations table = abbreviations(header);
            Cursor at = Cursor.within(
                    units.sections().get(section), units.sections().order(), header.root(), header.end());
            int root = table.shape(at.uleb128());
            if (table.hasChildren(root)) {
                table.skipAll(at, root);
                scanChildren(at, table, header, wanted == Wanted.ENUMERATORS);
            }
        } catch (DwarfException e) {
            // Other units may be whole.
        }
    }

    private void scanChildren(Cursor at, Abbreviations table, UnitHeader header, boolean enumerations) {
        while (at.hasMore()) {
            long position = at.position();
            long code = at.uleb128();
            if (code == 0) {
                return;
            }
            int shape = table.shape(code);
            long attributes = at.position();
            int tag = table.tag(shape);
            if (enumerations) {
                if (tag == DwTag.ENUMERATION_TYPE && table.hasChildren(shape)) {
                    table.skipAll(at, shape);
                    scanChildren(at, table, header, false);
                    at.to(attributes);
                }
            } else if (isWanted(tag)) {
                look(at, table, header, shape, position);
                at.to(attributes);
            }
            EntrySkipper.skipTree(at, table, header, shape);
        }
    }

    private boolean isWanted(int tag) {
        return switch (tag) {
            case DwTag.STRUCTURE_TYPE,
                    DwTag.CLASS_TYPE,
                    DwTag.UNION_TYPE,
                    DwTag.ENUMERATION_TYPE,
                    DwTag.TYPEDEF,
                    DwTag.BASE_TYPE -> wanted == Wanted.TYPES;
            case DwTag.SUBPROGRAM, DwTag.VARIABLE -> wanted == Wanted.FUNCTIONS_AND_VARIABLES;
            case DwTag.ENUMERATOR -> wanted == Wanted.ENUMERATORS;
            default -> false;
        };
    }

    private void look(Cursor at, Abbreviations table, UnitHeader header, int shape, long position) {
        int name = table.find(shape, DwAt.NAME);
        if (name < 0) {
            return;
        }
        if (names.size() >= MOST_NAMES) {
            isFull = true;
            return;
        }
        int tag = table.tag(shape);
        boolean declared = table.find(shape, DwAt.DECLARATION) >= 0;
        if (declared && tag != DwTag.SUBPROGRAM && tag != DwTag.VARIABLE) {
            return;
        }
        table.skipTo(at, shape, name);
        int form = table.form(shape, name);
        long hash;
        if (form == DwForm.STRING) {
            hash = hash(at);
        } else if (form == DwForm.STRP) {
            long place = at.unsigned(header.format().offsetBytes());
            if (!seen.putIfAbsent(key(place, tag, declared), 0)) {
                return;
            }
            hash = hash(units.sections().cursor(DebugSection.STR, place));
        } else {
            Unit unit = units.unit(header.section(), header.offset());
            hash = hash(new Attribute(unit, DwAt.NAME, form, at, 0).stringCursor());
        }
        boolean types = header.section() == DebugSection.TYPES;
        names.putIfAbsent(key(hash, tag, declared), types ? position | 1L << 62 : position);
    }

    private static long hash(Cursor at) {
        long hash = 0;
        for (byte b = at.s8(); b != 0; b = at.s8()) {
            hash = step(hash, b);
        }
        return hash;
    }

    private Abbreviations abbreviations(UnitHeader header) {
        Abbreviations table = abbreviations;
        UnitHeader of = abbreviationsOf;
        if (table == null
                || of == null
                || of.abbreviations() != header.abbreviations()
                || !of.format().equals(header.format())) {
            // Not those that units keep: a search through all must not fill the memory.
            table = Abbreviations.parse(
                    units.sections().cursor(DebugSection.ABBREV, header.abbreviations()), header.format());
            abbreviations = table;
            abbreviationsOf = header;
        }
        return table;
    }
}
