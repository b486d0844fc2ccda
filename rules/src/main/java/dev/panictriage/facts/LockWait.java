// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * That a task, or what runs on a CPU, waits, and whom for. A waiter that waits for several at once has several of these.
 *
 * @param waiter the stack of the one that waits: {@code task PID} or {@code cpu N}
 * @param who the same for a reader: {@code lab-first (pid 104)}
 * @param kind what it waits for
 * @param object address of what it waits for; absent if not found
 * @param name its symbol, where it has one
 * @param where the code that waits, outside the functions of the lock itself
 * @param holder the stack of the one waited for, as in {@code waiter}; absent if not known
 * @param holderWho the same for a reader
 * @param holding how the holder is known; present with it
 * @param evidence what was read to know this, as a sentence
 */
public record LockWait(
        String waiter,
        String who,
        Kind kind,
        @Nullable Word object,
        @Nullable String name,
        @Nullable Location where,
        @Nullable String holder,
        @Nullable String holderWho,
        @Nullable Holding holding,
        String evidence,
        Source source)
        implements Fact {
    public enum Kind {
        MUTEX("mutex"),
        RWSEM_READ("rwsem", "to read"),
        RWSEM_WRITE("rwsem", "to write"),
        SEMAPHORE("semaphore"),
        RT_MUTEX("rt_mutex"),
        PERCPU_RWSEM("per-CPU rwsem"),
        SPINLOCK("spinlock"),
        RWLOCK("rwlock"),
        COMPLETION("completion"),
        WAIT_QUEUE("wait queue"),
        /** A bit of a word, a page's among them. */
        BIT("bit"),
        /** The end of a work item. */
        WORK("work item"),
        /** The end of a write section of a sequence counter. */
        SEQUENCE("sequence"),
        /** The end of an RCU grace period. */
        RCU("RCU grace period"),
        /** Another CPU's answer to an IPI. */
        IPI("answer to an IPI"),
        /** The same, and the other CPU has not even begun: the request is still in its queue. */
        IPI_SENT("answer to an IPI"),
        /** A device. */
        IO("I/O"),
        /** The passing of time. */
        TIME("time to pass"),
        OTHER("event");

        private final String noun;
        private final String purpose;

        Kind(String noun) {
            this(noun, "");
        }

        Kind(String noun, String purpose) {
            this.noun = noun;
            this.purpose = purpose;
        }

        public String noun() {
            return noun;
        }

        /** Appended to the object: {@code to read}; mostly empty. */
        public String purpose() {
            return purpose;
        }

        /** Whether somebody has it, and gives it back. */
        public boolean isLock() {
            return switch (this) {
                case MUTEX, RWSEM_READ, RWSEM_WRITE, SEMAPHORE, RT_MUTEX, PERCPU_RWSEM, SPINLOCK, RWLOCK -> true;
                default -> false;
            };
        }
    }

    /** {@code mutex lab_mutex_b [lab_lock] (0xffffffffc02dc440)}. */
    public String what() {
        StringBuilder text = new StringBuilder(kind.noun());
        if (name != null) {
            text.append(' ').append(name);
        }
        if (object != null) {
            text.append(name == null ? " at " : " (").append(object).append(name == null ? "" : ")");
        }
        if (!kind.purpose().isEmpty()) {
            text.append(' ').append(kind.purpose());
        }
        return text.toString();
    }
}
