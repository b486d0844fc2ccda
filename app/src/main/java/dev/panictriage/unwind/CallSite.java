// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;

/** Recognises a return address by the call instruction before it. */
final class CallSite {
    private static final int LONGEST_CALL = 8;

    private CallSite() {}

    /** Whether the bytes before {@code address} can be read and end with a call instruction. */
    static boolean endsAt(Memory memory, long address) {
        byte[] code;
        try {
            code = memory.bytes(address - LONGEST_CALL, LONGEST_CALL);
        } catch (UnreadableException e) {
            return false;
        }
        if ((code[3] & 0xff) == 0xe8) {
            return true; // call rel32
        }
        // ff /2: two to seven bytes, and eight with a segment or REX prefix, which lies before them.
        for (int length = 2; length <= 7; length++) {
            int at = LONGEST_CALL - length;
            if ((code[at] & 0xff) == 0xff && (code[at + 1] >> 3 & 7) == 2 && indirectLength(code, at + 1) == length) {
                return true;
            }
        }
        return false;
    }

    /** Length of {@code ff /2}, opcode included, by its ModRM and SIB bytes. */
    private static int indirectLength(byte[] code, int at) {
        int modRm = code[at] & 0xff;
        int mode = modRm >> 6;
        int rm = modRm & 7;
        int length = 2;
        if (mode == 3) {
            return length;
        }
        boolean sib = rm == 4;
        if (sib) {
            length++;
        }
        if (mode == 1) {
            return length + 1;
        }
        if (mode == 2 || mode == 0 && rm == 5) {
            return length + 4;
        }
        boolean absolute = sib && at + 1 < code.length && (code[at + 1] & 7) == 5;
        return absolute ? length + 4 : length;
    }
}
