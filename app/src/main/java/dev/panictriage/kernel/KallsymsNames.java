// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The compressed names of kallsyms, in memory: two to three megabytes. Looking for fifty names among them takes one pass
 * of milliseconds. Bisection by {@code kallsyms_seqs_of_names}, where a kernel has it, would touch most of these
 * pages as well: names are sorted by address, and a search for a name jumps among them at random.
 */
final class KallsymsNames {
    /** KSYM_NAME_LEN, the type letter, and the length in front. */
    private static final int LONGEST = 515;

    private static final int SYMBOLS_PER_MARK = 256;
    private static final int STEP = 64 << 10;
    private static final int TWO_LETTERS = 1 << 16;

    private final byte[] bytes;
    private final KallsymsTokens tokens;

    /** Where every 256th symbol starts. */
    private final int[] marks;

    private final int count;
    private final int end;

    /** Reads them. Where some are missing in the dump, those in front of the gap are there. */
    KallsymsNames(Memory memory, KallsymsLayout layout, KallsymsTokens tokens) {
        this.tokens = tokens;
        bytes = new byte[(int) (layout.tokenTable() - layout.names())];
        marks = new int[(layout.count() + SYMBOLS_PER_MARK - 1) / SYMBOLS_PER_MARK];
        int symbol = 0;
        int at = 0;
        int read = 0;
        int readable = bytes.length;
        while (symbol < layout.count()) {
            while (read < readable && read - at < LONGEST) {
                int step = Math.min(STEP, readable - read);
                if (isRead(memory, layout.names() + read, bytes, read, step)) {
                    read += step;
                } else {
                    readable = read;
                }
            }
            if (at >= read || next(at) > read) {
                break;
            }
            if (symbol % SYMBOLS_PER_MARK == 0) {
                marks[symbol / SYMBOLS_PER_MARK] = at;
            }
            at = next(at);
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

    /** How many symbols have names here: fewer than the kernel has if the dump is damaged. */
    int count() {
        return count;
    }

    /** Bytes of all names. */
    int size() {
        return end;
    }

    /** Where the symbol behind the one at {@code at} starts. */
    private int next(int at) {
        return first(at) + length(at);
    }

    /** Lengths over 127 take two bytes since mainline 73bbb94466fd; no name was that long before. */
    private int length(int at) {
        int low = bytes[at];
        return low >= 0 || at + 1 >= bytes.length ? low & 0x7f : low & 0x7f | (bytes[at + 1] & 0xff) << 7;
    }

    private int first(int at) {
        return bytes[at] >= 0 ? at + 1 : at + 2;
    }

    /** Type letter and name of a symbol below {@link #count}. */
    String get(int symbol) {
        int at = marks[symbol / SYMBOLS_PER_MARK];
        for (int i = symbol % SYMBOLS_PER_MARK; i > 0; i--) {
            at = next(at);
        }
        byte[] name = new byte[LONGEST];
        return new String(name, 0, expand(at, name), StandardCharsets.ISO_8859_1);
    }

    private int expand(int at, byte[] name) {
        byte[] text = tokens.text();
        int length = 0;
        for (int i = first(at), stop = next(at); i < stop; i++) {
            for (int c = tokens.start(bytes[i] & 0xff); text[c] != 0; c++) {
                if (length == name.length) {
                    return length;
                }
                name[length++] = text[c];
            }
        }
        return length;
    }

    /**
     * Finds the first symbol of each name, in one pass.
     *
     * @return for each name the symbol's number, or -1
     */
    int[] find(String... names) {
        int[] found = new int[names.length];
        Arrays.fill(found, -1);
        byte[][] wanted = new byte[names.length][];
        long[] beginnings = new long[TWO_LETTERS / Long.SIZE];
        for (int i = 0; i < names.length; i++) {
            wanted[i] = names[i].getBytes(StandardCharsets.ISO_8859_1);
            int beginning = beginning(wanted[i]);
            beginnings[beginning >>> 6] |= 1L << beginning;
        }
        int missing = names.length;
        byte[] name = new byte[LONGEST];
        int at = 0;
        for (int symbol = 0; symbol < count && missing > 0; symbol++, at = next(at)) {
            int beginning = beginning(at);
            if ((beginnings[beginning >>> 6] & 1L << beginning) == 0) {
                continue;
            }
            int length = expand(at, name);
            for (int i = 0; i < wanted.length; i++) {
                if (found[i] < 0
                        && wanted[i].length == length - 1
                        && Arrays.equals(wanted[i], 0, wanted[i].length, name, 1, length)) {
                    found[i] = symbol;
                    missing--;
                }
            }
        }
        return found;
    }

    private static int beginning(byte[] name) {
        int first = name.length > 0 ? name[0] & 0xff : 0;
        int second = name.length > 1 ? name[1] & 0xff : 0;
        return first << 8 | second;
    }

    /** The first two letters of the name behind the type letter, without expanding the rest. */
    private int beginning(int at) {
        byte[] text = tokens.text();
        int letters = 0;
        int beginning = 0;
        for (int i = first(at), stop = next(at); i < stop; i++) {
            for (int c = tokens.start(bytes[i] & 0xff); text[c] != 0; c++) {
                letters++;
                if (letters == 2) {
                    beginning = (text[c] & 0xff) << 8;
                } else if (letters == 3) {
                    return beginning | text[c] & 0xff;
                }
            }
        }
        return beginning;
    }
}
