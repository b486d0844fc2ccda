// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of one lock or queue, from one of them: their list, all links of which agree. A structure that was left on a
 * stack by an earlier wait is on no such list.
 *
 * @param head the list_head inside the lock; absent where the waiters are linked to each other alone (mutex, rwsem and
 *     semaphore since 7.1)
 * @param waiters the list_heads of the waiters
 */
record WaiterRing(@Nullable Long head, Set<Long> waiters) {
    private static final int MOST_WAITERS = 20_000;

    /** Tells the list_head of a waiter from that of a lock. */
    @FunctionalInterface
    interface Waiters {
        boolean has(long node);
    }

    /** @return null if the list around {@code node} is broken, or has more than one head */
    static @Nullable WaiterRing around(Memory memory, long node, Waiters waiters) {
        Set<Long> found = new LinkedHashSet<>();
        Long head = null;
        long at = node;
        try {
            do {
                if (isWaiter(waiters, at)) {
                    found.add(at);
                } else if (head == null) {
                    head = at;
                } else {
                    return null;
                }
                long next = memory.u64(at);
                if (memory.u64(next + Long.BYTES) != at || found.size() > MOST_WAITERS) {
                    return null;
                }
                at = next;
            } while (at != node && !found.contains(at));
        } catch (UnreadableException e) {
            return null;
        }
        return at == node && found.contains(node) ? new WaiterRing(head, found) : null;
    }

    /** Behind a lock's list_head there may be nothing to read. */
    private static boolean isWaiter(Waiters waiters, long node) {
        try {
            return waiters.has(node);
        } catch (UnreadableException e) {
            return false;
        }
    }
}
