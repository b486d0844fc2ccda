// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The units of one file's sections. Units and abbreviations that were used are kept while memory allows. For any number of
 * threads.
 */
final class Units {
    /** In one section: the largest programs have some hundred thousand. */
    private static final int MOST_UNITS = 1 << 20;

    private final DwarfSections sections;
    private final @Nullable Units supplementary;
    private final @Nullable Unit skeleton;
    private final Map<Long, SoftReference<Unit>> infoUnits = new ConcurrentHashMap<>();
    private final Map<Long, SoftReference<Unit>> typeUnits = new ConcurrentHashMap<>();
    private final Map<AbbreviationsKey, SoftReference<Abbreviations>> abbreviations = new ConcurrentHashMap<>();
    private volatile long @Nullable [] infoOffsets;
    private volatile long @Nullable [] typeOffsets;
    private volatile @Nullable Map<Long, UnitHeader> signatures;

    private record AbbreviationsKey(long offset, UnitFormat format) {
        // Written out: those that a record gets are made of method handles when first called, which costs tens of
        // milliseconds.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof AbbreviationsKey key && key.offset == offset && key.format.equals(format);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(offset) + format.hashCode();
        }
    }

    /**
     * @param supplementary of the file that this one shares entries and strings with
     * @param skeleton if this is a file of split units: the unit that one of them belongs to
     */
    Units(DwarfSections sections, @Nullable Units supplementary, @Nullable Unit skeleton) {
        this.sections = sections;
        this.supplementary = supplementary;
        this.skeleton = skeleton;
    }

    DwarfSections sections() {
        return sections;
    }

    @Nullable
    Unit skeleton() {
        return skeleton;
    }

    Units supplementary() {
        if (supplementary == null) {
            throw new DwarfException("an entry or string of a supplementary file that is not at hand");
        }
        return supplementary;
    }

    /** Where all units of {@code .debug_info} or {@code .debug_types} start, up to the first whose length cannot be. */
    long[] offsets(DebugSection section) {
        long[] known = section == DebugSection.INFO ? infoOffsets : typeOffsets;
        if (known == null) {
            known = findOffsets(section);
            if (section == DebugSection.INFO) {
                infoOffsets = known;
            } else {
                typeOffsets = known;
            }
        }
        return known;
    }

    private long[] findOffsets(DebugSection section) {
        long[] found = new long[256];
        int count = 0;
        long size = sections.get(section).byteSize();
        try {
            for (long at = 0; at < size && count < MOST_UNITS; count++) {
                if (count == found.length) {
                    found = Arrays.copyOf(found, 2 * count);
                }
                found[count] = at;
                at = UnitHeader.end(sections, section, at);
            }
        } catch (DwarfException e) {
            // The last one is kept: it says what is wrong to whoever asks for it.
            count++;
        }
        return Arrays.copyOf(found, count);
    }

    /** The unit whose header is there. */
    Unit unit(DebugSection section, long offset) {
        Map<Long, SoftReference<Unit>> known = section == DebugSection.INFO ? infoUnits : typeUnits;
        SoftReference<Unit> kept = known.get(offset);
        Unit unit = kept == null ? null : kept.get();
        if (unit == null) {
            unit = new Unit(this, UnitHeader.parse(sections, section, offset));
            known.put(offset, new SoftReference<>(unit));
        }
        return unit;
    }

    /** The unit that has that offset of the section in it. */
    Unit containing(DebugSection section, long offset) {
        long[] offsets = offsets(section);
        int index = Arrays.binarySearch(offsets, offset);
        if (index == -1 || offset < 0) {
            throw new DwarfException("an offset outside of all units: 0x" + Long.toHexString(offset));
        }
        return unit(section, offsets[index < 0 ? -index - 2 : index]);
    }

    /** The entry at that offset of {@code .debug_info}. */
    Die die(long offset) {
        return containing(DebugSection.INFO, offset).die(offset);
    }

    Die typeOfSignature(long signature) {
        Map<Long, UnitHeader> known = signatures;
        if (known == null) {
            known = findSignatures();
            signatures = known;
        }
        UnitHeader header = known.get(signature);
        if (header != null) {
            return unit(header.section(), header.offset()).die(header.offset() + header.type());
        }
        if (skeleton != null) {
            return skeleton.units().typeOfSignature(signature);
        }
        throw new DwarfException("no type of signature 0x" + Long.toHexString(signature));
    }

    private Map<Long, UnitHeader> findSignatures() {
        Map<Long, UnitHeader> found = new HashMap<>();
        for (DebugSection section : new DebugSection[] {DebugSection.INFO, DebugSection.TYPES}) {
            for (long offset : offsets(section)) {
                try {
                    UnitHeader header = UnitHeader.parse(sections, section, offset);
                    if (header.isTypeUnit()) {
                        found.putIfAbsent(header.signature(), header);
                    }
                } catch (DwarfException e) {
                    // Other units may be whole.
                }
            }
        }
        return found;
    }

    /** Where a unit's parts of the sections are, in a package of split units; otherwise null. */
    PackageIndex.@Nullable Parts parts(UnitHeader header) {
        if (skeleton == null) {
            return null;
        }
        boolean type = header.isTypeUnit();
        PackageIndex index = PackageIndex.of(sections, type ? DebugSection.TU_INDEX : DebugSection.CU_INDEX);
        return index == null ? null : index.of(type ? header.signature() : SplitUnits.id(skeleton));
    }

    Abbreviations abbreviations(UnitHeader header) {
        PackageIndex.Parts parts = parts(header);
        long offset = header.abbreviations() + (parts == null ? 0 : parts.start(DebugSection.ABBREV));
        AbbreviationsKey key = new AbbreviationsKey(offset, header.format());
        SoftReference<Abbreviations> kept = abbreviations.get(key);
        Abbreviations table = kept == null ? null : kept.get();
        if (table == null) {
            table = Abbreviations.parse(sections.cursor(DebugSection.ABBREV, offset), header.format());
            abbreviations.put(key, new SoftReference<>(table));
        }
        return table;
    }
}
