// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task's thread_info at the low end of its kernel stack held (x86 before 4.9; arch/x86/include/asm/thread_info.h),
 * as read, or as computed back from a fault that its contents led to.
 *
 * @param address of it; absent where only its contents are known
 * @param pid of its task, where known
 * @param stack the stack of the {@link ExceptionContext} that it was computed from; absent where it was read
 * @param order the order of that context
 * @param cpu thread_info.cpu, 32 bits, unsigned
 * @param cpuAt offset of that member
 * @param preemptCount thread_info.preempt_count, 32 bits, unsigned
 * @param preemptCountAt offset of that member
 * @param cpus one more than the highest number that a CPU of the machine may have
 * @param arithmetic how the values were found, step by step
 */
public record ThreadInfo(
        @Nullable Word address,
        @Nullable Integer pid,
        @Nullable String stack,
        @Nullable Integer order,
        long cpu,
        @Nullable Long cpuAt,
        @Nullable Long preemptCount,
        @Nullable Long preemptCountAt,
        @Nullable Integer cpus,
        List<String> arithmetic,
        Source source)
        implements Fact {
    /** The largest NR_CPUS that x86 can be configured to. */
    private static final long MOST_CPUS = 8192;

    public ThreadInfo {
        arithmetic = List.copyOf(arithmetic);
    }

    /** Whether no CPU can have that number. */
    public boolean impossible() {
        return cpu >= (cpus == null ? MOST_CPUS : cpus);
    }

    /** The eight bytes of cpu and a preempt_count right behind it, as one little-endian word. */
    public Word together(long preempt) {
        return Word.of(preempt << Integer.SIZE | cpu & 0xffff_ffffL);
    }
}
