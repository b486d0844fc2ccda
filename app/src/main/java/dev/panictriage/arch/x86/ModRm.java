// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

/** A ModRM byte and what follows from it: SIB byte and displacement. Intel SDM vol. 2, 2.1.3 to 2.1.5 and 2.2.1.6. */
final class ModRm {
    /** What stands for none where an instruction has no ModRM byte. */
    static final ModRm ABSENT = new ModRm(new byte[1], 0, 1, false);

    /** In a SIB byte without REX.X: no index. */
    static final int NO_INDEX = 4;

    private static final int NONE = -1;

    /** The byte itself. */
    final int value;
    /** Number of the base register without its REX bit, or -1. */
    final int base;
    /** Number of the index register without its REX bit, or -1 without a SIB byte. */
    final int index;

    final int scale;
    /** Sign-extended. */
    final int displacement;
    /** Bytes: 0, 1 or 4. */
    final int displacementSize;

    final boolean ripRelative;
    /** Index of the first byte after all this; beyond {@code limit} if that was too short. */
    final int end;

    /**
     * Reads from {@code at} on, and nothing from {@code limit} on.
     *
     * @param ignoresMod whether rm names a register whatever mod is
     */
    ModRm(byte[] code, int at, int limit, boolean ignoresMod) {
        value = (at < limit ? code[at] & 0xff : 0) | (ignoresMod ? 0xc0 : 0);
        int next = at + 1;
        int mod = value >> 6;
        int rm = value & 7;
        if (mod == 3) {
            base = NONE;
            index = NONE;
            scale = 1;
            displacement = 0;
            displacementSize = 0;
            ripRelative = false;
            end = next;
            return;
        }
        int size = mod == 1 ? 1 : mod == 2 ? 4 : 0;
        if (rm == 4) {
            int sib = next < limit ? code[next] & 0xff : 0;
            next++;
            scale = 1 << (sib >> 6);
            index = sib >> 3 & 7;
            boolean absolute = (sib & 7) == 5 && mod == 0;
            base = absolute ? NONE : sib & 7;
            ripRelative = false;
            if (absolute) {
                size = 4;
            }
        } else {
            scale = 1;
            index = NONE;
            ripRelative = rm == 5 && mod == 0;
            base = ripRelative ? NONE : rm;
            if (ripRelative) {
                size = 4;
            }
        }
        displacementSize = size;
        end = next + size;
        displacement = end > limit ? 0 : (int) LittleEndian.signed(code, next, size);
    }

    boolean isRegister() {
        return value >= 0xc0;
    }

    int reg() {
        return value >> 3 & 7;
    }

    int rm() {
        return value & 7;
    }
}
