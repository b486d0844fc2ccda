// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The addresses of an entry's code, as ranges: from their low ends, inclusive, to their high ends, exclusive. */
public final class AddressRanges {
    static final AddressRanges NONE = new AddressRanges(new long[0], 0);

    /** In one list; a unit of ten thousand functions may have as many. */
    private static final int MOST_RANGES = 1 << 20;

    private final long[] ends;
    private final int count;

    private AddressRanges(long[] ends, int count) {
        this.ends = ends;
        this.count = count;
    }

    /** Of an entry: its list of ranges, or its low and high ends. */
    static AddressRanges of(Die die) {
        Attribute list = die.attribute(DwAt.RANGES);
        if (list != null) {
            return read(die.unit(), list);
        }
        Attribute low = die.attribute(DwAt.LOW_PC);
        Attribute high = die.attribute(DwAt.HIGH_PC);
        if (low == null || high == null) {
            return NONE;
        }
        long start = low.address();
        long end = high.isAddress() ? high.address() : start + high.constant();
        return Long.compareUnsigned(start, end) < 0 ? new AddressRanges(new long[] {start, end}, 1) : NONE;
    }

    public int count() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public long low(int range) {
        return ends[2 * range];
    }

    public long high(int range) {
        return ends[2 * range + 1];
    }

    public boolean contains(long address) {
        for (int i = 0; i < count; i++) {
            if (Long.compareUnsigned(address, low(i)) >= 0 && Long.compareUnsigned(address, high(i)) < 0) {
                return true;
            }
        }
        return false;
    }

    private static AddressRanges read(Unit unit, Attribute list) {
        Builder ranges = new Builder();
        if (unit.version() >= 5) {
            readList(unit, unit.sections().cursor(DebugSection.RNGLISTS, list.sectionOffset()), ranges);
        } else {
            readOldList(unit, list.sectionOffset(), ranges);
        }
        return ranges.build();
    }

    /** A list of {@code .debug_rnglists}: DWARF 5, 7.25. */
    private static void readList(Unit unit, Cursor at, Builder ranges) {
        Base base = new Base(unit);
        int bytes = unit.addressBytes();
        while (true) {
            int kind = at.u8();
            switch (kind) {
                case 0x00 -> {
                    return;
                }
                case 0x01 -> base.set(unit.indexedAddress(at.uleb128()));
                case 0x02 -> ranges.add(unit.indexedAddress(at.uleb128()), unit.indexedAddress(at.uleb128()));
                case 0x03 -> ranges.addLength(unit.indexedAddress(at.uleb128()), at.uleb128());
                case 0x04 -> ranges.add(base.get() + at.uleb128(), base.get() + at.uleb128());
                case 0x05 -> base.set(at.unsigned(bytes));
                case 0x06 -> ranges.add(at.unsigned(bytes), at.unsigned(bytes));
                case 0x07 -> ranges.addLength(at.unsigned(bytes), at.uleb128());
                default -> throw new DwarfException("a range of unknown kind " + kind);
            }
        }
    }

    /** A list of {@code .debug_ranges}: DWARF 4, 2.17.3. Split units have theirs in the file of their skeleton. */
    private static void readOldList(Unit unit, long offset, Builder ranges) {
        Unit skeleton = unit.units().skeleton();
        DwarfSections sections = skeleton == null ? unit.sections() : skeleton.sections();
        Cursor at =
                sections.cursor(DebugSection.RANGES, offset).skip(unit.bases().ranges());
        Base base = new Base(unit);
        int bytes = unit.addressBytes();
        long chooses = bytes == Long.BYTES ? -1 : (1L << 8 * bytes) - 1;
        while (true) {
            long low = at.unsigned(bytes);
            long high = at.unsigned(bytes);
            if (low == chooses) {
                base.set(high);
            } else if (low == 0 && high == 0) {
                return;
            } else {
                ranges.add(base.get() + low, base.get() + high);
            }
        }
    }

    /** What offsets are relative to: looked up only if a list has some. */
    private static final class Base {
        private final Unit unit;
        private @Nullable Long address;

        Base(Unit unit) {
            this.unit = unit;
        }

        void set(long value) {
            address = value;
        }

        long get() {
            if (address == null) {
                address = unit.baseAddress();
            }
            return address;
        }
    }

    private static final class Builder {
        private long[] ends = new long[8];
        private int count;
        private int seen;

        void addLength(long low, long length) {
            add(low, low + length);
        }

        void add(long low, long high) {
            if (++seen > MOST_RANGES) {
                throw new DwarfException("a list of ranges without an end");
            }
            if (Long.compareUnsigned(low, high) >= 0) {
                return;
            }
            if (2 * count == ends.length) {
                ends = Arrays.copyOf(ends, 4 * count);
            }
            ends[2 * count] = low;
            ends[2 * count + 1] = high;
            count++;
        }

        AddressRanges build() {
            return new AddressRanges(ends, count);
        }
    }
}
