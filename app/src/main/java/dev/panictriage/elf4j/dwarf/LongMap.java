// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** From numbers to numbers, without an object for each. Keys are not 0. */
final class LongMap {
    static final long ABSENT = -1;

    private long[] slots = new long[2 * 1024];
    private int size;

    /** Keeps the value that a key already has. Returns whether the key was new. */
    boolean putIfAbsent(long key, long value) {
        int at = slot(key);
        if (slots[at] == key) {
            return false;
        }
        slots[at] = key;
        slots[at + 1] = value;
        if (++size > slots.length / 4) {
            grow();
        }
        return true;
    }

    long get(long key) {
        int at = slot(key);
        return slots[at] == key ? slots[at + 1] : ABSENT;
    }

    int size() {
        return size;
    }

    private int slot(long key) {
        int mask = slots.length - 1;
        // The golden ratio's bits spread neighbours; the low bit of an index is for the value.
        int at = (int) (key * 0x9e37_79b9_7f4a_7c15L >>> 32) << 1 & mask;
        while (slots[at] != 0 && slots[at] != key) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                int at = slot(old[i]);
                slots[at] = old[i];
                slots[at + 1] = old[i + 1];
            }
        }
    }
}
