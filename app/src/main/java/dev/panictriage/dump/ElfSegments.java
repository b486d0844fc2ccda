// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import dev.panictriage.elf4j.ElfClass;
import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfHeader;
import dev.panictriage.elf4j.ProgramHeader;
import dev.panictriage.elf4j.SectionHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the program headers of an ELF core file say of physical memory.
 *
 * @param stored memory that is in the file
 * @param filtered memory that the file names and does not hold: a segment's size in memory beyond its size in the file
 * @param cut memory that lies behind the end of the file
 * @param imageOffset what a segment of the kernel image adds to its virtual addresses; empty if there is none
 */
record ElfSegments(
        ElfHeader header, Extents stored, Extents filtered, Extents cut, OptionalLong imageOffset, Notes notes) {
    /** Where x86-64 maps the kernel image ({@code __START_KERNEL_map}), for as long as the larger kind of it is. */
    private static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;

    private static final long KERNEL_MAP_BYTES = 1L << 30;

    /** Physical addresses, ends included, stay below; the architectures end at 2^52. */
    private static final long MAX_ADDRESS = 1L << 56;

    private static final int MAX_SEGMENTS = 1 << 20;
    private static final int WINDOW_SEGMENTS = 1024;

    static ElfSegments read(ByteSource source) throws IOException, DumpException {
        ElfHeader header = readHeader(source);
        List<Extent> stored = new ArrayList<>();
        List<Extent> filtered = new ArrayList<>();
        List<Extent> cut = new ArrayList<>();
        OptionalLong imageOffset = OptionalLong.empty();
        Notes notes = new Notes(source, header.order());
        int stride = header.programHeaderBytes();
        ByteBuffer window = ByteBuffer.allocate(0);
        for (int i = 0; i < header.programHeaders(); i++) {
            int at = i % WINDOW_SEGMENTS * stride;
            if (at == 0) {
                int wanted = Math.min(WINDOW_SEGMENTS, header.programHeaders() - i) * stride;
                window = bytes(source, header.programHeadersOffset() + i * (long) stride, wanted)
                        .order(header.order());
                if (window.limit() < wanted) {
                    throw new DumpException(source.name() + ": ELF core file, truncated within its program headers");
                }
            }
            ProgramHeader segment = ProgramHeader.parse(header.elfClass(), window, at);
            if (segment.type() == ProgramHeader.PT_NOTE) {
                int alignment = segment.alignment() == 8 ? 8 : Notes.ALIGNMENT;
                notes.add(segment.offset(), segment.fileSize(), alignment);
            } else if (segment.type() == ProgramHeader.PT_LOAD) {
                add(segment, source.size(), stored, filtered, cut);
                long inImage = segment.virtualAddress() - KERNEL_MAP;
                if (header.machine() == ElfHeader.EM_X86_64 && inImage >= 0 && inImage < KERNEL_MAP_BYTES) {
                    imageOffset = OptionalLong.of(segment.physicalAddress() - segment.virtualAddress());
                }
            }
        }
        // Where segments overlap, all have the same bytes: the kernel's text, say, and the RAM that it lies in.
        return new ElfSegments(
                header, new Extents(stored), new Extents(filtered), new Extents(cut), imageOffset, notes);
    }

    private static ElfHeader readHeader(ByteSource source) throws IOException, DumpException {
        try {
            ElfHeader header = ElfHeader.parse(bytes(source, 0, ElfClass.ELF64.headerBytes()));
            if (header.type() != ElfHeader.ET_CORE) {
                throw new DumpException(source.name() + ": " + name(header.type()) + ", not a dump");
            }
            if (header.needsSectionZero()) {
                int size = header.elfClass().sectionHeaderBytes();
                ByteBuffer zero =
                        bytes(source, header.sectionHeadersOffset(), size).order(header.order());
                if (zero.limit() < size) {
                    throw new DumpException(source.name() + ": ELF core file, truncated before its section header");
                }
                header = header.extended(SectionHeader.parse(header.elfClass(), zero, 0));
            }
            int least = header.elfClass().programHeaderBytes();
            if (header.programHeadersOffset() <= 0
                    || header.programHeaderBytes() < least
                    || header.programHeaderBytes() > 2 * least
                    || header.programHeaders() > MAX_SEGMENTS) {
                throw new DumpException(source.name() + ": ELF core file with damaged program headers");
            }
            return header;
        } catch (ElfException e) {
            throw new DumpException(source.name() + ": " + e.getMessage(), e);
        }
    }

    /** As many bytes as there are; none for an offset that makes no sense. */
    private static ByteBuffer bytes(ByteSource source, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = offset < 0 ? 0 : source.read(offset, bytes, 0, length);
        return ByteBuffer.wrap(bytes, 0, read).slice();
    }

    private static String name(int type) {
        return switch (type) {
            case ElfHeader.ET_REL -> "ELF object file (a kernel module?)";
            case ElfHeader.ET_EXEC -> "ELF executable (a vmlinux?)";
            case ElfHeader.ET_DYN -> "ELF shared object";
            default -> "ELF file of type " + type;
        };
    }

    private static void add(
            ProgramHeader segment, long sourceSize, List<Extent> stored, List<Extent> filtered, List<Extent> cut) {
        long start = segment.physicalAddress();
        long offset = segment.offset();
        // /proc/kcore gives memory that is only virtual a physical address of -1.
        if (start < 0 || start >= MAX_ADDRESS || offset < 0) {
            return;
        }
        long fileSize = bounded(segment.fileSize(), MAX_ADDRESS - start);
        long memorySize = bounded(segment.memorySize(), MAX_ADDRESS - start);
        long available = bounded(sourceSize - offset, fileSize);
        if (available > 0) {
            stored.add(new Extent(start, start + available, offset));
        }
        if (available < fileSize) {
            cut.add(new Extent(start + available, start + fileSize, 0));
        }
        if (fileSize < memorySize) {
            filtered.add(new Extent(start + fileSize, start + memorySize, 0));
        }
    }

    private static long bounded(long size, long most) {
        return size < 0 ? 0 : Math.min(size, most);
    }
}
