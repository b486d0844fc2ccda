// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.InstructionDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Decodes x86-64 instructions in 64-bit mode: all that a kernel's text holds, and most of the rest. Not there: 3DNow!,
 * XOP, FMA4, AVX-512 with half precision, Key Locker, MPX, APX. Where Intel's and AMD's processors differ (a branch
 * with an operand-size prefix), it is Intel's.
 *
 * <p>The address of {@code bt} and its like with a bit number in a register is that of bit 0. Rounding control of
 * EVEX-encoded instructions is not shown. Thread-safe.
 */
public final class X86Decoder implements InstructionDecoder {
    /** Bytes; longer ones fault. Intel SDM vol. 2, 2.3.11. */
    static final int MAXIMUM_LENGTH = 15;

    @Override
    public int maximumLength() {
        return MAXIMUM_LENGTH;
    }

    @Override
    public @Nullable Instruction decode(byte[] code, int at, int length, long address) {
        if (at < 0 || length <= 0 || at >= code.length) {
            return null;
        }
        int limit = at + Math.min(Math.min(length, MAXIMUM_LENGTH), code.length - at);
        return new Decoding(code, at, limit, address).instruction();
    }
}
