// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import dev.panictriage.elf4j.ElfHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * An ELF core file with physical addresses: a copy of /proc/vmcore, what {@code makedumpfile -E} or QEMU's
 * dump-guest-memory write.
 *
 * <p>makedumpfile leaves out runs of 256 and more pages that it filters, pages of zeros among them; nothing in the file
 * tells these from the others.
 */
final class ElfDump implements Dump {
    /** In {@code e_flags}: makedumpfile's disk was full (DUMP_ELF_INCOMPLETE in elf_info.h). */
    private static final int INCOMPLETE = 0x1;

    private static final int MIN_PAGE_SIZE = 1 << 12;
    private static final int MAX_PAGE_SIZE = 1 << 16;
    private static final String PAGE_SIZE_KEY = "PAGESIZE=";

    /** Notes of a process's core, and never of a kernel's: the auxiliary vector and the mapped files. */
    private static final int NT_AUXV = 6;

    private static final int NT_FILE = 0x46494c45;

    private final DumpFile file;
    private final ByteSource source;
    private final ElfSegments segments;
    private final Extents stored;
    private final int pageSize;

    ElfDump(DumpFile file) throws IOException, DumpException {
        this.file = file;
        this.source = file.source();
        this.segments = ElfSegments.read(source);
        this.stored = segments.stored();
        if (isProcess()) {
            throw new DumpException(source.name() + ": core file of a process, not of a kernel");
        }
        if (stored.size() == 0) {
            throw new DumpException(source.name()
                    + (segments.cut().size() == 0
                            ? ": ELF core file without physical memory"
                            : ": ELF core file, truncated before its first segment"));
        }
        this.pageSize = readPageSize();
    }

    private boolean isProcess() {
        for (Note note : segments.notes().list()) {
            if (note.name().equals("CORE") && (note.type() == NT_AUXV || note.type() == NT_FILE)) {
                return true;
            }
        }
        return false;
    }

    /** As VMCOREINFO has it; the headers do not tell. */
    private int readPageSize() {
        Note note = segments.notes().vmcoreinfo();
        String text = note == null ? "" : new String(note.description(), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(PAGE_SIZE_KEY);
        for (int size = MIN_PAGE_SIZE; at >= 0 && size <= MAX_PAGE_SIZE; size <<= 1) {
            if (text.startsWith(size + "\n", at + PAGE_SIZE_KEY.length())) {
                return size;
            }
        }
        return MIN_PAGE_SIZE;
    }

    private boolean isIncomplete() {
        return (segments.header().flags() & INCOMPLETE) != 0;
    }

    @Override
    public String format() {
        return "ELF vmcore" + file.suffix();
    }

    @Override
    public List<String> deficiencies() {
        List<String> found = new ArrayList<>(file.deficiencies());
        if (isIncomplete()) {
            found.add("incomplete: the disk was full when it was written");
        }
        if (segments.cut().size() > 0) {
            found.add("truncated: the file ends before its last segment does");
        }
        return found;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public long endOfFrames() {
        return (stored.end() + pageSize - 1) / pageSize;
    }

    /** A frame that is there only in part does not count. */
    @Override
    public boolean isPresent(long frame) {
        return frame >= 0 && frame < endOfFrames() && stored.covers(frame * pageSize, (frame + 1) * pageSize);
    }

    @Override
    public long nextPresent(long from) {
        long frame = Math.max(0, from);
        while (frame < endOfFrames() && !isPresent(frame)) {
            int piece = stored.find(frame * pageSize);
            frame = piece >= 0 ? frame + 1 : Math.max(frame + 1, stored.from(-1 - piece) / pageSize);
        }
        return frame < endOfFrames() ? frame : -1;
    }

    @Override
    public void read(long physical, byte[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        for (int done = 0; done < length; ) {
            long address = physical + done;
            int piece = stored.find(address);
            if (piece < 0) {
                throw new UnreadableException("physical", address, absence(address));
            }
            int step = (int) Math.min(length - done, stored.contiguousFrom(piece, address));
            int read = fetch(stored.offsetOf(piece, address), into, at + done, step);
            if (read < step) {
                throw new UnreadableException("physical", address + read, Absence.TRUNCATED);
            }
            done += step;
        }
    }

    private int fetch(long offset, byte[] into, int at, int length) {
        try {
            return source.read(offset, into, at, length);
        } catch (IOException e) {
            return 0;
        }
    }

    private Absence absence(long address) {
        if (segments.cut().contains(address)) {
            return isIncomplete() ? Absence.LOST : Absence.TRUNCATED;
        }
        return segments.filtered().contains(address) ? Absence.FILTERED : Absence.NOT_RAM;
    }

    @Override
    public boolean leavesOutZeroPages() {
        return segments.filtered().size() > 0;
    }

    @Override
    public List<Note> notes() {
        return segments.notes().list();
    }

    @Override
    public OptionalLong imageOffset() {
        return segments.imageOffset();
    }

    @Override
    public Header header() {
        return new Header(machine(), "", 0, 0);
    }

    private String machine() {
        return switch (segments.header().machine()) {
            case ElfHeader.EM_X86_64 -> "x86_64";
            case ElfHeader.EM_AARCH64 -> "aarch64";
            case ElfHeader.EM_386 -> "i686";
            case ElfHeader.EM_ARM -> "arm";
            default -> "";
        };
    }

    @Override
    public void close() {
        source.close();
    }
}
