// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * An ELF file in memory, mostly a mapped one. Reads its headers when made and everything else when asked; holds no copy
 * of the contents.
 */
public final class ElfFile {
    private static final int NT_GNU_BUILD_ID = 3;

    /** Of what a {@link ByteBuffer} can hold. */
    private static final long CHUNK = 1 << 30;

    private final MemorySegment bytes;
    private final ElfHeader header;
    private final List<ProgramHeader> programHeaders;
    private final List<SectionHeader> sections;
    private final StringTable sectionNames;

    /** @throws ElfException if the bytes are not ELF, or its tables lie outside of them */
    public ElfFile(MemorySegment bytes) throws ElfException {
        this.bytes = bytes;
        long start = Math.min(bytes.byteSize(), ElfClass.ELF64.headerBytes());
        ElfHeader small = ElfHeader.parse(bytes.asSlice(0, start).asByteBuffer());
        this.header = small.needsSectionZero() ? small.extended(sectionZero(bytes, small)) : small;
        this.programHeaders = readProgramHeaders();
        this.sections = readSections();
        this.sectionNames = strings(header.sectionNames());
    }

    public ElfHeader header() {
        return header;
    }

    public List<ProgramHeader> programHeaders() {
        return programHeaders;
    }

    public List<SectionHeader> sections() {
        return sections;
    }

    public String name(SectionHeader section) {
        return sectionNames.at(section.nameOffset());
    }

    /** The first section of that name, or null. */
    public @Nullable SectionHeader section(String name) {
        for (SectionHeader section : sections) {
            if (name(section).equals(name)) {
                return section;
            }
        }
        return null;
    }

    /**
     * The contents of a section, not copied; empty for {@code SHT_NOBITS}.
     *
     * @throws ElfException if they are not all in the file
     */
    public MemorySegment contents(SectionHeader section) throws ElfException {
        return section.type() == SectionHeader.SHT_NOBITS
                ? MemorySegment.NULL
                : slice(bytes, section.offset(), section.size());
    }

    /**
     * The contents of a section as its reader wants them: decompressed, and in a relocatable file relocated. Not copied
     * where neither is needed. Work is done anew at every call.
     *
     * @throws ElfException if they are not all in the file, or compressed or relocated in a way that is not known
     */
    public MemorySegment readable(SectionHeader section, SectionAddresses addresses) throws ElfException {
        MemorySegment stored = contents(section);
        MemorySegment whole = stored;
        if ((section.flags() & Compression.SHF_COMPRESSED) != 0) {
            whole = Compression.restored(stored, header);
        } else if (name(section).startsWith(".zdebug_")) {
            whole = Compression.restoredOld(stored);
        }
        return new Relocations(this, addresses).applied(section, whole);
    }

    /** The build id that the linker noted, from sections or else from segments; empty bytes if there is none. */
    public byte[] buildId() {
        for (SectionHeader section : sections) {
            if (section.type() == SectionHeader.SHT_NOTE) {
                byte[] id = buildId(section.offset(), section.size(), section.alignment());
                if (id.length > 0) {
                    return id;
                }
            }
        }
        for (ProgramHeader segment : programHeaders) {
            if (segment.type() == ProgramHeader.PT_NOTE) {
                byte[] id = buildId(segment.offset(), segment.fileSize(), segment.alignment());
                if (id.length > 0) {
                    return id;
                }
            }
        }
        return new byte[0];
    }

    private byte[] buildId(long offset, long size, long alignment) {
        try {
            for (ElfNote note : ElfNote.readAll(buffer(slice(bytes, offset, size)), alignment == 8 ? 8 : 4)) {
                if (note.type() == NT_GNU_BUILD_ID && note.name().equals("GNU")) {
                    return note.description();
                }
            }
        } catch (ElfException e) {
            // Notes that are not in the file: as in one that keeps only debugging information.
        }
        return new byte[0];
    }

    /** Where this file's debugging information was moved to. */
    public Optional<DebugLink> debugLink() throws ElfException {
        SectionHeader link = section(".gnu_debuglink");
        return link == null ? Optional.empty() : DebugLink.parse(contents(link), header);
    }

    /** CRC-32 of the whole file, as {@link DebugLink#crc}; reads all of it. */
    public int crc() {
        CRC32 crc = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            crc.update(bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer());
        }
        return (int) crc.getValue();
    }

    /** Where what this file's debugging information shares with others is. */
    public Optional<SupplementaryLink> supplementaryLink() throws ElfException {
        SectionHeader link = section(".gnu_debugaltlink");
        return link == null ? Optional.empty() : SupplementaryLink.parse(contents(link));
    }

    /** @throws ElfException if the section is no symbol table, or not in the file */
    public SymbolTable symbols(SectionHeader section) throws ElfException {
        if (section.type() != SectionHeader.SHT_SYMTAB && section.type() != SectionHeader.SHT_DYNSYM) {
            throw new ElfException("not a symbol table");
        }
        return new SymbolTable(header.elfClass(), buffer(contents(section)), strings(section.link()));
    }

    /** @throws ElfException if the section is not in the file */
    public List<ElfNote> notes(SectionHeader section) throws ElfException {
        return ElfNote.readAll(buffer(contents(section)), section.alignment() == 8 ? 8 : 4);
    }

    private StringTable strings(int section) throws ElfException {
        return section > 0 && section < sections.size()
                ? new StringTable(buffer(contents(sections.get(section))))
                : StringTable.EMPTY;
    }

    private List<ProgramHeader> readProgramHeaders() throws ElfException {
        int count = header.programHeadersOffset() == 0 ? 0 : header.programHeaders();
        int stride = header.programHeaderBytes();
        int size = header.elfClass().programHeaderBytes();
        ByteBuffer table = table(header.programHeadersOffset(), count, stride, size);
        List<ProgramHeader> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            found.add(ProgramHeader.parse(header.elfClass(), table, i * stride));
        }
        return List.copyOf(found);
    }

    private List<SectionHeader> readSections() throws ElfException {
        int count = header.sectionHeadersOffset() == 0 ? 0 : header.sections();
        int stride = header.sectionHeaderBytes();
        int size = header.elfClass().sectionHeaderBytes();
        ByteBuffer table = table(header.sectionHeadersOffset(), count, stride, size);
        List<SectionHeader> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            found.add(SectionHeader.parse(header.elfClass(), table, i * stride));
        }
        return List.copyOf(found);
    }

    private static SectionHeader sectionZero(MemorySegment bytes, ElfHeader header) throws ElfException {
        int size = header.elfClass().sectionHeaderBytes();
        ByteBuffer table = slice(bytes, header.sectionHeadersOffset(), size).asByteBuffer();
        return SectionHeader.parse(header.elfClass(), table.order(header.order()), 0);
    }

    private ByteBuffer table(long offset, int count, int stride, int size) throws ElfException {
        if (count > 0 && stride < size) {
            throw new ElfException("ELF with impossible sizes");
        }
        return buffer(slice(bytes, offset, count * (long) stride));
    }

    ByteBuffer buffer(MemorySegment segment) throws ElfException {
        if (segment.byteSize() > Integer.MAX_VALUE) {
            throw new ElfException("ELF with a table of over 2 GB");
        }
        return segment.asByteBuffer().order(header.order());
    }

    private static MemorySegment slice(MemorySegment bytes, long offset, long size) throws ElfException {
        if (offset < 0 || size < 0 || offset > bytes.byteSize() - size) {
            throw new ElfException("ELF with a part outside of the file");
        }
        return bytes.asSlice(offset, size);
    }
}
