// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Flow;

/**
 * One encoding of one instruction.
 *
 * @param mask the bits of a {@link Selector} that decide whether it is this one
 * @param match what those bits must be
 * @param mnemonic with the markers that {@link OpcodeTables} explains
 * @param operation the mnemonic up to its first marker
 * @param operands destination first
 * @param effects on registers that are not operands
 * @param stack {@code push}, {@code pop}, {@code call}, {@code leave}, {@code iret}, or empty
 * @param repeat what F3 means: {@code rep}, {@code repz}, or empty if nothing
 * @param zeroes whether two equal operands give zero whatever their value
 * @param usesModRm whether a ModRM byte follows the opcode
 * @param ignoresMod whether ModRM names a register whatever its mod field
 */
record Opcode(
        int mask,
        int match,
        String mnemonic,
        String operation,
        OperandSpec[] operands,
        OperandSpec[] effects,
        Flow flow,
        String stack,
        String repeat,
        boolean zeroes,
        boolean usesModRm,
        boolean ignoresMod) {

    boolean matches(int selector) {
        return (selector & mask) == match;
    }

    /** Whether the choice of this encoding depended on some of these bits. */
    boolean distinguishes(int bits) {
        return (mask & bits) != 0;
    }

    boolean usesVexRegister() {
        for (OperandSpec operand : operands) {
            if (operand.isInVex()) {
                return true;
            }
        }
        return false;
    }

    /** Whether an operand is memory at a vector of indices. */
    boolean gathers() {
        for (OperandSpec operand : operands) {
            if (operand.kind() == 'A') {
                return true;
            }
        }
        return false;
    }

    /** Whether the last byte is a predicate that becomes part of the mnemonic. */
    boolean hasPredicate() {
        return mnemonic.indexOf('#') >= 0 || mnemonic.indexOf('$') >= 0;
    }

    /** Whether the low four bits of the opcode byte are a condition. */
    boolean isConditional() {
        return mnemonic.indexOf('?') >= 0;
    }
}
