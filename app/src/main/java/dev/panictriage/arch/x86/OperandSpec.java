// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Operand;
import org.jspecify.annotations.Nullable;

/**
 * How an operand is encoded, as {@link OpcodeTables} spells it.
 *
 * @param kind the letter that says where it is
 * @param size the letter of its size; 0 without one
 * @param number its size in bytes where the table gives a number, otherwise -1; the register's for {@link #SIZED}
 * @param element the size letter of what EVEX.b broadcasts, or of what is gathered at each index; 0 if neither can be
 * @param fixed the register of kind {@link #FIXED}
 */
record OperandSpec(char kind, char size, int number, char element, Access access, Operand.@Nullable Register fixed) {
    /** A register that the opcode alone determines. */
    static final char FIXED = '!';
    /** A register of which the opcode determines the number, and a prefix the size. */
    static final char SIZED = '?';

    private static final char NO_LETTER = '\0';

    static OperandSpec parse(String token) {
        Access access = switch (token.charAt(0)) {
            case '=' -> Access.WRITE;
            case '+' -> Access.READ_WRITE;
            case '-' -> Access.NONE;
            default -> Access.READ;
        };
        String name = access == Access.READ ? token : token.substring(1);
        return switch (name) {
            case "rAX" -> sized(0, 'v', access);
            case "rDX" -> sized(2, 'v', access);
            case "eAX" -> sized(0, 'z', access);
            case "aAX" -> sized(0, 'a', access);
            case "f" -> fixed("eflags", access);
            case "DX" -> fixed("dx", access);
            default ->
                Character.isLowerCase(name.charAt(0)) && name.charAt(0) != 'i'
                        ? fixed(name, access)
                        : encoded(name, access);
        };
    }

    private static OperandSpec sized(int register, char size, Access access) {
        return new OperandSpec(SIZED, size, register, NO_LETTER, access, null);
    }

    private static OperandSpec fixed(String register, Access access) {
        return new OperandSpec(FIXED, NO_LETTER, -1, NO_LETTER, access, RegisterNames.named(register, access));
    }

    private static OperandSpec encoded(String name, Access access) {
        char kind = name.charAt(0);
        if (name.length() == 1) {
            /* A bare M is an address and no more. */
            return new OperandSpec(kind, NO_LETTER, 0, NO_LETTER, kind == 'M' ? Access.NONE : access, null);
        }
        char size = name.charAt(1);
        if (Character.isDigit(size)) {
            int bytes = Integer.parseInt(name, 1, name.length(), 10);
            return new OperandSpec(kind, NO_LETTER, bytes, NO_LETTER, access, null);
        }
        char element = name.length() == 4 ? name.charAt(3) : NO_LETTER;
        return new OperandSpec(kind, size, -1, element, access, null);
    }

    OperandSpec with(char otherKind, char otherSize) {
        return new OperandSpec(otherKind, otherSize, number, NO_LETTER, access, fixed);
    }

    OperandSpec with(Access otherAccess) {
        return new OperandSpec(kind, size, number, element, otherAccess, fixed);
    }

    /** Whether the ModRM byte holds it. */
    boolean isInModRm() {
        return "EGMRSCDTVWUAPQN".indexOf(kind) >= 0 || kind == 'K' && size != 'h';
    }

    /** Whether VEX.vvvv holds it. */
    boolean isInVex() {
        return kind == 'H' || kind == 'B' || kind == 'K' && size == 'h';
    }
}
