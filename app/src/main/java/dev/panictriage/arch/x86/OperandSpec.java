// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Operand;
import org.jspecify.annotations.Nullable;

/**
 * How an operand is encoded, as {@link OpcodeTables} spells it: where it is, how large, what happens to it.
 *
 * @param kind the upper-case letter of the Intel SDM's opcode map (vol. 2, A.2.1), or one of our own
 * @param size the lower-case letter of its size; 0 without one
 * @param bytes its size where the table gives it as a number; -1 without one
 * @param element size letter of what EVEX.b broadcasts, or of what is gathered at each index; 0 if neither can be
 * @param fixed the register, if the opcode alone determines it (kind {@link #FIXED})
 */
record OperandSpec(char kind, char size, int bytes, char element, Access access, Operand.@Nullable Register fixed) {
    static final char FIXED = '!';
    /** A register of which the opcode determines the number, and a prefix the size. */
    static final char SIZED = '?';

    static OperandSpec parse(String text) {
        Access access =
                switch (text.charAt(0)) {
                    case '=' -> Access.WRITE;
                    case '+' -> Access.READ_WRITE;
                    case '-' -> Access.NONE;
                    default -> Access.READ;
                };
        String name = access == Access.READ ? text : text.substring(1);
        switch (name) {
            case "rAX", "rDX" -> {
                return new OperandSpec(SIZED, 'v', name.equals("rAX") ? 0 : 2, '\0', access, null);
            }
            case "eAX" -> {
                return new OperandSpec(SIZED, 'z', 0, '\0', access, null);
            }
            case "aAX" -> {
                return new OperandSpec(SIZED, 'a', 0, '\0', access, null);
            }
            case "f" -> {
                return new OperandSpec(FIXED, '\0', -1, '\0', access, RegisterNames.named("eflags", access));
            }
            case "DX" -> {
                return new OperandSpec(FIXED, '\0', -1, '\0', access, RegisterNames.named("dx", Access.READ));
            }
            default -> {}
        }
        char kind = name.charAt(0);
        if (Character.isLowerCase(kind) && kind != 'i') {
            return new OperandSpec(FIXED, '\0', -1, '\0', access, RegisterNames.named(name, access));
        }
        if (name.length() == 1) {
            return new OperandSpec(kind, '\0', 0, '\0', kind == 'M' ? Access.NONE : access, null);
        }
        char size = name.charAt(1);
        if (Character.isDigit(size)) {
            return new OperandSpec(kind, '\0', Integer.parseInt(name.substring(1)), '\0', access, null);
        }
        char element = name.length() > 3 && name.charAt(2) == ':' ? name.charAt(3) : '\0';
        return new OperandSpec(kind, size, -1, element, access, null);
    }

    OperandSpec with(char otherKind, Access otherAccess) {
        return new OperandSpec(otherKind, size, bytes, element, otherAccess, fixed);
    }

    /** Whether it is read from the ModRM byte. */
    boolean isInModRm() {
        return "EGMRSCDNPQUVWKTA".indexOf(kind) >= 0 && !(kind == 'K' && size == 'h');
    }

    /** Whether it is in VEX.vvvv. */
    boolean isInVex() {
        return kind == 'H' || kind == 'B' || kind == 'K' && size == 'h';
    }
}
