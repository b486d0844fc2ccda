// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.ListWalk;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.Variables;
import dev.panictriage.locks.Wait.Holder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The threads of workqueues, and the work that each of them does: kernel/workqueue.c. */
final class Workers {
    /** PF_KTHREAD and PF_WQ_WORKER of include/linux/sched.h. */
    private static final long KTHREAD = 0x0020_0000;

    private static final long WORKER = 0x20;
    private static final int MOST_SCHEDULED = 4096;

    private final Kernel image;
    private final Variables variables;
    private final Parties parties;

    Workers(Kernel image, Parties parties) {
        this.image = image;
        this.variables = image.variables();
        this.parties = parties;
    }

    /** The struct kthread of a kernel thread. */
    static Optional<KernelObject> kthread(Task task, Types.Struct type) {
        if ((task.object().number("flags") & KTHREAD) == 0) {
            return Optional.empty();
        }
        // In set_child_tid until e32cf5dfbe22 (5.17).
        String member = task.object().firstOf("worker_private", "set_child_tid");
        long address = task.object().number(member);
        return address == 0
                ? Optional.empty()
                : Optional.of(new KernelObject(task.object().memory(), type, address));
    }

    /**
     * The wait of flush_work() or cancel_work_sync(): for a wq_barrier behind the work, which the worker that does the work has
     * on its list.
     *
     * @param completion of the wq_barrier
     * @return null if it is in no wq_barrier that a worker has
     */
    @Nullable
    Wait executing(long completion, int frame) {
        Types.Struct barrier = variables.type("wq_barrier");
        long entry = completion - SleepWaits.offset(barrier, "done") + SleepWaits.offset(barrier, "work.entry");
        Types.Struct kthread = variables.type("kthread");
        Types.Struct worker = variables.type("worker");
        for (Task task : parties.all()) {
            try {
                if ((task.object().number("flags") & WORKER) == 0) {
                    continue;
                }
                Optional<KernelObject> thread = kthread(task, kthread);
                long data = thread.isEmpty() ? 0 : thread.get().number("data");
                KernelObject own = new KernelObject(image.memory(), worker, data);
                if (data == 0 || own.number("task") != task.address() || !isScheduled(own, entry)) {
                    continue;
                }
                long work = own.number("current_work");
                long function = own.number("current_func");
                String name = image.symbols()
                        .at(function)
                        .map(symbol -> symbol.name())
                        .orElse(Word.of(function).toString());
                return new Wait(
                        Kind.WORK,
                        work,
                        frame,
                        List.of(new Holder(task.address(), Holding.READ, "")),
                        "its wq_barrier is on the list of the worker that executes the work, in " + name + "()");
            } catch (UnreadableException | MissingTypeException e) {
                // this worker is not known, others may be
            }
        }
        return null;
    }

    private static boolean isScheduled(KernelObject worker, long entry) {
        ListWalk scheduled = new ListWalk(worker.memory(), worker.addressOf("scheduled"));
        for (int i = 0; i < MOST_SCHEDULED && scheduled.next(); i++) {
            if (scheduled.node() == entry) {
                return true;
            }
        }
        return false;
    }
}
