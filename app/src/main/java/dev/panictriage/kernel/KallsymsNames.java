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
    /** Letters of a name that tell most names apart, and room for a hash of them. */
    private static final int PREFIX = 4;

    private static final int PREFIX_HASHES = 1 << 13;

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
        boolean[] wantedPrefixes = new boolean[PREFIX_HASHES];
        for (int i = 0; i < names.length; i++) {
            wanted[i] = names[i].getBytes(StandardCharsets.ISO_8859_1);
            wantedPrefixes[prefixHash(wanted[i])] = true;
        }
        byte[] name = new byte[KallsymsEntries.LONGEST];
        int missing = names.length;
        int entry = 0;
        for (int symbol = 0; symbol < entries.count() && missing > 0; symbol++) {
            int next = entries.next(entry);
            if (wantedPrefixes[prefixHash(entry, next)]) {
                int length = expand(entry, name);
                for (int i = 0; i < wanted.length; i++) {
                    if (wanted[i].length == length - 1 && found[i] < 0 && isBehindTypeLetter(wanted[i], name)) {
                        found[i] = symbol;
                        missing--;
                    }
                }
            }
            entry = next;
        }
        return found;
    }

    /** Compares backwards: beginnings are often alike. */
    private static boolean isBehindTypeLetter(byte[] wanted, byte[] name) {
        int i = wanted.length - 1;
        while (i >= 0 && wanted[i] == name[i + 1]) {
            i--;
        }
        return i < 0;
    }

    private static int prefixHash(byte[] name) {
        int hash = 0;
        for (int i = 0; i < Math.min(PREFIX, name.length); i++) {
            hash = 31 * hash + name[i];
        }
        return hash & PREFIX_HASHES - 1;
    }

    /** The hash of the name behind the type letter, without expanding more than it needs. */
    private int prefixHash(int entry, int next) {
        byte[] text = tokens.text();
        int hash = 0;
        int letter = 0;
        for (int i = entries.tokens(entry); i < next; i++) {
            for (int c = tokens.start(entries.token(i)); text[c] != 0; c++) {
                if (letter > 0) {
                    hash = 31 * hash + text[c];
                }
                if (letter == PREFIX) {
                    return hash & PREFIX_HASHES - 1;
                }
                letter++;
            }
        }
        return hash & PREFIX_HASHES - 1;
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
