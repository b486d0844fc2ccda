// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Absence;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.UnreadableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Physical memory that a test assembles, with x86-64 page tables in it. What it was not given, it lacks as filtered. */
final class SyntheticDump implements Dump {
    static final int PAGE = 4096;
    static final long PRESENT = 1;
    static final long WRITABLE = 2;
    static final long LARGE = 0x80;
    static final long NO_EXECUTE = 1L << 63;

    private final TreeMap<Long, byte[]> pages = new TreeMap<>();
    private final Map<Long, Absence> absences = new HashMap<>();
    private final List<Note> notes = new ArrayList<>();
    private long nextTable;
    boolean leavesOutZeroPages;

    /** @param tables where page tables may be put */
    SyntheticDump(long tables) {
        nextTable = tables;
    }

    void put(long physical, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int within = (int) ((physical + done) % PAGE);
            int step = Math.min(PAGE - within, bytes.length - done);
            byte[] page = pages.computeIfAbsent((physical + done) / PAGE, frame -> new byte[PAGE]);
            System.arraycopy(bytes, done, page, within, step);
            done += step;
        }
    }

    void putWord(long physical, long word) {
        put(
                physical,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(word)
                        .array());
    }

    void remove(long physical, Absence absence) {
        pages.remove(physical / PAGE);
        absences.put(physical / PAGE, absence);
    }

    void addNote(String name, int type, byte[] description) {
        notes.add(new Note(name, type, description));
    }

    /** A page table without entries. */
    long newTable() {
        long table = nextTable;
        nextTable += PAGE;
        put(table, new byte[PAGE]);
        return table;
    }

    /** Maps one page of 4K, 2M or 1G. */
    void map(long root, int levels, long virtual, long physical, long size, long flags) {
        long table = root;
        int shift = 12 + 9 * (levels - 1);
        while (1L << shift > size) {
            long slot = table + (virtual >>> shift & 511) * 8;
            if (word(slot) == 0) {
                putWord(slot, newTable() | PRESENT | WRITABLE);
            }
            table = word(slot) & 0x000f_ffff_ffff_f000L;
            shift -= 9;
        }
        putWord(table + (virtual >>> shift & 511) * 8, physical | flags | PRESENT | (shift > 12 ? LARGE : 0));
    }

    long word(long physical) {
        byte[] bytes = new byte[8];
        read(physical, bytes, 0, 8);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Override
    public void read(long physical, byte[] into, int at, int length) {
        int done = 0;
        while (done < length) {
            long from = physical + done;
            byte[] page = pages.get(from / PAGE);
            if (page == null) {
                throw new UnreadableException("physical", from, absences.getOrDefault(from / PAGE, Absence.FILTERED));
            }
            int within = (int) (from % PAGE);
            int step = Math.min(PAGE - within, length - done);
            System.arraycopy(page, within, into, at + done, step);
            done += step;
        }
    }

    @Override
    public boolean leavesOutZeroPages() {
        return leavesOutZeroPages;
    }

    @Override
    public boolean isPresent(long frame) {
        return pages.containsKey(frame);
    }

    @Override
    public long nextPresent(long from) {
        Long next = pages.ceilingKey(from);
        return next == null ? -1 : next;
    }

    @Override
    public List<Note> notes() {
        return notes;
    }

    @Override
    public String format() {
        return "synthetic";
    }

    @Override
    public List<String> deficiencies() {
        return List.of();
    }

    @Override
    public int pageSize() {
        return PAGE;
    }

    @Override
    public long endOfFrames() {
        return pages.lastKey() + 1;
    }

    @Override
    public Header header() {
        return new Header("", "", 0, 0);
    }

    @Override
    public void close() {}
}
