// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * Where in the sections of indices those of one unit start; in bytes.
 *
 * @param ranges what offsets into {@code .debug_ranges} are relative to: not 0 only for the split units that GNU compilers made
 *     before DWARF 5
 */
record UnitBases(long stringOffsets, long addresses, long rangeLists, long locationLists, long ranges) {
    static UnitBases of(Unit unit) {
        Die root = unit.root();
        Unit skeleton = unit.units().skeleton();
        boolean wide = unit.offsetBytes() == Long.BYTES;
        // A split unit has its sections to itself (or its part of them), and starts behind their headers.
        long listHeader = unit.version() >= 5 ? (wide ? 20 : 12) : 0;
        long stringHeader = unit.version() >= 5 ? (wide ? 16 : 8) : 0;
        PackageIndex.@Nullable Parts parts = unit.units().parts(unit.header());
        return new UnitBases(
                base(root, DwAt.STR_OFFSETS_BASE, part(parts, DebugSection.STR_OFFSETS) + stringHeader),
                base(root, DwAt.ADDR_BASE, base(root, DwAt.GNU_ADDR_BASE, 0)),
                base(root, DwAt.RNGLISTS_BASE, part(parts, DebugSection.RNGLISTS) + listHeader),
                base(root, DwAt.LOCLISTS_BASE, part(parts, DebugSection.LOCLISTS) + listHeader),
                skeleton == null ? 0 : base(skeleton.root(), DwAt.GNU_RANGES_BASE, 0));
    }

    private static long part(PackageIndex.@Nullable Parts parts, DebugSection section) {
        return parts == null ? 0 : parts.start(section);
    }

    private static long base(Die root, int name, long fallback) {
        Attribute base = root.attribute(name);
        return base == null ? fallback : base.sectionOffset();
    }
}
