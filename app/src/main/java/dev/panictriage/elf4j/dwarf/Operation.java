// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An operation of an expression with its operands.
 *
 * @param code {@code DW_OP_*}
 * @param first the first number among the operands, or 0
 * @param second the second one, or 0
 * @param block the bytes among the operands: a nested expression, a constant
 */
record Operation(
        int code, long first, long second, @Nullable MemorySegment block) {

    /** Reads the next operation of an expression. */
    static Operation read(Cursor cursor, Expression in) {
        int code = cursor.u8();
        return switch (code) {
            case OperationCode.ADDR -> number(code, cursor.unsigned(in.addressBytes()));
            case OperationCode.CONST1U, OperationCode.PICK, OperationCode.DEREF_SIZE, OperationCode.XDEREF_SIZE ->
                number(code, cursor.u8());
            case OperationCode.CONST1S -> number(code, cursor.s8());
            case OperationCode.CONST2U, OperationCode.CALL2 -> number(code, cursor.u16());
            case OperationCode.CONST2S, OperationCode.BRA, OperationCode.SKIP -> number(code, (short) cursor.u16());
            case OperationCode.CONST4U, OperationCode.CALL4, OperationCode.GNU_PARAMETER_REF ->
                number(code, cursor.u32());
            case OperationCode.CONST4S -> number(code, cursor.s32());
            case OperationCode.CONST8U, OperationCode.CONST8S -> number(code, cursor.u64());
            case OperationCode.CONSTU,
                    OperationCode.PLUS_UCONST,
                    OperationCode.REGX,
                    OperationCode.PIECE,
                    OperationCode.ADDRX,
                    OperationCode.CONSTX,
                    OperationCode.CONVERT,
                    OperationCode.REINTERPRET,
                    OperationCode.GNU_ADDR_INDEX,
                    OperationCode.GNU_CONST_INDEX,
                    OperationCode.GNU_CONVERT,
                    OperationCode.GNU_REINTERPRET -> number(code, cursor.uleb128());
            case OperationCode.CONSTS, OperationCode.FBREG -> number(code, cursor.sleb128());
            case OperationCode.BREGX -> new Operation(code, cursor.uleb128(), cursor.sleb128(), null);
            case OperationCode.BIT_PIECE, OperationCode.REGVAL_TYPE, OperationCode.GNU_REGVAL_TYPE ->
                new Operation(code, cursor.uleb128(), cursor.uleb128(), null);
            case OperationCode.DEREF_TYPE, OperationCode.XDEREF_TYPE, OperationCode.GNU_DEREF_TYPE ->
                new Operation(code, cursor.u8(), cursor.uleb128(), null);
            case OperationCode.CALL_REF, OperationCode.GNU_VARIABLE_VALUE -> number(code, reference(cursor, in));
            case OperationCode.IMPLICIT_POINTER, OperationCode.GNU_IMPLICIT_POINTER ->
                new Operation(code, reference(cursor, in), cursor.sleb128(), null);
            case OperationCode.IMPLICIT_VALUE, OperationCode.ENTRY_VALUE, OperationCode.GNU_ENTRY_VALUE ->
                new Operation(code, 0, 0, cursor.bytes(cursor.uleb128()));
            case OperationCode.CONST_TYPE, OperationCode.GNU_CONST_TYPE ->
                new Operation(code, cursor.uleb128(), 0, cursor.bytes(cursor.u8()));
            default -> plain(code, cursor);
        };
    }

    /** The operations that have no operands, or one that follows from their range. */
    private static Operation plain(int code, Cursor cursor) {
        if (code >= OperationCode.BREG0 && code <= OperationCode.BREG31) {
            return number(code, cursor.sleb128());
        }
        if (!OperationCode.isKnown(code)) {
            throw new DwarfException("operation 0x" + Integer.toHexString(code) + " in an expression");
        }
        return number(code, 0);
    }

    private static Operation number(int code, long number) {
        return new Operation(code, number, 0, null);
    }

    /** An offset in {@code .debug_info}; version 2 has an address there ({@code DW_FORM_ref_addr}). */
    private static long reference(Cursor cursor, Expression in) {
        return cursor.unsigned(in.version() == 2 ? in.addressBytes() : in.offsetBytes());
    }
}
