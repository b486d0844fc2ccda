// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * A task that matters to the diagnosis: on a CPU, or blocked.
 *
 * @param address of its task_struct
 * @param state as {@code ps} letters it: R, S, D, T, t, X, Z, I
 * @param cpu where it runs or last ran
 * @param stackStart lowest address of its kernel stack
 * @param stackBytes size of its kernel stack
 * @param stackEndMagic what STACK_END_MAGIC's place holds; 0x57AC6E9D when intact ({@code include/uapi/linux/magic.h})
 * @param blockedSeconds how long it has not run, for a blocked task
 */
public record Task(
        Word address,
        int pid,
        @Nullable Integer tgid,
        String comm,
        @Nullable String state,
        @Nullable Integer cpu,
        @Nullable Word stackStart,
        @Nullable Long stackBytes,
        @Nullable Word stackEndMagic,
        @Nullable Double blockedSeconds,
        Source source)
        implements Fact {
    /** The name of a sleeping task's stack in {@link Frame}. */
    public String stack() {
        return "task " + pid;
    }
}
