// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names of kallsyms.
 *
 * <p>Looking for fifty of them takes one pass of a few milliseconds. Bisection by {@code kallsyms_seqs_of_names}, where a
 * kernel has it, would read nearly as many pages: entries are in the order of addresses, and a search for a name jumps
 * among them at random.
 *
 * @param entries their compressed form
 * @param tokens what they are made of
 */
record KallsymsNames(KallsymsEntries entries, KallsymsTokens tokens) {
    private static final int LETTER_PAIRS = 1 << 16;

    /** Type letter and name of a symbol below the count of entries. */
    String get(int symbol) {
        byte[] name = new byte[KallsymsEntries.LONGEST];
        return new String(name, 0, expand(entries.entry(symbol), name), StandardCharsets.ISO_8859_1);
    }

    /**
     * Finds the first symbol of each name.
     *
     * @return for each name the symbol's number, or -1
     */
    int[] find(String... names) {
        int[] found = new int[names.length];
        Arrays.fill(found, -1);
        byte[][] wanted = new byte[names.length][];
        long[] beginnings = new long[LETTER_PAIRS / Long.SIZE];
        for (int i = 0; i < names.length; i++) {
            wanted[i] = names[i].getBytes(StandardCharsets.ISO_8859_1);
            int beginning = beginning(wanted[i]);
            beginnings[beginning >>> 6] |= 1L << beginning;
        }
        int missing = names.length;
        byte[] name = new byte[KallsymsEntries.LONGEST];
        int entry = 0;
        for (int symbol = 0; symbol < entries.count() && missing > 0; symbol++, entry = entries.next(entry)) {
            int beginning = beginning(entry);
            if ((beginnings[beginning >>> 6] & 1L << beginning) == 0) {
                continue;
            }
            int length = expand(entry, name);
            for (int i = 0; i < wanted.length; i++) {
                if (found[i] < 0 && Arrays.equals(wanted[i], 0, wanted[i].length, name, 1, Math.max(1, length))) {
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
    private int beginning(int entry) {
        byte[] text = tokens.text();
        int letters = 0;
        int beginning = 0;
        for (int i = entries.tokens(entry), stop = entries.next(entry); i < stop; i++) {
            for (int c = tokens.start(entries.token(i)); text[c] != 0; c++) {
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

    private int expand(int entry, byte[] name) {
        byte[] text = tokens.text();
        int length = 0;
        for (int i = entries.tokens(entry), stop = entries.next(entry); i < stop; i++) {
            for (int c = tokens.start(entries.token(i)); text[c] != 0; c++) {
                if (length == name.length) {
                    return length;
                }
                name[length++] = text[c];
            }
        }
        return length;
    }
}
