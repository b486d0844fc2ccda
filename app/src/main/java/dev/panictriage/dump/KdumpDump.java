// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A kdump-compressed dump, as makedumpfile and QEMU write it: one file, or the parts of a split one.
 *
 * <p>A page that holds only zeros is in the dump like any other, at every dump level: all such pages share one stored
 * page (makedumpfile, write_kdump_pages_cyclic). So a filtered page is never a page of zeros.
 */
final class KdumpDump implements Dump {
    /** Pages are lost at the end of a dump: a search that meets so many in a row need not look further. */
    private static final int MAX_LOST = 1 << 16;

    private final List<KdumpPart> parts;
    private final KdumpHeader header;
    private final int pageShift;
    private final PageCache cache;
    private final String format;
    private final List<String> deficiencies;
    private final List<Note> notes;

    /** {@code __START_KERNEL_map} of x86-64: where the kernel image is mapped that lies at {@code phys_base}. */
    private static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;

    /** From this frame on a search has found no page, and the next one need not be made. */
    private long endOfPages = Long.MAX_VALUE;

    /** @param parts of one dump, at least one, in order of their frames */
    KdumpDump(List<KdumpPart> parts) throws IOException, DumpException {
        this.parts = parts;
        this.header = parts.getFirst().header();
        this.pageShift = Integer.numberOfTrailingZeros(header.blockSize());
        this.cache = new PageCache(header.blockSize());
        this.format = describe();
        this.deficiencies = findDeficiencies();
        this.notes = readNotes();
    }

    private String describe() throws IOException, DumpException {
        DumpFile file = parts.getFirst().file();
        PageCodec codec = parts.getFirst().codec();
        if (!codec.isAvailable()) {
            throw new DumpException(file.source().name() + ": compressed with " + codec.text()
                    + ", and the library for that does not load here");
        }
        return (header.kdump() ? "kdump-compressed v" + header.version() : "diskdump")
                + (codec == PageCodec.NONE ? "" : " (" + codec.text() + ")")
                + (header.split() ? ", split" : "")
                + file.suffix();
    }

    private List<String> findDeficiencies() throws IOException {
        List<String> found = new ArrayList<>();
        long covered = 0;
        for (KdumpPart part : parts) {
            String where = header.split() ? part.file().source().name() + ": " : "";
            for (String deficiency : part.file().deficiencies()) {
                found.add(where + deficiency);
            }
            if (part.header().has(KdumpHeader.INCOMPLETE)) {
                found.add(where + "incomplete: the disk was full when it was written");
            }
            if (part.header().has(KdumpHeader.VMEMMAP_EXCLUDED)) {
                found.add(where + "the memory map (struct page) of filtered pages was left out");
            }
            if (part.isTruncated()) {
                found.add(where + "truncated: the file ends before its last page");
            }
            if (part.header().firstFrame() > covered) {
                found.add(missing(covered, part.header().firstFrame()));
            }
            covered = Math.max(covered, part.header().endFrame());
        }
        if (covered < header.endOfFrames()) {
            found.add(missing(covered, header.endOfFrames()));
        }
        return List.copyOf(found);
    }

    private static String missing(long from, long to) {
        return "part of a split dump missing: page frames 0x" + Long.toHexString(from) + " to 0x"
                + Long.toHexString(to - 1);
    }

    /** All parts have the same notes. Until version 4 of the header, VMCOREINFO is all there is, and not as a note. */
    private List<Note> readNotes() throws IOException {
        ByteSource source = parts.getFirst().file().source();
        Notes found = new Notes(source, ByteOrder.LITTLE_ENDIAN);
        found.add(header.notesOffset(), header.notesSize(), Notes.ALIGNMENT);
        if (found.vmcoreinfo() == null) {
            found.addVmcoreinfo(header.vmcoreinfoOffset(), header.vmcoreinfoSize());
        }
        return found.list();
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public List<String> deficiencies() {
        return deficiencies;
    }

    @Override
    public int pageSize() {
        return header.blockSize();
    }

    @Override
    public long endOfFrames() {
        return header.endOfFrames();
    }

    @Override
    public synchronized boolean isPresent(long frame) {
        try {
            KdumpPart part = partOf(frame);
            return part != null && part.isDumped(frame) && part.isStored(frame);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized long nextPresent(long from) {
        if (from >= endOfPages) {
            return -1;
        }
        try {
            for (KdumpPart part : parts) {
                long frame = part.nextDumped(Math.max(from, part.header().firstFrame()));
                for (int lost = 0; lost < MAX_LOST && frame >= 0 && part.covers(frame); lost++) {
                    if (part.isStored(frame)) {
                        return frame;
                    }
                    frame = part.nextDumped(frame + 1);
                }
            }
            endOfPages = from;
            return -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public synchronized void read(long physical, byte[] into, int at, int length) {
        Objects.checkFromIndexSize(at, length, into.length);
        for (int done = 0; done < length; ) {
            long address = physical + done;
            byte[] page = page(address);
            int offset = (int) address & (page.length - 1);
            int step = Math.min(length - done, page.length - offset);
            System.arraycopy(page, offset, into, at + done, step);
            done += step;
        }
    }

    private byte[] page(long address) {
        long frame = address >>> pageShift;
        byte[] page = cache.get(frame);
        if (page != null) {
            return page;
        }
        page = new byte[header.blockSize()];
        Absence absence = restore(frame, page);
        if (absence != null) {
            throw new UnreadableException("physical", address, absence);
        }
        cache.put(frame, page);
        return page;
    }

    private @Nullable Absence restore(long frame, byte[] page) {
        try {
            KdumpPart part = partOf(frame);
            // Every part has the bitmaps of the whole dump.
            KdumpPart any = part == null ? parts.getFirst() : part;
            if (!any.isDumped(frame)) {
                return any.isRam(frame) ? Absence.FILTERED : Absence.NOT_RAM;
            }
            return part == null ? Absence.PART_MISSING : part.restore(frame, page);
        } catch (IOException e) {
            return Absence.CORRUPT;
        }
    }

    private @Nullable KdumpPart partOf(long frame) {
        for (KdumpPart part : parts) {
            if (part.covers(frame)) {
                return part;
            }
        }
        return null;
    }

    @Override
    public boolean leavesOutZeroPages() {
        return false;
    }

    @Override
    public List<Note> notes() {
        return notes;
    }

    @Override
    public OptionalLong imageOffset() {
        return header.version() >= 1 && header.kdump()
                ? OptionalLong.of(header.physBase() - KERNEL_MAP)
                : OptionalLong.empty();
    }

    @Override
    public Header header() {
        return new Header(header.machine(), header.release(), header.timestamp(), Math.max(0, header.cpus()));
    }

    @Override
    public void close() {
        for (KdumpPart part : parts) {
            part.file().source().close();
        }
    }
}
