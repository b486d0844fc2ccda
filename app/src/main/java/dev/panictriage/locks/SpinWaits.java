// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.Memory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spinlock that a CPU waits for: where its slow path was interrupted, and a register that leads to a lock in that state. */
final class SpinWaits {
    private static final Set<String> SPINLOCK_SLOW =
            Set.of("native_queued_spin_lock_slowpath", "queued_spin_lock_slowpath", "__pv_queued_spin_lock_slowpath");

    private static final Set<String> RWLOCK_SLOW = Set.of("queued_read_lock_slowpath", "queued_write_lock_slowpath");

    private static final String FIRST_ARGUMENT = "rdi";

    private final Kernel image;
    private final QueuedSpinlocks queues;

    SpinWaits(Kernel image) {
        this.image = image;
        queues = new QueuedSpinlocks(image);
    }

    /** Index of the innermost call that waits for a spinlock; -1 if there is none. */
    static int slowPath(ThreadStack stack) {
        for (int i = 0; i < stack.size(); i++) {
            String function = stack.function(i);
            if (SPINLOCK_SLOW.contains(function) || RWLOCK_SLOW.contains(function)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * @param polled the address that the interrupted loop reads, if that is known
     * @return null if the stack has no such call
     */
    @Nullable
    Wait of(int cpu, ThreadStack stack, List<Map<String, Long>> registers, @Nullable Long polled) {
        int slow = slowPath(stack);
        if (slow < 0) {
            return null;
        }
        int caller = slow + 1;
        while (caller < stack.size() && isLockFunction(stack.function(caller))) {
            caller++;
        }
        boolean reader = RWLOCK_SLOW.contains(stack.function(slow));
        Kind kind = reader ? Kind.RWLOCK : Kind.SPINLOCK;
        Long lock = reader ? plain(registers.get(slow)) : lock(cpu, registers.get(slow), polled);
        if (lock == null) {
            return new Wait(
                    kind,
                    null,
                    caller,
                    List.of(),
                    "it spins in " + stack.function(slow) + "(); the lock was not found in its registers");
        }
        long word = word(lock);
        return new Wait(
                kind,
                lock,
                caller,
                List.of(),
                "it spins in " + stack.function(slow) + "(); the lock word is "
                        + Word.of(word).brief() + (reader ? "" : " (" + queues.describe(word) + ")"));
    }

    /** Whether somebody has the lock that is waited for; a lock that is free is about to be taken. */
    static boolean isHeld(Memory memory, Wait spin) {
        Long lock = spin.object();
        try {
            return lock != null && (spin.kind() == Kind.RWLOCK || QueuedSpinlocks.isLocked(memory.u32(lock)));
        } catch (UnreadableException e) {
            return false;
        }
    }

    private static boolean isLockFunction(String function) {
        return function.contains("raw_") && function.contains("_lock")
                || function.contains("queued_")
                || function.contains("callee_save");
    }

    private @Nullable Long lock(int cpu, Map<String, Long> registers, @Nullable Long polled) {
        if (polled != null && !queues.isNodeOf(cpu, polled)) {
            return isKernel(polled) && word(polled) != 0 ? polled : null;
        }
        if (polled == null) {
            return plain(registers);
        }
        Set<Long> locks = new LinkedHashSet<>();
        for (Map.Entry<String, Long> register : registers.entrySet()) {
            if (isKernel(register.getValue()) && queues.isQueued(polled, register.getValue())) {
                locks.add(register.getValue());
            }
        }
        return locks.size() == 1 ? locks.iterator().next() : null;
    }

    /** The argument, which the slow paths leave where it is until they queue. */
    private @Nullable Long plain(Map<String, Long> registers) {
        Long argument = registers.get(FIRST_ARGUMENT);
        return argument != null && isKernel(argument) && word(argument) != 0 ? argument : null;
    }

    private static boolean isKernel(long address) {
        return address < 0 && (address & Integer.BYTES - 1) == 0;
    }

    /** 0 if it cannot be read. */
    private long word(long address) {
        try {
            Memory memory = image.memory();
            return memory.u32(address);
        } catch (UnreadableException e) {
            return 0;
        }
    }
}
