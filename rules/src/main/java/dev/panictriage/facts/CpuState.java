// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * What a CPU was doing when the machine stopped.
 *
 * @param task address of its current task_struct
 * @param idle whether that is the idle task
 * @param interruptsEnabled IF of the context that the stop interrupted
 * @param runs the instruction that the stop interrupted, or the panic's caller on the CPU that panicked
 * @param answered whether the CPU saved its registers when told to stop
 * @param preemptCount raw preempt_count
 */
public record CpuState(
        int cpu,
        @Nullable Word task,
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable Boolean idle,
        @Nullable Boolean interruptsEnabled,
        @Nullable Location runs,
        @Nullable Boolean answered,
        @Nullable Integer preemptCount,
        Source source)
        implements Fact {
    /** The name of this CPU's stack in {@link Frame} and {@link ExceptionContext}. */
    public String stack() {
        return stackOf(cpu);
    }

    /** The name of a CPU's stack in {@link Frame} and {@link ExceptionContext}. */
    public static String stackOf(int cpu) {
        return "cpu " + cpu;
    }
}
