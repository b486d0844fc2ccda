// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;

/** The functions of a call frame section in the order of their addresses: pairs of start and offset, in one array. */
final class CallFrameIndex implements CallFrameSection.Visitor {
    private long[] pairs = new long[2048];
    private int size;

    static CallFrameIndex of(CallFrameSection section) {
        CallFrameIndex index = new CallFrameIndex();
        section.visit(index);
        index.sort();
        return index;
    }

    @Override
    public void function(long offset, long start) {
        if (2 * size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairs.length);
        }
        pairs[2 * size] = start;
        pairs[2 * size + 1] = offset;
        size++;
    }

    int size() {
        return size;
    }

    long start(int index) {
        return pairs[2 * index];
    }

    long offset(int index) {
        return pairs[2 * index + 1];
    }

    /** The last function that starts at or before an address; -1 if there is none. */
    int floor(long address) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(start(middle), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** A heap sort: in place, and no slower for any input. */
    private void sort() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
        for (int last = size - 1; last > 0; last--) {
            swap(0, last);
            sink(0, last);
        }
    }

    private void sink(int from, int count) {
        int at = from;
        while (2 * at + 1 < count) {
            int child = 2 * at + 1;
            if (child + 1 < count && Long.compareUnsigned(start(child), start(child + 1)) < 0) {
                child++;
            }
            if (Long.compareUnsigned(start(at), start(child)) >= 0) {
                return;
            }
            swap(at, child);
            at = child;
        }
    }

    private void swap(int a, int b) {
        long start = pairs[2 * a];
        long offset = pairs[2 * a + 1];
        pairs[2 * a] = pairs[2 * b];
        pairs[2 * a + 1] = pairs[2 * b + 1];
        pairs[2 * b] = start;
        pairs[2 * b + 1] = offset;
    }
}
