// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;
import java.util.OptionalLong;

/** The 256 strings that a compressed kallsyms name is made of. */
final class KallsymsTokens {
    static final int COUNT = 256;
    static final int INDEX_BYTES = COUNT * Short.BYTES;

    /** As far as 16-bit offsets reach. */
    private static final int LONGEST_TABLE = 1 << Short.SIZE;

    /** A token is part of a name, and a name has 512 bytes at most; padding may follow the last one. */
    private static final int LONGEST_TOKEN = 520;

    /** The strings, each with its NUL, in order. */
    private final byte[] text;

    private final int[] starts;

    private KallsymsTokens(byte[] text, int[] starts) {
        this.text = text;
        this.starts = starts;
    }

    /**
     * @param table where the strings start
     * @param index where their 16-bit offsets start: behind the table, in every layout
     * @return empty if the two do not belong together
     */
    static Optional<KallsymsTokens> read(Memory memory, long table, long index) {
        long length = index - table;
        if (length < COUNT || length > LONGEST_TABLE) {
            return Optional.empty();
        }
        return of(memory.bytes(table, (int) length), memory.bytes(index, INDEX_BYTES));
    }

    private static Optional<KallsymsTokens> of(byte[] text, byte[] index) {
        int[] starts = new int[COUNT];
        int end = 0;
        for (int i = 0; i < COUNT; i++) {
            starts[i] = start(index, i);
            if (starts[i] != end) {
                return Optional.empty();
            }
            while (end < text.length && text[end] != 0) {
                end++;
            }
            if (end == text.length) {
                return Optional.empty();
            }
            end++;
        }
        return Optional.of(new KallsymsTokens(text, starts));
    }

    /** Tokens whose strings start at an address, their index wherever it is behind them. */
    static Optional<KallsymsTokens> startingAt(Memory memory, long table) {
        int strings = 0;
        for (long end = table; end - table < LONGEST_TABLE; end++) {
            if (memory.u8(end) == 0 && ++strings == COUNT) {
                Optional<KallsymsTokens> tokens = read(memory, table, end + Integer.BYTES & -Integer.BYTES);
                return tokens.isPresent() ? tokens : read(memory, table, end + Long.BYTES & -Long.BYTES);
            }
        }
        return Optional.empty();
    }

    /** The address of the strings whose index is at an address. */
    static OptionalLong tableOf(Memory memory, long index) {
        byte[] offsets = memory.bytes(index, INDEX_BYTES);
        int previous = -1;
        for (int i = 0; i < COUNT; i++) {
            int start = start(offsets, i);
            if (i == 0 ? start != 0 : start <= previous) {
                return OptionalLong.empty();
            }
            previous = start;
        }
        for (int last = 1; last <= LONGEST_TOKEN; last++) {
            long table = index - previous - last;
            if (of(memory.bytes(table, previous + last), offsets).isPresent()) {
                return OptionalLong.of(table);
            }
        }
        return OptionalLong.empty();
    }

    private static int start(byte[] index, int token) {
        return Short.toUnsignedInt((short) Memory.SHORT.get(index, token * Short.BYTES));
    }

    /** All strings; each ends with a NUL. */
    byte[] text() {
        return text;
    }

    /** Where in {@link #text} a token starts. */
    int start(int token) {
        return starts[token];
    }
}
