// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

/** A VEX or EVEX prefix, or neither. Intel SDM vol. 2, 2.3.5 and 2.7.1. */
final class Vex {
    private static final int TWO_BYTE = 0xc5;
    private static final int THREE_BYTE = 0xc4;
    private static final int EVEX = 0x62;

    private final int kind;
    private final int end;
    /** The last three bytes of the prefix; a two-byte VEX in the form of a three-byte one. */
    private final int first;

    private final int second;
    private final int third;

    Vex(byte[] code, int at, int limit) {
        int lead = at < limit ? code[at] & 0xff : 0;
        int size = switch (lead) {
            case TWO_BYTE -> 2;
            case THREE_BYTE -> 3;
            case EVEX -> 4;
            default -> 0;
        };
        kind = size == 0 ? 0 : lead;
        end = at + size;
        if (size == 0 || end > limit) {
            first = 0;
            second = 0;
            third = 0;
        } else if (size == 2) {
            int only = code[at + 1] & 0xff;
            first = only & 0x80 | 0x61;
            second = only & 0x7f;
            third = 0;
        } else {
            first = code[at + 1] & 0xff;
            second = code[at + 2] & 0xff;
            third = size == 4 ? code[at + 3] & 0xff : 0;
        }
    }

    boolean isPresent() {
        return kind != 0;
    }

    boolean isEvex() {
        return kind == EVEX;
    }

    /** Index of the opcode byte. */
    int end() {
        return end;
    }

    /** R, X and B, which are stored inverted, and W, as REX has them. */
    int rex() {
        return ~first >> 5 & 7 | second >> 4 & 8;
    }

    int map() {
        return isEvex() ? first & 7 : first & 31;
    }

    /** As {@link Opcode} numbers the mandatory prefixes. */
    int prefix() {
        return second & 3;
    }

    /** The register number in vvvv, for EVEX with V'. */
    int register() {
        int number = ~second >> 3 & 15;
        return isEvex() ? number | (~third & 8) << 1 : number;
    }

    int lengthCode() {
        return isEvex() ? third >> 5 & 3 : second >> 2 & 1;
    }

    /** Bytes of a full vector. */
    int length() {
        return 16 << lengthCode();
    }

    /** 16 if EVEX extends ModRM.reg to the upper sixteen registers. */
    int highReg() {
        return isEvex() ? ~first & 0x10 : 0;
    }

    /** 16 if EVEX extends ModRM.rm to the upper sixteen registers. */
    int highRm() {
        return isEvex() ? (~first & 0x40) >> 2 : 0;
    }

    /** EVEX.b: a memory operand is one element, used for all; or, with registers, rounding control. */
    boolean hasBroadcast() {
        return isEvex() && (third & 0x10) != 0;
    }

    int maskRegister() {
        return isEvex() ? third & 7 : 0;
    }

    /** As it is written after the destination. */
    String mask() {
        if (!isEvex()) {
            return "";
        }
        String mask = maskRegister() == 0 ? "" : "{%k" + maskRegister() + "}";
        return (third & 0x80) == 0 ? mask : mask + "{z}";
    }

    /** Whether the fixed bits are right, and vvvv names a register only if the instruction takes one from there. */
    boolean allows(Opcode opcode) {
        if (!isPresent()) {
            return true;
        }
        boolean fixed = !isEvex() || (first & 8) == 0 && (second & 4) != 0;
        boolean hasLength = lengthCode() < 3 || hasBroadcast();
        if (!fixed || !hasLength) {
            return false;
        }
        if (opcode.usesVexRegister()) {
            return true;
        }
        /* V' extends a vector index instead. */
        return (opcode.gathers() ? register() & 15 : register()) == 0;
    }
}
