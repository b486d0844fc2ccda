// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Optional;

/**
 * Walks a {@code struct list_head} from its head. Ends at the head again, or where the list is broken: a NULL, memory that
 * is not there, a loop that leaves the head out (found as Brent does, with one remembered node).
 */
public final class ListWalk {
    /** Longer than any list that is walked: a tenth of this would be a machine with very many threads. */
    private static final int LONGEST = 1 << 20;

    private final Memory memory;
    private final long head;
    private long node;
    private long remembered;
    private int steps;
    private int rememberAt = 1;
    private Optional<String> problem = Optional.empty();

    /** @param head address of the list_head that is not part of an element */
    public ListWalk(Memory memory, long head) {
        this.memory = memory;
        this.head = head;
        this.node = head;
        this.remembered = head;
    }

    /** Goes on to the next element, if there is one. */
    public boolean next() {
        if (problem.isPresent() || steps > 0 && node == head) {
            return false;
        }
        long from = node;
        try {
            node = memory.u64(from);
        } catch (UnreadableException e) {
            return broken(e.getMessage());
        }
        if (node == head) {
            steps++;
            return false;
        }
        if (node == 0) {
            return broken("NULL in list");
        }
        if (node == remembered || ++steps > LONGEST) {
            return broken("the list loops without its head");
        }
        if (steps == rememberAt) {
            remembered = node;
            rememberAt *= 2;
        }
        return true;
    }

    /** Address of the list_head within the element; {@link #next} must have returned true. */
    public long node() {
        return node;
    }

    /** Why the walk ended before the list did. */
    public Optional<String> problem() {
        return problem;
    }

    private boolean broken(String what) {
        problem = Optional.of(what);
        return false;
    }
}
