// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A kernel stack.
 *
 * @param name of an exception's stack as the kernel has it: DF, NMI, DB, MCE, VC, VC2; otherwise empty
 * @param cpu the CPU it belongs to; -1 for a task's
 * @param task address of the task_struct it belongs to; 0 for a CPU's
 * @param guard lowest address of the unmapped area below it; equal to {@code start} where there is none
 * @param start lowest address
 * @param end one more than the highest
 */
public record KernelStack(Kind kind, String name, int cpu, long task, long guard, long start, long end) {
    public enum Kind {
        TASK,
        /** Of hardware interrupts and what runs at their end. */
        INTERRUPT,
        EXCEPTION,
        /** The few words on which the CPU enters the kernel before it switches to the task's stack. */
        ENTRY
    }

    public boolean contains(long address) {
        return address - start >= 0 && address < end;
    }

    /** Whether an overflow of this stack would hit the address. */
    public boolean guards(long address) {
        return address - guard >= 0 && address < start;
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KernelStack stack
                && stack.kind == kind
                && stack.name.equals(name)
                && stack.cpu == cpu
                && stack.task == task
                && stack.guard == guard
                && stack.start == start
                && stack.end == end;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(start);
    }
}
