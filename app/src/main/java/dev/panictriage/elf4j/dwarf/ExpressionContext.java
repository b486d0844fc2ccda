// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * What an expression may ask of the place that it is evaluated for: a frame, a unit, memory. Null is "not known", never a
 * guess; what cannot be asked of a place need not be implemented.
 */
public interface ExpressionContext {
    /** The value of a register in the frame, by its DWARF number. */
    default @Nullable Long register(int register) {
        return null;
    }

    /**
     * An unsigned number in memory.
     *
     * @param bytes 1 to 8
     */
    default @Nullable Long memory(long address, int bytes) {
        return null;
    }

    /** Where what the file has at an address, as linked, is at run time. */
    default long relocated(long address) {
        return address;
    }

    /** The canonical frame address of the frame. */
    default @Nullable Long canonicalFrameAddress() {
        return null;
    }

    /** The value of {@code DW_AT_frame_base} of the function. */
    default @Nullable Long frameBase() {
        return null;
    }

    /** What the expression, mostly just a register, had as its value when the function was entered. */
    default @Nullable Long entryValue(Expression expression) {
        return null;
    }

    /** What the caller passed for the parameter whose entry is at this offset in the unit. */
    default @Nullable Long parameter(long unitOffset) {
        return null;
    }

    /** An entry of the unit's part of {@code .debug_addr}, as linked. */
    default @Nullable Long addressAt(long index) {
        return null;
    }

    /** Address of the object that the expression is asked about. */
    default @Nullable Long objectAddress() {
        return null;
    }

    /** Address of what lies at this offset in the thread's storage. */
    default @Nullable Long threadLocal(long offset) {
        return null;
    }

    /**
     * The {@code DW_AT_location} of another entry; an expression of no bytes if it has none.
     *
     * @param offset in the unit, or in {@code .debug_info}
     */
    default @Nullable Expression called(long offset, boolean inUnit) {
        return null;
    }

    /** The value of the variable whose entry is at this offset in {@code .debug_info}. */
    default @Nullable Long variable(long offset) {
        return null;
    }

    /** The base type whose entry is at this offset in the unit. */
    default @Nullable ExpressionType baseType(long unitOffset) {
        return null;
    }
}
