// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;

/** Ranges of addresses and what is there, to be searched by address. Ranges may overlap: the smallest is found. */
final class AddressTable {
    static final long NOTHING = -1;

    private final long[] lows;
    private final long[] highs;
    private final long[] values;
    /** The highest end of this range and all before it. */
    private final long[] highest;

    private AddressTable(long[] lows, long[] highs, long[] values) {
        this.lows = lows;
        this.highs = highs;
        this.values = values;
        this.highest = new long[lows.length];
        long end = Long.MIN_VALUE;
        for (int i = 0; i < lows.length; i++) {
            end = Math.max(end, highs[i] - 1 ^ Long.MIN_VALUE);
            highest[i] = end;
        }
    }

    /** What is at the address, or {@link #NOTHING}. */
    long find(long address) {
        long wanted = address ^ Long.MIN_VALUE;
        int at = Arrays.binarySearch(lows, wanted);
        if (at < 0) {
            at = -at - 2;
        } else {
            while (at + 1 < lows.length && lows[at + 1] == wanted) {
                at++;
            }
        }
        int best = -1;
        for (; at >= 0 && highest[at] >= wanted; at--) {
            boolean contains = Long.compareUnsigned(address, highs[at]) < 0;
            if (contains && (best < 0 || Long.compareUnsigned(size(at), size(best)) < 0)) {
                best = at;
            }
        }
        return best < 0 ? NOTHING : values[best];
    }

    private long size(int at) {
        return highs[at] - (lows[at] ^ Long.MIN_VALUE);
    }

    /** Collects ranges in any order. */
    static final class Builder {
        private long[] ranges = new long[3 * 64];
        private int count;

        void add(AddressRanges from, long value) {
            for (int i = 0; i < from.count(); i++) {
                add(from.low(i), from.high(i), value);
            }
        }

        void add(long low, long high, long value) {
            if (Long.compareUnsigned(low, high) >= 0) {
                return;
            }
            if (3 * count == ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * ranges.length);
            }
            ranges[3 * count] = low;
            ranges[3 * count + 1] = high;
            ranges[3 * count + 2] = value;
            count++;
        }

        /** As the table's. Looks at all ranges. */
        long find(long address) {
            int best = -1;
            for (int i = 0; i < count; i++) {
                if (Long.compareUnsigned(ranges[3 * i], address) <= 0
                        && Long.compareUnsigned(address, ranges[3 * i + 1]) < 0
                        && (best < 0 || isBetter(i, best))) {
                    best = i;
                }
            }
            return best < 0 ? NOTHING : ranges[3 * best + 2];
        }

        /** Smaller; of one size the one that starts last, and of those the one of the greatest value. */
        private boolean isBetter(int one, int other) {
            int bySize = Long.compareUnsigned(
                    ranges[3 * one + 1] - ranges[3 * one], ranges[3 * other + 1] - ranges[3 * other]);
            int byLow = Long.compareUnsigned(ranges[3 * one], ranges[3 * other]);
            return bySize != 0 ? bySize < 0 : byLow != 0 ? byLow > 0 : ranges[3 * one + 2] > ranges[3 * other + 2];
        }

        void addAll(Builder other) {
            for (int i = 0; i < other.count; i++) {
                add(other.ranges[3 * i], other.ranges[3 * i + 1], other.ranges[3 * i + 2]);
            }
        }

        AddressTable build() {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> {
                int byLow = Long.compareUnsigned(ranges[3 * a], ranges[3 * b]);
                return byLow != 0 ? byLow : Long.compare(ranges[3 * a + 2], ranges[3 * b + 2]);
            });
            long[] lows = new long[count];
            long[] highs = new long[count];
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                int from = 3 * order[i];
                lows[i] = ranges[from] ^ Long.MIN_VALUE;
                highs[i] = ranges[from + 1];
                values[i] = ranges[from + 2];
            }
            return new AddressTable(lows, highs, values);
        }
    }
}
