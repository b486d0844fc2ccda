// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a chain of waits ends: the one that others wait for, and that waits for no other that is known.
 *
 * @param blocker its stack: {@code task PID} or {@code cpu N}; absent if it is not known who holds what the last of the chain
 *     waits for
 * @param who the same for a reader
 * @param state what it does
 * @param where it stands
 * @param chain the longest chain that leads to it, the first waiter first
 * @param behind the stacks of all that wait for it, directly or not; the first of many
 * @param behindCount how many there are
 */
public record RootBlocker(
        @Nullable String blocker,
        @Nullable String who,
        State state,
        @Nullable Location where,
        List<LockWait> chain,
        List<String> behind,
        int behindCount,
        Source source)
        implements Fact {
    public RootBlocker {
        chain = List.copyOf(chain);
        behind = List.copyOf(behind);
    }

    public enum State {
        /** On a CPU, and not waiting there. */
        RUNS,
        /** On the run queue, not on a CPU. */
        RUNNABLE,
        /** Waits for a device. */
        IO,
        /** Waits for time to pass. */
        SLEEPS,
        /** Waits for something that has no holder: an event, a completion, a wait queue. */
        WAITS,
        /** It is known who it is, but the dump lacks what would tell what it does. */
        UNREADABLE,
        /** The last of the chain waits for something of which it is not known who holds it. */
        UNKNOWN
    }

    /** Whether it is known for sure of each in the chain whom it waits for. */
    public boolean sure() {
        for (LockWait wait : chain) {
            if (wait.holder() != null
                    && (wait.holding() == null || !wait.holding().isSure())) {
                return false;
            }
        }
        return true;
    }
}
