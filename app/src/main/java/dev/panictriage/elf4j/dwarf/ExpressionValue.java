// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * An entry of an expression's stack.
 *
 * @param bits zero-extended; a floating-point number as its bits
 * @param type absent for the generic type, which is as large as an address
 * @param missing why the value is not known; absent if it is
 */
record ExpressionValue(
        long bits, @Nullable ExpressionType type, @Nullable String missing) {
    static ExpressionValue notKnown(String missing) {
        return new ExpressionValue(0, null, missing);
    }

    boolean isKnown() {
        return missing == null;
    }

    boolean isFloat() {
        return type != null && type.isFloat();
    }

    /** As a floating-point number: only of one. */
    double asDouble() {
        return type != null && type.byteSize() == 4 ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }

    /** With the sign that the bits have as a number of so many bytes. */
    static long signExtended(long bits, int bytes) {
        int unused = Long.SIZE - 8 * bytes;
        return bits << unused >> unused;
    }

    static long truncated(long bits, int bytes) {
        int unused = Long.SIZE - 8 * bytes;
        return bits << unused >>> unused;
    }
}
