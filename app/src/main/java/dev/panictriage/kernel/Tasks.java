// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's threads. Iterates over those on the lists: the first CPU's idle task, then each process and its other threads;
 * a broken list ends early. The other CPUs' idle tasks are on no list: see {@link #idle}.
 */
public final class Tasks implements Iterable<Task> {
    /** {@code include/uapi/linux/magic.h}: what the word at the end of a stack that never overflowed holds. */
    public static final long STACK_END_MAGIC = 0x57ac6e9dL;

    /** More threads than a machine runs; bounds what broken lists can cost. */
    private static final int MOST_THREADS = 1 << 20;

    private static final String TYPE = "task_struct";

    private final Variables variables;
    private final PerCpu perCpu;
    private OptionalLong newestClock = OptionalLong.empty();

    public Tasks(Variables variables, PerCpu perCpu) {
        this.variables = variables;
        this.perCpu = perCpu;
    }

    public Task at(long address) {
        return new Task(variables.object(TYPE, address));
    }

    /** The task that is current on a CPU. */
    public Task current(int cpu) {
        return at(perCpu.currentTask(cpu));
    }

    /** The idle task of a CPU. */
    public Task idle(int cpu) {
        return at(runQueue(cpu).number("idle"));
    }

    /** Of the tasks that can be read. */
    public Optional<Task> withPid(int pid) {
        for (Task task : this) {
            try {
                if (task.pid() == pid) {
                    return Optional.of(task);
                }
            } catch (UnreadableException e) {
                // dumps of 7.x lack parts of some tasks: the others may be whole
            }
        }
        return Optional.empty();
    }

    /** THREAD_SIZE: bytes of a task's stack. KASAN doubles it, so it is taken from the first task's. */
    public long stackBytes() {
        // Renamed by 8f69cba096b5 (6.10).
        boolean renamed = variables.find("__start_init_stack").isPresent();
        long start = variables.address(renamed ? "__start_init_stack" : "__start_init_task");
        long bytes = variables.address(renamed ? "__end_init_stack" : "__end_init_task") - start;
        if (bytes < 4096 || bytes > 1 << 20 || Long.bitCount(bytes) != 1) {
            throw new MissingTypeException("task stack of a possible size");
        }
        return bytes;
    }

    /** What {@link #STACK_END_MAGIC}'s place holds. */
    public long stackEndMagic(Task task) {
        // thread_info is at the stack's end unless THREAD_INFO_IN_TASK (x86 since 4.9).
        boolean inTask = task.object().has("thread_info");
        long below = inTask ? 0 : variables.type("thread_info").size();
        return variables.memory().u64(task.stackStart() + below);
    }

    /**
     * How long ago a task last ran, in nanoseconds, by the clock of its CPU's run queue; 0 if it is on a CPU. Both times are
     * of the run queue's task clock, which stands still while the CPU serves interrupts; what the CPU's clock itself lags behind
     * the others' (it stands still while the CPU idles) is added.
     */
    public long nanosecondsSinceRun(Task task) {
        if (task.isOnCpu()) {
            return 0;
        }
        KernelObject queue = runQueue(task.cpu());
        long lag = newestClock() - queue.number("clock");
        return Math.max(0, lag + queue.number("clock_task") - task.object().number("se.exec_start"));
    }

    private synchronized long newestClock() {
        if (newestClock.isPresent()) {
            return newestClock.getAsLong();
        }
        long newest = 0;
        CpuMask online = perCpu.online();
        for (int cpu = online.next(0); cpu >= 0; cpu = online.next(cpu + 1)) {
            newest = Math.max(newest, runQueue(cpu).number("clock"));
        }
        newestClock = OptionalLong.of(newest);
        return newest;
    }

    private KernelObject runQueue(int cpu) {
        return variables.object("rq", perCpu.address("runqueues", cpu));
    }

    @Override
    public Iterator<Task> iterator() {
        return new Walk();
    }

    /** Processes by {@code tasks} from init_task on, and the threads of each by its signal_struct's list. */
    private final class Walk implements Iterator<Task> {
        private final Types.Struct type = variables.type(TYPE);
        private final long inProcesses = offset("tasks");
        private final long inThreads = offset("thread_node");
        private final ListWalk processes;
        private @Nullable ListWalk threads;
        private long process = variables.address("init_task");
        private long next = process;
        private int count;

        Walk() {
            processes = new ListWalk(variables.memory(), process + inProcesses);
        }

        @Override
        public boolean hasNext() {
            return next != 0;
        }

        @Override
        public Task next() {
            if (next == 0) {
                throw new NoSuchElementException();
            }
            Task task = new Task(new KernelObject(variables.memory(), type, next));
            next = ++count > MOST_THREADS ? 0 : following();
            return task;
        }

        private long following() {
            if (threads == null) {
                threads = threadsOf(process);
            }
            while (threads != null && threads.next()) {
                long thread = threads.node() - inThreads;
                if (thread != process) {
                    return thread;
                }
            }
            threads = null;
            process = processes.next() ? processes.node() - inProcesses : 0;
            return process;
        }

        private @Nullable ListWalk threadsOf(long leader) {
            OptionalLong head = threadListHead(new KernelObject(variables.memory(), type, leader));
            return head.isEmpty() ? null : new ListWalk(variables.memory(), head.getAsLong());
        }

        private long offset(String member) {
            return type.member(member)
                    .orElseThrow(() -> new MissingTypeException(TYPE, member))
                    .offset();
        }
    }

    /** {@code signal->thread_head}, since 0c740d0afc3b (3.14); a task that is gone has no signal_struct. */
    private OptionalLong threadListHead(KernelObject leader) {
        try {
            Optional<KernelObject> signal = leader.target("signal");
            return signal.isEmpty() ? OptionalLong.empty() : OptionalLong.of(signal.get().addressOf("thread_head"));
        } catch (UnreadableException e) {
            return OptionalLong.empty();
        }
    }
}
