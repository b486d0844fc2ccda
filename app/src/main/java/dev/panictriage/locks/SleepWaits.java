// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Task;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.Variables;
import dev.panictriage.locks.LockOwners.Owners;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sleeping task waits for. The functions on its stack say of which kind it is; the structure by which it waits, found on
 * the stack and on the list of the very lock or queue, says which one.
 */
final class SleepWaits {
    /** 6.16: low bits of task_struct.blocker, BLOCKER_TYPE_MASK of include/linux/hung_task.h. */
    private static final long BLOCKER_TYPE = 3;

    private final Kernel image;
    private final Variables variables;
    private final Memory memory;
    private final Parties parties;
    private final LockOwners owners;
    private final CompletionWaits completions;

    SleepWaits(Kernel image, Parties parties) {
        this.image = image;
        this.variables = image.variables();
        this.memory = image.memory();
        this.parties = parties;
        owners = new LockOwners(image, parties);
        completions = new CompletionWaits(image, parties);
    }

    /** @return null if the stack does not begin in the scheduler */
    @Nullable
    Wait of(Task task, ThreadStack stack) {
        int frame = 0;
        while (frame < stack.size() && WaitFunctions.isScheduler(stack.function(frame))) {
            frame++;
        }
        if (frame == 0) {
            return null;
        }
        Kind kind = null;
        boolean expedited = false;
        for (; frame < stack.size(); frame++) {
            Kind here = WaitFunctions.kindOf(stack.function(frame));
            if (here == null || kind != null && kind.isLock() && here != kind) {
                break;
            }
            kind = here;
            expedited |= stack.function(frame).contains("expedited");
        }
        try {
            return find(new Place(task, stack, frame, high(task, stack, frame)), kind, expedited);
        } catch (UnreadableException | MissingTypeException e) {
            return new Wait(
                    kind == null ? Kind.OTHER : kind,
                    null,
                    frame,
                    List.of(),
                    "what it waits for cannot be read: " + e.getMessage());
        }
    }

    /** Where to look for what a task waits by. */
    private record Place(Task task, ThreadStack stack, int frame, long high) {
        long low() {
            return task.savedStackPointer();
        }
    }

    /** The caller's frame counts too: the structure may have been inlined with the waiting into it. */
    private long high(Task task, ThreadStack stack, int frame) {
        return frame + 1 < stack.size() ? stack.call(frame + 1).sp() : parties.stackEnd(task);
    }

    private Wait find(Place place, @Nullable Kind kind, boolean expedited) {
        if (kind == null) {
            return byQueue(place, Kind.WAIT_QUEUE);
        }
        return switch (kind) {
            case MUTEX -> byWaiter(place, kind, "mutex", "mutex_waiter");
            case RWSEM_READ, RWSEM_WRITE -> byWaiter(place, kind, "rw_semaphore", "rwsem_waiter");
            case SEMAPHORE -> byWaiter(place, kind, "semaphore", "semaphore_waiter");
            case RT_MUTEX -> byPriorityInheritance(place);
            case PERCPU_RWSEM, BIT -> byQueue(place, kind);
            case COMPLETION, WORK, RCU -> byCompletion(place, kind, expedited);
            default -> new Wait(kind, null, place.frame, List.of(), "its stack is in " + innermostKnown(place));
        };
    }

    private static String innermostKnown(Place place) {
        return place.stack.function(Math.max(0, place.frame - 1)) + "()";
    }

    // ---- locks that keep a list of waiters ----

    private Wait byWaiter(Place place, Kind kind, String lockType, String waiterType) {
        if (place.task.object().has("pi_blocked_on") && place.task.object().number("pi_blocked_on") != 0) {
            return byPriorityInheritance(place); // PREEMPT_RT
        }
        Types.Struct lock = variables.type(lockType);
        Types.Struct type = variables.type(waiterType);
        long list = offset(type, "list");
        long task = offset(type, "task");
        for (Waiter waiter = waiter(place, place.low(), list, task);
                waiter != null;
                waiter = waiter(place, waiter.at + Long.BYTES, list, task)) {
            Long found = lockOf(waiter.ring, lock, list, place);
            if (found != null) {
                Owners owner = switch (kind) {
                    case MUTEX -> owners.ofMutex(found);
                    case SEMAPHORE -> owners.ofSemaphore(found);
                    default -> owners.ofRwsem(found);
                };
                return new Wait(
                        kind,
                        found,
                        place.frame,
                        owner.holders(),
                        "its " + waiterType + " at " + Word.of(waiter.at) + " is on the lock's list; "
                                + owner.evidence());
            }
        }
        return new Wait(
                kind,
                null,
                place.frame,
                List.of(),
                "no " + waiterType + " that is on a lock's list was found on its stack");
    }

