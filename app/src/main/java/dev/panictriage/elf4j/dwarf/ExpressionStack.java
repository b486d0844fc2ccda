// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** The stack of an expression; it has an end. */
final class ExpressionStack {
    private static final int MAX_DEPTH = 256;

    private final ExpressionValue[] values = new ExpressionValue[MAX_DEPTH];
    private int depth;

    void push(ExpressionValue value) {
        if (depth == MAX_DEPTH) {
            throw new DwarfException("an expression with a stack too deep");
        }
        values[depth++] = value;
    }

    ExpressionValue pop() {
        ExpressionValue value = peek(0);
        depth--;
        return value;
    }

    /** The entry so many below the top. */
    ExpressionValue peek(long below) {
        if (below < 0 || below >= depth) {
            throw new DwarfException("an expression that takes more from its stack than is there");
        }
        return values[depth - 1 - (int) below];
    }

    boolean isEmpty() {
        return depth == 0;
    }

    void clear() {
        depth = 0;
    }

    /** The top entry becomes the second one, or the third. */
    void sink(int below) {
        ExpressionValue top = peek(0);
        peek(below);
        for (int i = depth - 1; i > depth - 1 - below; i--) {
            values[i] = values[i - 1];
        }
        values[depth - 1 - below] = top;
    }
}
