// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The debugging information of one program: the way into this library. Nothing is read before it is asked for. For any number
 * of threads. Every method throws {@link DwarfException} if what it must read is not whole.
 */
public final class DebugInfo {
    private final Units units;
    private final @Nullable DebugInfo supplementary;
    private final UnitTable table;
    private final SplitUnits splits;
    private final Map<NameScanner.Wanted, NameIndex> names = new EnumMap<>(NameScanner.Wanted.class);
    private @Nullable SplitNames splitNames;

    private DebugInfo(DwarfSections sections, @Nullable DebugInfo supplementary, SplitFiles files) {
        this.units = new Units(sections, supplementary == null ? null : supplementary.units, null);
        this.supplementary = supplementary;
        this.table = new UnitTable(units);
        this.splits = new SplitUnits(files);
    }

    public static DebugInfo of(DwarfSections sections) {
        return new DebugInfo(sections, null, SplitFiles.NONE);
    }

    /**
     * @param supplementary sections of the file that this one shares entries and strings with, as {@code dwz} makes it
     * @param files finds split units
     */
    public static DebugInfo of(DwarfSections sections, @Nullable DwarfSections supplementary, SplitFiles files) {
        return new DebugInfo(sections, supplementary == null ? null : of(supplementary), files);
    }

    public DwarfSections sections() {
        return units.sections();
    }

    /** Whether there is any. */
    public boolean isPresent() {
        return sections().has(DebugSection.INFO);
    }

    /** Where all units of {@code .debug_info} start, in order. */
    public long[] unitOffsets() {
        return units.offsets(DebugSection.INFO).clone();
    }

    /** The unit whose header is at that offset of {@code .debug_info}. Of a skeleton that is the skeleton. */
    public Unit unit(long offset) {
        return units.unit(DebugSection.INFO, offset);
    }

    /** The split unit of a skeleton; the same unit if it is none, or its other half was not found. */
    public Unit full(Unit unit) {
        return splits.full(unit);
    }

    /** The entry at that offset of {@code .debug_info}. */
    public Die die(long offset) {
        return units.die(offset);
    }

    /** The unit that has the code of the address; its other half, if it was split and that is at hand. */
    public Optional<Unit> unitAt(long address) {
        Unit unit = table.find(address);
        return unit == null ? Optional.empty() : Optional.of(full(unit));
    }

    /** The functions that the address is in: inlined ones from the innermost on, then the concrete one. Empty if not known. */
    public List<Scope> scopesAt(long address) {
        Unit unit = unitAt(address).orElse(null);
        Die function = unit == null ? null : unit.functions().find(address);
        return function == null ? List.of() : Scope.within(function, address);
    }

    /** The call that returns to that address. Empty if compilers did not describe it: they need not. */
    public Optional<CallSite> callSite(long returnAddress) {
        // The call is the instruction before; what it returns to may be of another scope, even of another function.
        for (Scope scope : scopesAt(returnAddress - 1)) {
            CallSite site = scope.callSite(returnAddress);
            if (site != null) {
                return Optional.of(site);
            }
        }
        return Optional.empty();
    }

    /**
     * The first definition of that name at the top level of any unit. Structures and classes are one kind. Of functions and
     * variables that are only declared: the first declaration. Reads, once, as much of the file as it takes to find it: all
     * of it if there is none.
     *
     * @param tag {@link DwTag#STRUCTURE_TYPE}, {@link DwTag#UNION_TYPE}, {@link DwTag#ENUMERATION_TYPE}, {@link
     *     DwTag#TYPEDEF}, {@link DwTag#BASE_TYPE}, {@link DwTag#SUBPROGRAM}, {@link DwTag#VARIABLE} or {@link
     *     DwTag#ENUMERATOR}: a constant, whatever enumeration it is in
     */
    public Optional<Die> find(int tag, String name) {
        Die found = names(NameScanner.Wanted.of(tag)).find(tag, name);
        if (found == null && supplementary != null) {
            return supplementary.find(tag, name);
        }
        return Optional.ofNullable(found == null ? splitNames().find(tag, name) : found);
    }

    /** The definition of a structure, union or enumeration that is only declared; the same entry if it is one. */
    public Optional<Die> definition(Die type) {
        Die elsewhere = type.reference(DwAt.SIGNATURE);
        if (elsewhere != null) {
            return Optional.of(elsewhere);
        }
        return type.flag(DwAt.DECLARATION) ? find(type.tag(), type.name()) : Optional.of(type);
    }

    private synchronized SplitNames splitNames() {
        if (splitNames == null) {
            splitNames = new SplitNames(units, splits);
        }
        return splitNames;
    }

    private synchronized NameIndex names(NameScanner.Wanted wanted) {
        return names.computeIfAbsent(wanted, some -> new NameIndex(units, some));
    }
}