    /** A structure on a task's stack that points at the task, and the list of such that it is on. */
    private record Waiter(long at, WaiterRing ring) {}

    /**
     * The first one from an address on; null if there is none.
     *
     * @param list offset of its list_head
     * @param task offset of its pointer to the task
     */
    private @Nullable Waiter waiter(Place place, long from, long list, long task) {
        for (long at = from; at < place.high; at += Long.BYTES) {
            if (pointsAt(at + task, place.task.address())) {
                WaiterRing ring = WaiterRing.around(
                        memory, at + list, node -> parties.isOnStackOf(memory.u64(node - list + task), node));
                if (ring != null) {
                    return new Waiter(at, ring);
                }
            }
        }
        return null;
    }

    private @Nullable Long lockOf(WaiterRing ring, Types.Struct lock, long list, Place place) {
        if (lock.member("wait_list").isPresent()) {
            return ring.head() == null ? null : (Long) (ring.head() - offset(lock, "wait_list"));
        }
        // 7.1 took the head out of the lock, which points at the first of the waiters instead: so look for one that
        // does.
        long first = offset(lock, "first_waiter");
        Set<Long> locks = new LinkedHashSet<>();
        for (long word : candidates(place)) {
            boolean aligned = word < 0 && (word & Long.BYTES - 1) == 0;
            if (aligned && ring.waiters().contains(wordAt(word + first) + list) && !isLink(ring, word + first)) {
                locks.add(word);
            }
        }
        return ring.head() == null && locks.size() == 1 ? locks.iterator().next() : null;
    }

    /** The waiters point at each other too. */
    private static boolean isLink(WaiterRing ring, long address) {
        return ring.waiters().contains(address) || ring.waiters().contains(address - Long.BYTES);
    }

    private Set<Long> candidates(Place place) {
        Set<Long> words = new LinkedHashSet<>();
        if (place.task.object().has("blocker")) {
            words.add(place.task.object().number("blocker") & ~BLOCKER_TYPE);
        }
        words.addAll(place.stack.words(place.low(), parties.stackEnd(place.task)));
        return words;
    }

    private Wait byPriorityInheritance(Place place) {
        KernelObject task = place.task.object();
        Optional<KernelObject> waiter = task.has("pi_blocked_on") ? task.target("pi_blocked_on") : Optional.empty();
        if (waiter.isEmpty() || waiter.get().number("task") != place.task.address()) {
            return new Wait(
                    Kind.RT_MUTEX, null, place.frame, List.of(), "its pi_blocked_on names no waiter of its own");
        }
        long lock = waiter.get().number("lock");
        Owners owner = owners.ofRtMutex(lock);
        return new Wait(
                Kind.RT_MUTEX,
                lock,
                place.frame,
                owner.holders(),
                "its pi_blocked_on leads to the rt_mutex; " + owner.evidence());
    }

    // ---- queues ----

