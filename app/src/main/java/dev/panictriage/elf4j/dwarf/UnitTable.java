// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the unit of an address: by {@code .debug_aranges}, or else by looking at all units once. Some compilers write that
 * section and some do not, so what it does not know may be there all the same.
 */
final class UnitTable {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** In bytes: a kernel's section has some 200 kB. */
    private static final long LARGEST_ARRAY = 16 << 20;

    /** Of two words of eight bytes. */
    private static final int TUPLE = 2 * Long.BYTES;

    /** Questions that are answered without sorting: to look through some thousand ranges a few times takes less. */
    private static final int FEW = 64;

    private final Units units;
    private AddressTable.@Nullable Builder announced;
    private int questions;
    private @Nullable AddressTable fast;
    private @Nullable AddressTable complete;

    UnitTable(Units units) {
        this.units = units;
    }

    /** The unit that says it has the address. */
    @Nullable
    Unit find(long address) {
        long offset = findFast(address);
        if (offset == AddressTable.NOTHING) {
            offset = complete().find(address);
        }
        return offset == AddressTable.NOTHING ? null : units.unit(DebugSection.INFO, offset);
    }

    private synchronized long findFast(long address) {
        if (announced == null) {
            announced = readRanges();
        }
        if (fast == null && ++questions > FEW) {
            fast = announced.build();
        }
        return fast == null ? announced.find(address) : fast.find(address);
    }

    private AddressTable.Builder readRanges() {
        AddressTable.Builder ranges = new AddressTable.Builder();
        MemorySegment section = units.sections().get(DebugSection.ARANGES);
        boolean little = units.sections().order() == ByteOrder.LITTLE_ENDIAN && section.byteSize() <= LARGEST_ARRAY;
        long[] words = little ? section.asSlice(0, section.byteSize() & ~7L).toArray(WORD) : new long[0];
        try {
            for (long at = 0; at < section.byteSize(); ) {
                long next = readPlainSet(at, words, ranges);
                at = next > at ? next : readSet(at, ranges);
            }
        } catch (DwarfException e) {
            // What was read holds; the units themselves are looked at when it does not suffice.
        }
        return ranges;
    }

    /**
     * Reads the ranges of one unit as most are, in 32-bit DWARF with addresses of eight bytes, from an array: a kernel has 3,000
     * such sets.
     *
     * @return where the next one's are; the same offset if this is not such a set
     */
    private static long readPlainSet(long offset, long[] words, AddressTable.Builder ranges) {
        int at = (int) (offset / Long.BYTES);
        if (offset % TUPLE != 0 || at + 2 > words.length) {
            return offset;
        }
        long length = words[at] & 0xffff_ffffL;
        long end = offset + Integer.BYTES + length;
        int version = (int) (words[at] >>> 32) & 0xffff;
        long unit = words[at] >>> 48 | (words[at + 1] & 0xffff) << 16;
        int addressBytes = (int) (words[at + 1] >>> 16) & 0xff;
        int segmentBytes = (int) (words[at + 1] >>> 24) & 0xff;
        boolean plain = length < 0xffff_fff0L
                && version == 2
                && addressBytes == Long.BYTES
                && segmentBytes == 0
                && end % TUPLE == 0
                && end / Long.BYTES <= words.length;
        if (!plain) {
            return offset;
        }
        for (int word = at + 2; word < end / Long.BYTES; word += 2) {
            ranges.add(words[word], words[word] + words[word + 1], unit);
        }
        return end;
    }

    /** Reads the ranges of one unit: DWARF 5, 6.1.2. Returns where the next one's are. */
    private long readSet(long offset, AddressTable.Builder ranges) {
        long end = UnitHeader.end(units.sections(), DebugSection.ARANGES, offset);
        Cursor at = Cursor.within(
                units.sections().get(DebugSection.ARANGES), units.sections().order(), offset, end);
        int offsetBytes = at.u32() == 0xffff_ffffL ? Long.BYTES : Integer.BYTES;
        at.skip(offsetBytes == Long.BYTES ? Long.BYTES : 0);
        int version = at.u16();
        long unit = at.unsigned(offsetBytes);
        int addressBytes = at.u8();
        int segmentBytes = at.u8();
        if (version != 2 || segmentBytes != 0 || addressBytes != 4 && addressBytes != 8) {
            return end;
        }
        int stride = 2 * addressBytes;
        long header = at.position() - offset;
        at.to(Math.min(end, offset + (header + stride - 1) / stride * stride));
        while (end - at.position() >= stride) {
            long low = at.unsigned(addressBytes);
            long length = at.unsigned(addressBytes);
            ranges.add(low, low + length, unit);
        }
        return end;
    }

    private synchronized AddressTable complete() {
        if (complete == null) {
            long[] offsets = units.offsets(DebugSection.INFO);
            Parallel parts = new Parallel(0, offsets.length);
            int workers = offsets.length < 64 ? 1 : Parallel.threads();
            AddressTable.Builder[] found = new AddressTable.Builder[workers];
            Parallel.Worker[] work = new Parallel.Worker[workers];
            for (int i = 0; i < workers; i++) {
                AddressTable.Builder ranges = new AddressTable.Builder();
                found[i] = ranges;
                work[i] = () -> look(offsets, parts, ranges);
            }
            Parallel.run(work);
            AddressTable.Builder all = new AddressTable.Builder();
            for (AddressTable.Builder ranges : found) {
                all.addAll(ranges);
            }
            complete = all.build();
        }
        return complete;
    }

    private void look(long[] offsets, Parallel parts, AddressTable.Builder ranges) {
        for (int i = parts.take(); i >= 0; i = parts.take()) {
            try {
                Unit unit = units.unit(DebugSection.INFO, offsets[i]);
                if (!unit.isTypeUnit()) {
                    ranges.add(unit.root().ranges(), offsets[i]);
                }
            } catch (DwarfException e) {
                // Other units may be whole.
            }
        }
    }
}
