// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;

/**
 * A deadlock: each waits for the next, and the last for the first.
 *
 * @param waits in that order
 * @param behind the stacks of others that wait for these, directly or not; the first of many
 * @param behindCount how many there are
 */
public record WaitCycle(List<LockWait> waits, List<String> behind, int behindCount, Source source) implements Fact {
    public WaitCycle {
        waits = List.copyOf(waits);
        behind = List.copyOf(behind);
    }

    /** Whether it is known for sure of each who holds what it waits for. */
    public boolean sure() {
        for (LockWait wait : waits) {
            if (wait.holding() == null || !wait.holding().isSure()) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of those in the cycle, or of those behind it, is this stack. */
    public boolean holdsUp(String stack) {
        for (LockWait wait : waits) {
            if (wait.waiter().equals(stack)) {
                return true;
            }
        }
        return behind.contains(stack);
    }
}
