// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tasks by address, and the CPUs that some of them are on. What is not here is no task, whoever points at it. */
final class Parties {
    /** A machine with more threads than this is looked at in part. */
    private static final int MOST_TASKS = 20_000;

    private final Kernel image;
    private final Map<Long, Integer> cpus;
    private final Map<Long, Task> tasks = new LinkedHashMap<>();
    private final Map<Long, Party> known = new HashMap<>();
    private final long stackBytes;

    /** @param cpus the CPU that each current task is on, by the task's address */
    Parties(Kernel image, Map<Long, Integer> cpus) {
        this.image = image;
        this.cpus = cpus;
        stackBytes = image.tasks().stackBytes();
        for (long current : cpus.keySet()) {
            tasks.put(current, image.tasks().at(current));
        }
        for (Task task : image.tasks()) {
            if (tasks.size() >= MOST_TASKS) {
                break;
            }
            tasks.putIfAbsent(task.address(), task);
        }
    }

    Collection<Task> all() {
        return tasks.values();
    }

    @Nullable
    Task task(long address) {
        return tasks.get(address);
    }

    Task task(Party party) {
        Task task = tasks.get(party.task());
        return task == null ? image.tasks().at(party.task()) : task;
    }

    /** Whether an address is on the kernel stack of the task that a pointer is to. */
    boolean isOnStackOf(long pointer, long address) {
        Task task = tasks.get(pointer);
        if (task == null) {
            return false;
        }
        try {
            long start = task.stackStart();
            return address - start >= 0 && address - start < stackBytes;
        } catch (UnreadableException e) {
            return false;
        }
    }

    long stackEnd(Task task) {
        return task.stackStart() + stackBytes;
    }

    /** The task that is current on a CPU; null if that cannot be read. */
    @Nullable
    Party onCpu(int cpu) {
        try {
            return of(image.perCpu().currentTask(cpu));
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    /** null if there is no such task. */
    @Nullable
    Party of(long address) {
        Party party = known.get(address);
        Task task = tasks.get(address);
        if (party == null && task != null) {
            party = party(task);
            known.put(address, party);
        }
        return party;
    }

    private Party party(Task task) {
        Integer cpu = cpus.get(task.address());
        String name;
        int pid;
        try {
            pid = task.pid();
            name = task.comm() + (cpu == null ? " (pid " + pid + ")" : ", pid " + pid);
        } catch (UnreadableException e) {
            pid = -1;
            name = "a task that is not in the dump";
        }
        return cpu == null
                ? new Party("task " + pid, name, task.address(), -1)
                : new Party("cpu " + cpu, "CPU " + cpu + " (" + name + ")", task.address(), cpu);
    }
}
