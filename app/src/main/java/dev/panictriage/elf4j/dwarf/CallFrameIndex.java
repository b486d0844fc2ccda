// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;

/**
 * The functions of a call frame section: pairs of start and offset, in one array. Sorted only when it is asked often: to look through
 * 50,000 a few times takes less.
 */
final class CallFrameIndex implements CallFrameSection.Visitor {
    /** Questions that are answered without sorting. */
    private static final int FEW = 64;

    private long[] pairs = new long[2048];
    private int size;
    private int questions;
    private boolean sorted;

    static CallFrameIndex of(CallFrameSection section) {
        CallFrameIndex index = new CallFrameIndex();
        section.visit(index);
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

    private long start(int index) {
        return pairs[2 * index];
    }

    private long offset(int index) {
        return pairs[2 * index + 1];
    }

    /** Offsets of the functions that start last at or before an address, unsigned: one, several of the same start, or none. */
    long[] lastBefore(long address) {
        if (!sorted && ++questions > FEW) {
            sort();
            sorted = true;
        }
        int from = sorted ? firstLike(floor(address)) : 0;
        int found = 0;
        long last = 0;
        for (int i = from; i < size; i++) {
            long start = start(i);
            if (Long.compareUnsigned(start, address) > 0) {
                if (sorted) {
                    break;
                }
            } else if (found == 0 || Long.compareUnsigned(start, last) > 0) {
                last = start;
                from = i;
                found = 1;
            } else if (start == last) {
                found++;
            }
        }
        long[] offsets = new long[found];
        for (int i = from; found > 0; i++) {
            if (start(i) == last) {
                offsets[offsets.length - found--] = offset(i);
            }
        }
        return offsets;
    }

    /** The last function that starts at or before an address; -1 if there is none. */
    private int floor(long address) {
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

    /** The first of those that start where this one does. */
    private int firstLike(int index) {
        int first = index;
        while (first > 0 && start(first - 1) == start(index)) {
            first--;
        }
        return Math.max(first, 0);
    }

    private void sort() {
        if (isSortedPacked()) {
            return;
        }
        heapSort();
    }

    /**
     * Sorts by start and offset in one number each, which is what the library sorts fastest; most are in order already. Not if
     * they are too large for that.
     */
    private boolean isSortedPacked() {
        long least = size == 0 ? 0 : start(0);
        long most = least;
        long farthest = 0;
        for (int i = 0; i < size; i++) {
            least = Long.compareUnsigned(start(i), least) < 0 ? start(i) : least;
            most = Long.compareUnsigned(start(i), most) > 0 ? start(i) : most;
            farthest = Math.max(farthest, offset(i));
        }
        if (most - least < 0 || most - least > Integer.MAX_VALUE || farthest > Integer.MAX_VALUE) {
            return false;
        }
        long[] packed = new long[size];
        for (int i = 0; i < size; i++) {
            packed[i] = start(i) - least << Integer.SIZE | offset(i);
        }
        Arrays.sort(packed);
        for (int i = 0; i < size; i++) {
            pairs[2 * i] = least + (packed[i] >>> Integer.SIZE);
            pairs[2 * i + 1] = packed[i] & 0xffff_ffffL;
        }
        return true;
    }

    /** In place, and no slower for any input. */
    private void heapSort() {
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
