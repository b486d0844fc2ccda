// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The units that were split off into files of their own ({@code .dwo}) or a package ({@code .dwp}), found by their skeletons. */
final class SplitUnits {
    private final SplitFiles files;
    private final Map<Long, Optional<Unit>> known = new ConcurrentHashMap<>();

    SplitUnits(SplitFiles files) {
        this.files = files;
    }

    /** The id that a skeleton and its split unit share; 0 if the unit is no skeleton. */
    static long id(Unit unit) {
        return unit.header().kind() == UnitHeader.SKELETON
                ? unit.header().signature()
                : unit.root().constant(DwAt.GNU_DWO_ID, 0);
    }

    /** The unit that this one is the skeleton of; the very unit if it is none, or the other is not at hand. */
    Unit full(Unit unit) {
        Attribute name = unit.root().attribute(DwAt.DWO_NAME);
        if (name == null) {
            name = unit.root().attribute(DwAt.GNU_DWO_NAME);
        }
        if (name == null || unit.section() != DebugSection.INFO) {
            return unit;
        }
        Optional<Unit> split = known.get(unit.offset());
        if (split == null) {
            split = find(unit, name.string());
            known.put(unit.offset(), split);
        }
        return split.orElse(unit);
    }

    private Optional<Unit> find(Unit skeleton, String name) {
        Optional<DwarfSections> sections = files.split(name, skeleton.compilationDirectory(), id(skeleton));
        return sections.isEmpty() ? Optional.empty() : find(skeleton, sections.get());
    }

    private static Optional<Unit> find(Unit skeleton, DwarfSections sections) {
        Units units = new Units(sections, null, skeleton);
        PackageIndex index = PackageIndex.of(sections, DebugSection.CU_INDEX);
        if (index != null) {
            PackageIndex.Parts parts = index.of(id(skeleton));
            return parts == null
                    ? Optional.empty()
                    : Optional.of(units.unit(DebugSection.INFO, parts.start(DebugSection.INFO)));
        }
        for (long offset : units.offsets(DebugSection.INFO)) {
            Unit unit = units.unit(DebugSection.INFO, offset);
            if (!unit.isTypeUnit() && idOfSplit(unit) == id(skeleton)) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    private static long idOfSplit(Unit unit) {
        return unit.header().kind() == UnitHeader.SPLIT_COMPILE
                ? unit.header().signature()
                : unit.root().constant(DwAt.GNU_DWO_ID, 0);
    }
}
