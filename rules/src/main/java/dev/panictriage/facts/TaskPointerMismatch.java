// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Code that took the current task from per-CPU memory, and at a fault used another pointer in its place.
 *
 * @param stack the stack of the {@link ExceptionContext} of the fault
 * @param order the order of that context
 * @param register what held the wrong pointer at the fault, upper case
 * @param wrong that pointer
 * @param right the task that is current on the CPU
 * @param operand the access that went through the wrong pointer, AT&amp;T syntax
 * @param offset of that access from the start of the task
 * @param member the member of task_struct at that offset, where the types tell
 * @param rightMember what the real task has there; absent if not readable
 * @param passedAs how the pointer is known to be the one handed over: {@code argument 1, RDI}; absent if the faulting
 *     function took it from per-CPU memory itself
 * @param traced whether the code alone proves that the pointer is the one that was loaded; if not, a function that was
 *     jumped to, or code that is missing, may have put another object in its place
 * @param load the instruction that took the task from per-CPU memory, AT&amp;T syntax
 * @param loadedAt its place, {@code update_process_times+0x1c}
 * @param current address of the per-CPU variable that it read
 * @param carrier the register that kept the task from there on; upper case
 * @param calls the calls on the way from the load to the fault, outermost first: where the task was handed on
 * @param between the functions that ran to their end on that way, in the order of the calls; each had to give back the
 *     carrier as it found it
 * @param patched a function on that way whose entry is patched, by a probe or a tracer, and how; absent if none is
 */
public record TaskPointerMismatch(
        String stack,
        int order,
        String register,
        Word wrong,
        Word right,
        String operand,
        long offset,
        @Nullable String member,
        @Nullable Word rightMember,
        @Nullable String passedAs,
        boolean traced,
        String load,
        String loadedAt,
        @Nullable Word current,
        String carrier,
        List<String> calls,
        List<String> between,
        @Nullable String patched,
        Source source)
        implements Fact {
    public TaskPointerMismatch {
        calls = List.copyOf(calls);
        between = List.copyOf(between);
    }

    /** The number of bits in which the two pointers differ: 1 is the mark of a flipped bit. */
    public int bitsDifferent() {
        return wrong.bitsDifferentFrom(right);
    }
}
