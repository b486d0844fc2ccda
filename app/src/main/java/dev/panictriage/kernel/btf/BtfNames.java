// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

/**
 * A hash table from names to the entries that bear them, without an object per name: it holds positions of entries in
 * the blob, and an entry's first word is the offset of its name.
 */
final class BtfNames {
    /** Far beyond what honest names need in a table that is at most half full. */
    private static final int MOST_PROBES = 256;

    private final Btf btf;
    private final int[] slots;

    BtfNames(Btf btf, int entries) {
        this.btf = btf;
        this.slots = new int[Integer.highestOneBit(Math.max(entries, 4)) * 4];
    }

    /** At most as many as announced. Of entries with one name the first is kept. */
    void add(int position) {
        int name = btf.word(position + BtfLayout.NAME_AT);
        int slot = btf.hashOfName(name);
        for (int probe = 0; probe < MOST_PROBES; probe++, slot++) {
            int other = slots[slot & slots.length - 1];
            if (other == 0) {
                slots[slot & slots.length - 1] = position;
                return;
            }
            if (btf.word(other + BtfLayout.NAME_AT) == name) {
                return;
            }
        }
    }

    /** The entry's position, or 0. */
    int find(byte[] name) {
        int slot = BtfBlob.hash(name, 0, name.length);
        for (int probe = 0; probe < MOST_PROBES && name.length > 0; probe++, slot++) {
            int position = slots[slot & slots.length - 1];
            if (position == 0 || btf.isNamed(position, name)) {
                return position;
            }
        }
        return 0;
    }
}
