// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.facts.Holding;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.Variables;
import dev.panictriage.locks.Wait.Holder;
import java.util.List;

/** Who has a sleeping lock, by what the lock remembers: kernel/locking/mutex.c, rwsem.c, rtmutex.c, semaphore.c. */
final class LockOwners {
    /** MUTEX_FLAGS; a task_struct is aligned to more than that. */
    private static final long MUTEX_FLAGS = 7;

    /** MUTEX_FLAG_PICKUP, since e274795ea7b7 (4.10): the task was given the mutex, but has not woken to take it. */
    private static final long MUTEX_PICKUP = 4;

    /** RWSEM_READER_OWNED and RWSEM_NONSPINNABLE. */
    private static final long RWSEM_READER = 1;

    private static final long RWSEM_FLAGS = 3;
    private static final long RWSEM_WRITER_LOCKED = 1;
    private static final int RWSEM_READER_SHIFT = 8;
    private static final long RWSEM_READERS = 0x7f_ffff_ffff_ffffL;

    /** RT_MUTEX_HAS_WAITERS. */
    private static final long RT_MUTEX_FLAGS = 1;

    private final Kernel image;
    private final Variables variables;
    private final Parties parties;

    LockOwners(Kernel image, Parties parties) {
        this.image = image;
        this.variables = image.variables();
        this.parties = parties;
    }

    /**
     * What a lock says of its holders.
     *
     * @param evidence what was read, as the end of a sentence
     */
    record Owners(List<Holder> holders, String evidence) {}

    Owners ofMutex(long lock) {
        long owner = variables.object("mutex", lock).number("owner");
        Owners named = named("mutex.owner", owner, owner & ~MUTEX_FLAGS, Holding.READ);
        return (owner & MUTEX_PICKUP) == 0
                ? named
                : new Owners(List.of(), named.evidence() + ", to whom it is being handed: nobody has it now");
    }

    Owners ofRtMutex(long lock) {
        KernelObject mutex = variables.object(
                image.types().struct("rt_mutex_base").isPresent() ? "rt_mutex_base" : "rt_mutex", lock);
        long owner = mutex.number("owner");
        return named("rt_mutex.owner", owner, owner & ~RT_MUTEX_FLAGS, Holding.READ);
    }

    Owners ofSemaphore(long lock) {
        KernelObject semaphore = variables.object("semaphore", lock);
        // CONFIG_DETECT_HUNG_TASK_BLOCKER, since 6.16.
        if (!semaphore.has("last_holder")) {
            return new Owners(List.of(), "a semaphore does not remember who took it");
        }
        long owner = semaphore.number("last_holder");
        return named("semaphore.last_holder", owner, owner, Holding.HINT);
    }

    Owners ofRwsem(long lock) {
        KernelObject semaphore = variables.object("rw_semaphore", lock);
        if (!semaphore.has("owner")) {
            return new Owners(List.of(), "this kernel's rwsem does not remember its owner");
        }
        long owner = semaphore.number("owner");
        long task = owner & ~RWSEM_FLAGS;
        // A plain pointer until 94a9717b3c40 (5.3), which came with the present layout of the count.
        boolean counted = semaphore.member("owner").type() instanceof Types.Struct;
        if ((owner & RWSEM_READER) != 0) {
            long count = counted ? semaphore.number(semaphore.firstOf("count.counter", "count")) : 0;
            long readers = count >>> RWSEM_READER_SHIFT & RWSEM_READERS;
            Owners hint =
                    named("rw_semaphore.owner", owner, task, counted && readers == 1 ? Holding.LIKELY : Holding.HINT);
            return new Owners(
                    hint.holders(),
                    (counted ? readers + (readers == 1 ? " reader has it" : " readers have it") : "readers have it")
                            + "; " + hint.evidence() + ", which is the last reader that came");
        }
        if (counted && (semaphore.number(semaphore.firstOf("count.counter", "count")) & RWSEM_WRITER_LOCKED) == 0) {
            return new Owners(List.of(), "no writer has it, and its owner is not marked as a reader");
        }
        return named("rw_semaphore.owner", owner, task, Holding.READ);
    }

    private Owners named(String member, long raw, long task, Holding how) {
        String read = member + " is " + Word.of(raw);
        if (task == 0) {
            return new Owners(List.of(), read + ": nobody has it now");
        }
        Party owner = parties.of(task);
        if (owner == null) {
            return new Owners(
                    List.of(), read + ", which is no task: the owner has exited, or the lock was overwritten");
        }
        return new Owners(List.of(new Holder(task, how, "")), read + ": " + owner.who());
    }
}
