// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/** The functions of one unit by address; made when the unit is first asked about one. */
final class FunctionTable {
    /** Namespaces within namespaces. */
    private static final int DEEPEST = 32;

    private final Unit unit;
    private final AddressTable table;

    private FunctionTable(Unit unit, AddressTable table) {
        this.unit = unit;
        this.table = table;
    }

    static FunctionTable of(Unit unit) {
        AddressTable.Builder functions = new AddressTable.Builder();
        collect(unit.root(), functions, 0);
        return new FunctionTable(unit, functions.build());
    }

    private static void collect(Die parent, AddressTable.Builder functions, int depth) {
        for (Die die = parent.firstChild(); die != null; die = die.nextSibling()) {
            int tag = die.tag();
            if (tag == DwTag.SUBPROGRAM) {
                functions.add(die.ranges(), die.offset());
            } else if (tag == DwTag.NAMESPACE && depth < DEEPEST) {
                collect(die, functions, depth + 1);
            }
        }
    }

    /** The function that has the address in it. */
    @Nullable
    Die find(long address) {
        long offset = table.find(address);
        return offset == AddressTable.NOTHING ? null : unit.die(offset);
    }
}
