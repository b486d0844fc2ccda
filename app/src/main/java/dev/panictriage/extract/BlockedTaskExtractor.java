// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import dev.panictriage.kernel.Tasks;
import dev.panictriage.unwind.UnwoundStack;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tasks that matter: those on the CPUs, and those in uninterruptible sleep with their stacks. */
final class BlockedTaskExtractor implements Extractor {
    /** A machine with more threads than this is looked at in part, and the report says so. */
    private static final int MOST_TASKS = 20_000;

    private static final int MOST_STACKS = 64;
    private static final double NANOSECONDS = 1e9;

    @Override
    public String subject() {
        return "tasks";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        Tasks tasks = kernel.image().tasks();
        Set<Word> running = new HashSet<>();
        for (CpuState cpu : facts.all(CpuState.class)) {
            if (cpu.task() != null && running.add(cpu.task())) {
                facts.add(fact(tasks, tasks.at(cpu.task().value())));
            }
        }
        int seen = 0;
        int stacks = 0;
        for (Task task : tasks) {
            if (++seen > MOST_TASKS) {
                facts.missing("tasks beyond the first " + MOST_TASKS, "too many to look at");
                return;
            }
            try {
                if (task.state() == 'D' && !running.contains(Word.of(task.address()))) {
                    dev.panictriage.facts.Task blocked = fact(tasks, task);
                    facts.add(blocked);
                    if (stacks++ < MOST_STACKS) {
                        addStack(kernel, facts, task, blocked);
                    }
                }
            } catch (UnreadableException e) {
                facts.missing("a task", String.valueOf(e.getMessage()));
            }
        }
    }

    /** A task that is on no CPU, and its stack. */
    static void addWithStack(KernelView kernel, FactSink facts, Task task) {
        dev.panictriage.facts.Task sleeping = fact(kernel.image().tasks(), task);
        facts.add(sleeping);
        addStack(kernel, facts, task, sleeping);
    }

    private static void addStack(KernelView kernel, FactSink facts, Task task, dev.panictriage.facts.Task fact) {
        Tasks.Switched switched = kernel.image().tasks().switched(task);
        UnwoundStack unwound = kernel.unwinder().unwindSleeping(switched.ip(), switched.sp(), switched.bp());
        new StackFacts(kernel, facts, fact.stack())
                .add(unwound, null, Source.memory(Word.of(task.savedStackPointer()), "saved by the scheduler"));
    }

    private static dev.panictriage.facts.Task fact(Tasks tasks, Task task) {
        return new dev.panictriage.facts.Task(
                Word.of(task.address()),
                task.pid(),
                task.tgid(),
                task.comm(),
                String.valueOf(task.state()),
                task.cpu(),
                Word.of(task.stackStart()),
                tasks.stackBytes(),
                endMagic(tasks, task),
                blockedSeconds(tasks, task),
                Source.memory(Word.of(task.address()), "task_struct"));
    }

    private static @Nullable Word endMagic(Tasks tasks, Task task) {
        try {
            return Word.of(tasks.stackEndMagic(task));
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    private static @Nullable Double blockedSeconds(Tasks tasks, Task task) {
        try {
            return tasks.isOnCpu(task) ? null : (Double) (tasks.nanosecondsSinceRun(task) / NANOSECONDS);
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }
}
