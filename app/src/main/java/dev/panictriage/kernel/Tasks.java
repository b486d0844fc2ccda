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

    /** Where switch_to() goes on, as a label or the function that it is in. */
    private static final String[] SWITCHING = {"thread_return", "__schedule", "schedule"};

    private final Variables variables;
    private final PerCpu perCpu;
    private OptionalLong newestClock = OptionalLong.empty();

    public Tasks(Variables variables, PerCpu perCpu) {
        this.variables = variables;
        this.perCpu = perCpu;
    }

    public Task at(long address) {
        return new Task(variables.object(TYPE, address), variables.types());
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
        OptionalLong start = variables.find(renamed ? "__start_init_stack" : "__start_init_task");
        // Before 0500871f21b2 (4.17) the linker does not say.
        long bytes = start.isEmpty()
                ? variables.type("thread_union").size()
                : variables.address(renamed ? "__end_init_stack" : "__end_init_task") - start.getAsLong();
        if (bytes < 4096 || bytes > 1 << 20 || Long.bitCount(bytes) != 1) {
            throw new MissingTypeException("task stack of a possible size");
        }
        return bytes;
    }

    /** What {@link #STACK_END_MAGIC}'s place holds. */
    public long stackEndMagic(Task task) {
        long below = task.hasThreadInfo() ? 0 : variables.type("thread_info").size();
        return variables.memory().u64(task.stackStart() + below);
    }

    /** Whether a task runs on a CPU, or is on the point of being switched to or from. */
    public boolean isOnCpu(Task task) {
        // On x86 since 3ca7a440da39 (3.0).
        return task.object().has("on_cpu")
                ? task.object().number("on_cpu") != 0
                : task.cpu() >= 0 && task.cpu() < perCpu.count() && perCpu.currentTask(task.cpu()) == task.address();
    }

    /**
     * Where a task that is not running was switched away from.
     *
     * @param ip where it will go on
     * @param sp stack pointer there
     * @param bp frame pointer there
     */
    public record Switched(long ip, long sp, long bp) {}

    /** What the scheduler saved of a task that is not running: stale while it runs. */
    public Switched switched(Task task) {
        long sp = task.savedStackPointer();
        if (variables.types().struct("inactive_task_frame").isPresent()) {
            // arch/x86/include/asm/switch_to.h, since 7b32aeadbc95 (4.9).
            KernelObject frame = variables.object("inactive_task_frame", sp);
            return new Switched(frame.number("ret_addr"), frame.addressOf("ret_addr") + Long.BYTES, frame.number("bp"));
        }
        // Before, switch_to() pushed flags and frame pointer, in the scheduler's own frame.
        long ip = 0;
        for (String name : SWITCHING) {
            ip = ip == 0 ? variables.find(name).orElse(0) : ip;
        }
        return new Switched(ip, sp + 2 * Long.BYTES, variables.memory().u64(sp));
    }

    /**
     * How long ago a task last ran, in nanoseconds, by the clock of its CPU's run queue; 0 if it is on a CPU. Both times are
     * of the run queue's task clock, which stands still while the CPU serves interrupts; what the CPU's clock itself lags behind
     * the others' (it stands still while the CPU idles) is added.
     */
    public long nanosecondsSinceRun(Task task) {
        if (isOnCpu(task)) {
            return 0;
        }
        KernelObject queue = runQueue(task.cpu());
        long lag = newestClock() - queue.number("clock");
        // One clock for both before 305e6835e055 (2.6.37).
        return Math.max(
                0,
                lag
                        + queue.number(queue.firstOf("clock_task", "clock"))
                        - task.object().number("se.exec_start"));
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
        private final boolean headed = hasThreadHead(type);
        private final long inThreads = offset(headed ? "thread_node" : "thread_group");
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
            Task task = new Task(new KernelObject(variables.memory(), type, next), variables.types());
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
            KernelObject object = new KernelObject(variables.memory(), type, leader);
            OptionalLong head = headed ? threadListHead(object) : OptionalLong.of(leader + inThreads);
            return head.isEmpty() ? null : new ListWalk(variables.memory(), head.getAsLong());
        }

        private long offset(String member) {
            return type.member(member)
                    .orElseThrow(() -> new MissingTypeException(TYPE, member))
                    .offset();
        }
    }

    /** Before 0c740d0afc3b (3.14) the threads of a process are in a ring without a head, {@code thread_group}. */
    private static boolean hasThreadHead(Types.Struct type) {
        return type.member("thread_node").isPresent()
                || type.member("thread_group").isEmpty();
    }

    /** {@code signal->thread_head}, since 0c740d0afc3b (3.14); a task that is gone has no signal_struct. */
    private OptionalLong threadListHead(KernelObject leader) {
        try {
            Optional<KernelObject> signal = leader.target("signal");
            return signal.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(signal.get().addressOf("thread_head"));
        } catch (UnreadableException e) {
            return OptionalLong.empty();
        }
    }
}
