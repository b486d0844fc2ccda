// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Optional;

/**
 * Walks a {@code struct list_head} from its head. Where the list is broken (a NULL, memory that the dump lacks) it goes on from
 * the other end, back to the break. Ends at a loop that leaves the head out (found as Brent does, with one remembered node).
 */
public final class ListWalk {
    /** Longer than any list that is walked: a tenth of this would be a machine with very many threads. */
    private static final int LONGEST = 1 << 20;

    private static final int NEXT = 0;
    private static final int PREVIOUS = 8;

    private final Memory memory;
    private final long head;
    private int link = NEXT;
    private long node;
    private long previous;
    private long breakAt;
    private long beforeBreak;
    private long remembered;
    private int steps;
    private int rememberAt = 1;
    private boolean ended;
    private Optional<String> problem = Optional.empty();

    /** @param head address of the list_head that is not part of an element */
    public ListWalk(Memory memory, long head) {
        this.memory = memory;
        this.head = head;
        this.breakAt = head;
        this.beforeBreak = head;
        restart();
    }

    /** Goes on to the next element, if there is one. */
    public boolean next() {
        if (ended) {
            return false;
        }
        long from = node;
        try {
            node = memory.u64(from + link);
            if (node == 0) {
                return broken(from, "NULL in list");
            }
        } catch (UnreadableException e) {
            return broken(from, String.valueOf(e.getMessage()));
        }
        if (node == head || node == breakAt || node == beforeBreak) {
            ended = true;
            return false;
        }
        if (node == remembered || ++steps > LONGEST) {
            problem = Optional.of("the list loops without its head");
            ended = true;
            return false;
        }
        previous = from;
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

    /** Why elements are missing. */
    public Optional<String> problem() {
        return problem;
    }

    private boolean broken(long from, String what) {
        if (link == PREVIOUS) {
            ended = true;
            return false;
        }
        problem = Optional.of(what);
        breakAt = from;
        beforeBreak = previous;
        link = PREVIOUS;
        restart();
        return next();
    }

    private void restart() {
        node = head;
        previous = head;
        remembered = head;
        steps = 0;
        rememberAt = 1;
    }
}
