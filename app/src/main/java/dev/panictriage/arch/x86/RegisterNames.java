// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Operand;

/** The registers by number, size and name. */
final class RegisterNames {
    /** Numbers of general registers. */
    static final int CX = 1;

    static final int SP = 4;
    static final int BP = 5;

    private static final String[] QUAD = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };
    private static final String[] DOUBLE = {
        "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi",
        "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"
    };
    private static final String[] WORD = {
        "ax", "cx", "dx", "bx", "sp", "bp", "si", "di", "r8w", "r9w", "r10w", "r11w", "r12w", "r13w", "r14w", "r15w"
    };
    private static final String[] BYTE = {
        "al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil", "r8b", "r9b", "r10b", "r11b", "r12b", "r13b", "r14b", "r15b"
    };
    /** What the numbers 4 to 7 mean without a REX prefix. */
    private static final String[] HIGH_BYTE = {"ah", "ch", "dh", "bh"};

    static final String[] SEGMENT = {"es", "cs", "ss", "ds", "fs", "gs"};

    static final String[] X87 = {"st(0)", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)"};

    private RegisterNames() {}

    /** A general register as it appears in an address. */
    static String address(int number, int size) {
        return size == 8 ? QUAD[number] : DOUBLE[number];
    }

    /** @param size bytes: 1, 2, 4 or 8 */
    static Operand.Register general(int number, int size, Access access) {
        String[] names = switch (size) {
            case 1 -> BYTE;
            case 2 -> WORD;
            case 4 -> DOUBLE;
            default -> QUAD;
        };
        return new Operand.Register(names[number], QUAD[number], size, size < 4, access, "");
    }

    /** @param number 4 to 7 */
    static Operand.Register highByte(int number, Access access) {
        return new Operand.Register(HIGH_BYTE[number - 4], QUAD[number - 4], 1, true, access, "");
    }

    /**
     * @param size bytes: 16, 32 or 64
     * @param decoration the write mask; one without {@code {z}} leaves what it masks as it was
     */
    static Operand.Register vector(int number, int size, Access access, String decoration) {
        String digits = Integer.toString(number);
        String name = (size <= 16 ? "xmm" : size == 32 ? "ymm" : "zmm").concat(digits);
        boolean merges = !decoration.isEmpty() && !decoration.endsWith("{z}");
        return new Operand.Register(name, "zmm".concat(digits), size, merges, access, decoration);
    }

    /** A register of which there are no parts: {@code cr3}, {@code mm0}, {@code k1}, {@code gs}, {@code eflags}. */
    static Operand.Register plain(String name, int size, Access access, String decoration) {
        return new Operand.Register(name, name, size, false, access, decoration);
    }

    /** A register without parts, of a family that is numbered. */
    static Operand.Register numbered(String family, int number, int size, Access access, String decoration) {
        return plain(family.concat(Integer.toString(number)), size, access, decoration);
    }

    /** A register by its name. */
    static Operand.Register named(String name, Access access) {
        for (int number = 0; number < QUAD.length; number++) {
            if (QUAD[number].equals(name)) {
                return general(number, 8, access);
            }
            if (DOUBLE[number].equals(name)) {
                return general(number, 4, access);
            }
            if (WORD[number].equals(name)) {
                return general(number, 2, access);
            }
            if (BYTE[number].equals(name)) {
                return general(number, 1, access);
            }
        }
        if (name.equals("ah")) {
            return highByte(4, access);
        }
        return switch (name) {
            case "xmm0" -> vector(0, 16, access, "");
            case "st" -> new Operand.Register("st", X87[0], 10, false, access, "");
            default -> plain(name, 8, access, "");
        };
    }
}
