// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.ThreadInfo;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import java.util.List;

/** The thread_info of the tasks on the CPUs, in kernels that keep it on the stack and tell the CPU by it. */
final class ThreadInfoExtractor implements Extractor {
    private static final long HALF = 0xffff_ffffL;

    @Override
    public String subject() {
        return "thread_info";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        List<Task> tasks = facts.all(Task.class);
        for (Task task : tasks) {
            Word stack = task.stackStart();
            if (stack == null || isInTask(kernel, task)) {
                return;
            }
            try {
                KernelObject info = kernel.image().variables().object("thread_info", stack.value());
                if (!info.has("cpu")) {
                    return;
                }
                long origin = stack.value();
                boolean counts = info.has("preempt_count");
                facts.add(new ThreadInfo(
                        stack,
                        task.pid(),
                        null,
                        null,
                        info.number("cpu") & HALF,
                        info.addressOf("cpu") - origin,
                        counts ? (Long) (info.number("preempt_count") & HALF) : null,
                        counts ? (Long) (info.addressOf("preempt_count") - origin) : null,
                        kernel.image().perCpu().count(),
                        List.of(),
                        Source.memory(stack, "thread_info")));
            } catch (UnreadableException | MissingTypeException e) {
                facts.missing("thread_info of pid " + task.pid(), String.valueOf(e.getMessage()));
            }
        }
    }

    /** CONFIG_THREAD_INFO_IN_TASK, x86 since 15f4eae70d36 (4.9). */
    private static boolean isInTask(KernelView kernel, Task task) {
        return kernel.image().tasks().at(task.address().value()).object().has("thread_info");
    }
}
