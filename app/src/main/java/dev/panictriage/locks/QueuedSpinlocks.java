// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The queue of CPUs that wait for a spinlock: include/asm-generic/qspinlock_types.h, kernel/locking/qspinlock.c. A lock word has a
 * locked byte, a pending byte, and the tail of a list of per-CPU nodes.
 */
final class QueuedSpinlocks {
    private static final int LOCKED = 0xff;
    private static final int PENDING = 0xff00;
    private static final int TAIL_INDEX_SHIFT = 16;
    private static final int TAIL_INDEX_MASK = 3;
    private static final int TAIL_CPU_SHIFT = 18;
    private static final int NODES = 4;

    private final Kernel image;
    private final Memory memory;
    private final long nodeBytes;

    QueuedSpinlocks(Kernel image) {
        this.image = image;
        memory = image.memory();
        // struct qnode since 5.1; without paravirt spinlocks no larger than the mcs_spinlock in it.
        nodeBytes = image.types()
                .struct("qnode")
                .or(() -> image.types().struct("mcs_spinlock"))
                .map(type -> type.size())
                .orElse(0L);
    }

    static boolean isLocked(long word) {
        return (word & LOCKED) != 0;
    }

    /** In words what a lock word says. */
    String describe(long word) {
        List<String> parts = new ArrayList<>();
        parts.add(isLocked(word) ? "held" : "not held");
        if ((word & PENDING) != 0) {
            parts.add("one CPU next in turn");
        }
        int tail = (int) (word >>> TAIL_CPU_SHIFT);
        if (tail != 0) {
            parts.add("CPU " + (tail - 1) + " last in its queue");
        }
        return String.join(", ", parts);
    }

    /** Whether an address is in the nodes of a CPU, where it waits for its turn. */
    boolean isNodeOf(int cpu, long address) {
        long nodes = nodes(cpu);
        return nodes != 0 && address - nodes >= 0 && address - nodes < NODES * nodeBytes;
    }

    /** Whether a CPU that waits in one of its nodes is in the queue of this lock: its node's successors end at the lock's tail. */
    boolean isQueued(long address, long lock) {
        try {
            long word = memory.u32(lock);
            int cpu = (int) (word >>> TAIL_CPU_SHIFT) - 1;
            if (cpu < 0 || cpu >= image.perCpu().count() || nodes(cpu) == 0) {
                return false;
            }
            long last = nodes(cpu) + (word >>> TAIL_INDEX_SHIFT & TAIL_INDEX_MASK) * nodeBytes;
            long node = address & -16L;
            for (int i = 0; i <= image.perCpu().count(); i++) {
                if (node == last) {
                    return true;
                }
                long next = memory.u64(node);
                if (next == 0) {
                    return false;
                }
                node = next;
            }
        } catch (UnreadableException e) {
            // then it is no lock
        }
        return false;
    }

    private long nodes(int cpu) {
        // "mcs_nodes" until 0fa809ca7f81 (4.20).
        OptionalLong nodes = image.perCpu().find("qnodes", cpu);
        if (nodes.isEmpty()) {
            nodes = image.perCpu().find("mcs_nodes", cpu);
        }
        return nodeBytes == 0 ? 0 : nodes.orElse(0);
    }
}
