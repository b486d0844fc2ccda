// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.facts.Frame.Trust;
import org.jspecify.annotations.Nullable;

/**
 * One call on an unwound stack.
 *
 * @param ip where execution stood, or will return to
 * @param sp stack pointer in this frame
 * @param bp frame pointer register in this frame; absent where not known
 * @param registers what an exception saved, if it interrupted this frame
 * @param entry name of the entry code that saved them; absent for the registers that unwinding started from
 */
public record Call(
        long ip,
        long sp,
        @Nullable Long bp,
        Trust trust,
        @Nullable PtRegs registers,
        @Nullable String entry) {
    /** An address inside the instruction that is being executed: a call may be the last instruction of its function. */
    public long pc() {
        return registers != null ? ip : ip - 1;
    }
}
