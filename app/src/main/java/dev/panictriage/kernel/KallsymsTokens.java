// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;

/** The 256 strings that a compressed kallsyms name is made of. */
final class KallsymsTokens {
    static final int COUNT = 256;
    static final int INDEX_BYTES = COUNT * Short.BYTES;

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
        if (length < COUNT || length > 1 << Short.SIZE) {
            return Optional.empty();
        }
        byte[] text = memory.bytes(table, (int) length);
        byte[] offsets = memory.bytes(index, INDEX_BYTES);
        int[] starts = new int[COUNT];
        int end = 0;
        for (int i = 0; i < COUNT; i++) {
            starts[i] = Short.toUnsignedInt((short) Memory.SHORT.get(offsets, i * Short.BYTES));
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

    /** All strings; each ends with a NUL. */
    byte[] text() {
        return text;
    }

    /** Where in {@link #text} a token starts. */
    int start(int token) {
        return starts[token];
    }
}
