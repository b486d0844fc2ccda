// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

/** What the size letters of {@link OpcodeTables} come to in one instruction. Notes the prefixes that count. */
final class Sizes {
    private final Prefixes prefixes;
    private final Vex vex;
    private final ModRm modRm;

    Sizes(Prefixes prefixes, Vex vex, ModRm modRm) {
        this.prefixes = prefixes;
        this.vex = vex;
        this.modRm = modRm;
    }

    /** Bytes. */
    int of(OperandSpec spec) {
        return spec.number() >= 0 && spec.kind() != OperandSpec.SIZED ? spec.number() : of(spec.size());
    }

    /** Bytes. */
    int of(char letter) {
        return switch (letter) {
            case 'b' -> 1;
            case 'w' -> 2;
            case 'd' -> 4;
            case 'q' -> 8;
            case 'o' -> 16;
            case 't' -> 32;
            case 'v' -> prefixes.useRex(Prefixes.REX_W) != 0 ? 8 : unlessData(4);
            case 'z' -> prefixes.rex(Prefixes.REX_W) ? 4 : unlessData(4);
            case 'y' -> prefixes.useRex(Prefixes.REX_W) != 0 ? 8 : 4;
            case 's' -> prefixes.rex(Prefixes.REX_W) ? 8 : unlessData(8);
            case 'p' -> 2 + (prefixes.rex(Prefixes.REX_W) ? 8 : unlessData(4));
            case 'a' -> ofAddress();
            case 'x' -> vectorLength();
            case 'h' -> vectorLength() / 2;
            case 'f' -> vectorLength() / 4;
            case 'e' -> vectorLength() / 8;
            case 'u' -> modRm.isRegister() ? of('v') : 2;
            case 'c' -> modRm.isRegister() ? 4 : 1;
            case 'k' -> modRm.isRegister() ? 4 : 2;
            default -> 0;
        };
    }

    private int unlessData(int otherwise) {
        if (!prefixes.hasData()) {
            return otherwise;
        }
        prefixes.useData();
        return 2;
    }

    /** With registers only, EVEX.b turns the length bits into rounding control, of full vectors. */
    private int vectorLength() {
        return vex.hasBroadcast() && modRm.isRegister() ? 64 : vex.length();
    }

    /** Bytes of an address. */
    int ofAddress() {
        prefixes.useAddress();
        return prefixes.hasAddress() ? 4 : 8;
    }

    /** Bytes that an operand takes in the instruction, behind ModRM and displacement. */
    int encoded(OperandSpec spec) {
        return switch (spec.kind()) {
            case 'I', 'i' ->
                switch (spec.size()) {
                    case 'b', 's' -> 1;
                    case 'w' -> 2;
                    case 'v' -> of('v');
                    default -> of('z');
                };
            case 'J' -> of(spec.size());
            case 'L' -> 1;
            case 'O' -> ofAddress();
            default -> 0;
        };
    }

    /** Bytes of the operand that an immediate is extended to. */
    int ofImmediate(OperandSpec spec) {
        if (spec.kind() == 'i') {
            return of('s');
        }
        return switch (spec.size()) {
            case 'b' -> 1;
            case 'w' -> 2;
            default -> of('v');
        };
    }
}