    private Wait byQueue(Place place, Kind kind) {
        Types.Struct entry = variables.type("wait_queue_entry");
        long list = offset(entry, "entry");
        long function = offset(entry, "func");
        long task = offset(entry, "private");
        for (long at = place.low(); at < place.high; at += Long.BYTES) {
            if (!pointsAt(at + task, place.task.address()) || !isFunction(wordAt(at + function))) {
                continue;
            }
            WaiterRing ring =
                    WaiterRing.around(memory, at + list, node -> isFunction(memory.u64(node - list + function)));
            if (ring == null || ring.head() == null) {
                continue;
            }
            if (kind == Kind.BIT) {
                return ofBit(place, at);
            }
            long queue = ring.head() - offset(variables.type("wait_queue_head"), "head");
            if (kind == Kind.PERCPU_RWSEM) {
                queue -= offset(variables.type("percpu_rw_semaphore"), "waiters");
            }
            return new Wait(
                    kind,
                    queue,
                    place.frame,
                    List.of(),
                    "its wait_queue_entry at " + Word.of(at)
                            + " is on the queue's list, which does not say who will wake it");
        }
        return kind == Kind.PERCPU_RWSEM
                ? asPercpuWriter(place)
                : new Wait(
                        kind == Kind.WAIT_QUEUE ? Kind.OTHER : kind,
                        null,
                        place.frame,
                        List.of(),
                        "it called the scheduler from "
                                + place.stack.function(Math.max(0, Math.min(place.frame, place.stack.size() - 1)))
                                + "()");
    }

    /** A writer of a per-CPU rwsem waits for the readers that were there before it: percpu_down_write(). */
    private Wait asPercpuWriter(Place place) {
        long writer = offset(variables.type("percpu_rw_semaphore"), "writer.task");
        Set<Long> found = new LinkedHashSet<>();
        for (long word : candidates(place)) {
            if (word < 0 && (word & Long.BYTES - 1) == 0 && wordAt(word + writer) == place.task.address()) {
                found.add(word);
            }
        }
        return new Wait(
                Kind.PERCPU_RWSEM,
                found.size() == 1 ? found.iterator().next() : null,
                place.frame,
                List.of(),
                "it waits for readers, who are counted but not named");
    }

    /** struct wait_page_queue of mm/filemap.c, and struct wait_bit_queue_entry, each around a wait_queue_entry. */
    private Wait ofBit(Place place, long entry) {
        boolean page = false;
        for (int i = 0; i < place.frame; i++) {
            String function = place.stack.function(i);
            page |= function.contains("page") || function.contains("folio");
        }
        if (page) {
            Types.Struct queue = variables.type("wait_page_queue");
            KernelObject wait = new KernelObject(memory, queue, entry - offset(queue, "wait"));
            String what = wait.firstOf("folio", "page");
            return new Wait(
                    Kind.BIT,
                    wait.number(what),
                    place.frame,
                    List.of(),
                    "its wait_page_queue waits for bit " + wait.number("bit_nr") + " of this " + what
                            + ", which does not say who will clear it");
        }
        Types.Struct queue = variables.type("wait_bit_queue_entry");
        KernelObject wait = new KernelObject(memory, queue, entry - offset(queue, "wq_entry"));
        return new Wait(
                Kind.BIT,
                wait.number("key.flags"),
                place.frame,
                List.of(),
                "its wait_bit_queue_entry waits for bit " + wait.number("key.bit_nr")
                        + ", which does not say who will clear it");
    }

    private Wait byCompletion(Place place, Kind kind, boolean expedited) {
        Types.Struct type = variables.type("swait_queue");
        long list = offset(type, "task_list");
        long task = offset(type, "task");
        for (Waiter waiter = waiter(place, place.low(), list, task);
                waiter != null;
                waiter = waiter(place, waiter.at + Long.BYTES, list, task)) {
            Long head = waiter.ring.head();
            if (head != null) {
                long completion = head - offset(variables.type("completion"), "wait.task_list");
                return completions.of(kind, completion, place.frame, expedited);
            }
        }
        return completions.of(kind, null, place.frame, expedited);
    }

    // ---- reading ----

    private boolean isFunction(long address) {
        Symbol symbol = address >= 0 ? null : image.symbols().at(address).orElse(null);
        return symbol != null && symbol.address() == address && (symbol.type() == 't' || symbol.type() == 'T');
    }

    private boolean pointsAt(long at, long wanted) {
        return wordAt(at) == wanted;
    }

    /** 0 if it cannot be read. */
    private long wordAt(long address) {
        try {
            return memory.u64(address);
        } catch (UnreadableException e) {
            return 0;
        }
    }

    static long offset(Types.Struct type, String member) {
        return type.member(member)
                .orElseThrow(() -> new MissingTypeException(type.name(), member))
                .offset();
    }
}
