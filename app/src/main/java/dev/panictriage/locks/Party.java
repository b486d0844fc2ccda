// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import org.jspecify.annotations.Nullable;

/**
 * One that waits or is waited for: a task, with the CPU that it is on, if it is on one.
 *
 * @param stack name of its stack in facts: {@code task PID} or {@code cpu N}
 * @param who for a reader
 * @param task address of its task_struct
 * @param cpu -1 if it is on none
 */
record Party(String stack, String who, long task, int cpu) {
    boolean isOnCpu() {
        return cpu >= 0;
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Party party
                && party.task == task
                && party.cpu == cpu
                && party.stack.equals(stack)
                && party.who.equals(who);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(task) + cpu;
    }
}
