// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import dev.panictriage.elf4j.ElfClass;
import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SectionHeader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The debugging sections of one ELF file. Each is decompressed and relocated once, when it is first asked for; one that
 * needs neither is the file's own memory. For any number of threads.
 */
public final class DwarfSections {
    private final ElfFile file;
    private final SectionAddresses addresses;
    private final Map<DebugSection, Part> parts = new EnumMap<>(DebugSection.class);

    /** A section that may be there, and its contents once they were asked for. */
    private static final class Part {
        final @Nullable SectionHeader header;
        volatile @Nullable MemorySegment contents;

        Part(@Nullable SectionHeader header) {
            this.header = header;
        }
    }

    private DwarfSections(ElfFile file, SectionAddresses addresses, boolean split) {
        this.file = file;
        this.addresses = addresses;
        Map<String, SectionHeader> byName = new HashMap<>();
        for (SectionHeader header : file.sections()) {
            byName.putIfAbsent(file.name(header), header);
        }
        for (DebugSection section : DebugSection.values()) {
            SectionHeader header = byName.get(split ? section.splitName() : section.sectionName());
            boolean isThere = header != null && header.type() != SectionHeader.SHT_NOBITS;
            parts.put(section, new Part(isThere || split ? header : byName.get(section.compressedName())));
        }
    }

    public static DwarfSections of(ElfFile file) {
        return new DwarfSections(file, SectionAddresses.OF_FILE, false);
    }

    /** Of a relocatable file, as it was loaded. */
    public static DwarfSections of(ElfFile file, SectionAddresses addresses) {
        return new DwarfSections(file, addresses, false);
    }

    /** Of a file of split units: a {@code .dwo}, or a package of them ({@code .dwp}). */
    public static DwarfSections ofSplit(ElfFile file) {
        return new DwarfSections(file, SectionAddresses.OF_FILE, true);
    }

    /**
     * The contents; empty if there is no such section.
     *
     * @throws DwarfException if they are not all in the file, or cannot be decompressed or relocated
     */
    public MemorySegment get(DebugSection section) {
        Part part = part(section);
        MemorySegment known = part.contents;
        return known == null ? read(section, part) : known;
    }

    /** Whether there is such a section, and something in it. */
    public boolean has(DebugSection section) {
        SectionHeader header = part(section).header;
        return header != null && header.type() != SectionHeader.SHT_NOBITS && header.size() > 0;
    }

    /** Where the section is in memory; 0 if it is not there or not loaded. Only {@link DebugSection#EH_FRAME} ever is. */
    public long address(DebugSection section) {
        SectionHeader header = part(section).header;
        return header == null || !header.isLoaded() ? 0 : addresses.of(file.name(header), header);
    }

    public ByteOrder order() {
        return file.header().order();
    }

    /** Bytes of an address in sections that do not say it themselves. */
    public int addressBytes() {
        return file.header().elfClass() == ElfClass.ELF64 ? Long.BYTES : Integer.BYTES;
    }

    public ElfFile file() {
        return file;
    }

    Cursor cursor(DebugSection section, long position) {
        return Cursor.at(get(section), order(), position);
    }

    private Part part(DebugSection section) {
        return Objects.requireNonNull(parts.get(section));
    }

    private synchronized MemorySegment read(DebugSection section, Part part) {
        MemorySegment known = part.contents;
        if (known != null) {
            return known;
        }
        SectionHeader header = part.header;
        try {
            MemorySegment read = header == null ? MemorySegment.NULL : file.readable(header, addresses);
            part.contents = read;
            return read;
        } catch (ElfException e) {
            throw new DwarfException(section.sectionName() + ": " + e.getMessage());
        }
    }
}
