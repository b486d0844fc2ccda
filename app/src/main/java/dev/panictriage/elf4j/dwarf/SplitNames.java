// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries by name in the units that were split off. Opens them all, one after the other: nobody who splits a large
 * program can be helped to more without its index.
 */
final class SplitNames {
    private final Units units;
    private final SplitUnits splits;
    private @Nullable List<Unit> full;

    SplitNames(Units units, SplitUnits splits) {
        this.units = units;
        this.splits = splits;
    }

    @Nullable
    Die find(int tag, String name) {
        for (Unit unit : full()) {
            Die found = find(unit.root(), tag, name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Die find(Die parent, int tag, String name) {
        for (Die die = parent.firstChild(); die != null; die = die.nextSibling()) {
            if (die.tag() == tag
                    && die.has(DwAt.NAME)
                    && !die.flag(DwAt.DECLARATION)
                    && die.name().equals(name)) {
                return die;
            }
            if (tag == DwTag.ENUMERATOR && die.tag() == DwTag.ENUMERATION_TYPE) {
                Die found = find(die, tag, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private synchronized List<Unit> full() {
        if (full == null) {
            List<Unit> found = new ArrayList<>();
            for (long offset : units.offsets(DebugSection.INFO)) {
                try {
                    Unit unit = units.unit(DebugSection.INFO, offset);
                    Unit other = splits.full(unit);
                    if (other != unit) {
                        found.add(other);
                    }
                } catch (DwarfException e) {
                    // Other units may be whole.
                }
            }
            full = found;
        }
        return full;
    }
}
