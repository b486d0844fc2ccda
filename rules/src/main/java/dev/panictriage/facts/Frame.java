// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * One function call on a stack.
 *
 * @param stack which stack: {@code cpu N}, {@code task PID}, or {@code oops N} for a trace printed in the log
 * @param index 0 is the innermost call
 * @param location where execution stood, or will return to
 * @param sp stack pointer in this frame
 * @param bp frame pointer register in this frame, where known
 * @param trust how the frame was found
 * @param context index of the {@link ExceptionContext} that interrupted this frame; absent for a called frame
 */
public record Frame(
        String stack,
        int index,
        Location location,
        @Nullable Word sp,
        @Nullable Word bp,
        Trust trust,
        @Nullable Integer context,
        @Nullable String file,
        @Nullable Integer line,
        Source source)
        implements Fact {
    /** How far a frame can be trusted, best first. */
    public enum Trust {
        /** The registers of an exception, saved by the processor or the entry code. */
        REGISTERS,
        /** Call frame information: ORC or DWARF. */
        CFI,
        /** The function's own first instructions, and a call before the return address they lead to. */
        PROLOGUE,
        /** The return address at the stack pointer after a call to a bad address. */
        RETURN_ADDRESS,
        FRAME_POINTER,
        /** Printed by the kernel in its log, unmarked. */
        PRINTED,
        /** Found by scanning; printed with a question mark. */
        SCANNED
    }

    /** Whether the frame surely was an active call. */
    public boolean reliable() {
        return trust != Trust.SCANNED;
    }
}
