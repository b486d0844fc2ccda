// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * A base type of values in expressions.
 *
 * @param encoding {@code DW_AT_encoding}, a {@code DW_ATE_*}
 * @param byteSize {@code DW_AT_byte_size}
 */
public record ExpressionType(int encoding, int byteSize) {
    private static final int DW_ATE_COMPLEX_FLOAT = 3;
    private static final int DW_ATE_FLOAT = 4;
    private static final int DW_ATE_SIGNED = 5;
    private static final int DW_ATE_SIGNED_CHAR = 6;
    private static final int DW_ATE_IMAGINARY_FLOAT = 9;
    private static final int DW_ATE_DECIMAL_FLOAT = 15;

    boolean isSigned() {
        return encoding == DW_ATE_SIGNED || encoding == DW_ATE_SIGNED_CHAR;
    }

    boolean isFloat() {
        return encoding == DW_ATE_FLOAT;
    }

    /** Whether a long can hold its values and the evaluator knows its arithmetic. */
    boolean isSupported() {
        return switch (encoding) {
            case DW_ATE_FLOAT -> byteSize == 4 || byteSize == 8;
            case DW_ATE_COMPLEX_FLOAT, DW_ATE_IMAGINARY_FLOAT, DW_ATE_DECIMAL_FLOAT -> false;
            default -> byteSize == 1 || byteSize == 2 || byteSize == 4 || byteSize == 8;
        };
    }
}
