// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Arrays;

/**
 * The compressed names of kallsyms ({@code kallsyms_names}), two to three megabytes, copied into memory: for each symbol
 * a length and so many token numbers.
 */
final class KallsymsEntries {
    /** KSYM_NAME_LEN, the type letter, and the length in front: no entry is longer. */
    static final int LONGEST = 515;

    /** The kernel has {@code kallsyms_markers} for this; the entries have to be walked once in any case. */
    static final int PER_MARK = 256;

    private static final int USUAL = 16;
    private static final int PAGE = 4096;

    /** No kernel's names come near: bounds what damaged lengths can cost. */
    private static final int MOST_BYTES = 32 << 20;

    private final int[] marks;
    private byte[] bytes;
    private int count;
    private int end;

    /**
     * Reads {@code count} entries. Where some are missing in the dump, those in front of the gap are there.
     *
     * @param names where they start
     */
    KallsymsEntries(Memory memory, long names, int count) {
        marks = new int[(count + PER_MARK - 1) / PER_MARK];
        bytes = new byte[count * USUAL + PAGE];
        int read = 0;
        boolean more = true;
        // More than an entry's length left over is an entry that cannot be.
        while (more && this.count < count && read - end < LONGEST) {
            int step = PAGE - (int) (names + read & PAGE - 1);
            if (bytes.length - read < step) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
            more = read < MOST_BYTES && isRead(memory, names + read, bytes, read, step);
            read += more ? step : 0;
            walk(read, count);
        }
    }

    /** Goes on over the entries that are there in full, up to {@code limit} in all. Cold code, so no call for each entry. */
    private void walk(int read, int limit) {
        int symbol = count;
        int at = end;
        while (symbol < limit && read - at >= 2) {
            int length = bytes[at];
            int next = length >= 0 ? at + 1 + length : at + 2 + (length & 0x7f | (bytes[at + 1] & 0xff) << 7);
            if (next > read || next - at > LONGEST) {
                break;
            }
            if (symbol % PER_MARK == 0) {
                marks[symbol / PER_MARK] = at;
            }
            at = next;
            symbol++;
        }
        count = symbol;
        end = at;
    }

    private static boolean isRead(Memory memory, long address, byte[] into, int at, int length) {
        try {
            memory.read(address, into, at, length);
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** How many symbols are here: fewer than the kernel has if the dump is damaged. */
    int count() {
        return count;
    }

    /** Bytes of all entries. */
    int size() {
        return end;
    }

    /** How many of {@code kallsyms_markers} there are. */
    int marks() {
        return marks.length;
    }

    /**
     * Whether {@code kallsyms_markers} lie at an address: they say where every {@link #PER_MARK}th entry starts.
     *
     * @param width bytes of each: 8 before mainline 80ffbaa5b1bd (5.0), then 4
     */
    boolean areMarkedBy(Memory memory, long markers, int width) {
        for (int i = 0; i < marks.length; i++) {
            long at = markers + (long) i * width;
            if ((width == Long.BYTES ? memory.u64(at) : memory.s32(at)) != marks[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where a symbol's entry starts. */
    int entry(int symbol) {
        int at = marks[symbol / PER_MARK];
        for (int i = symbol % PER_MARK; i > 0; i--) {
            at = next(at);
        }
        return at;
    }

    /** Where the next entry starts: behind the last token of this one. */
    int next(int entry) {
        return tokens(entry) + length(entry);
    }

    /** Where an entry's tokens start. */
    int tokens(int entry) {
        return bytes[entry] >= 0 ? entry + 1 : entry + 2;
    }

    /** Lengths over 127 take two bytes since mainline 73bbb94466fd; no name was that long before. */
    private int length(int entry) {
        int low = bytes[entry];
        return low >= 0 ? low : low & 0x7f | (bytes[entry + 1] & 0xff) << 7;
    }

    int token(int at) {
        return bytes[at] & 0xff;
    }
}
