// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import dev.panictriage.kernel.Types;
import dev.panictriage.locks.Wait.Holder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who has to complete a completion, where what it lies in tells: a kernel thread, a work item, a grace period. */
final class CompletionWaits {
    private final Kernel image;
    private final Parties parties;
    private final Workers workers;

    CompletionWaits(Kernel image, Parties parties) {
        this.image = image;
        this.parties = parties;
        workers = new Workers(image, parties);
    }

    /** @param completion its address; absent if it was not found */
    Wait of(Kind kind, @Nullable Long completion, int frame, boolean expedited) {
        if (kind == Kind.RCU) {
            RcuBlockers.Blockers blockers = RcuBlockers.of(image, parties, expedited);
            return new Wait(kind, null, frame, blockers.holders(), blockers.evidence());
        }
        if (completion == null) {
            return new Wait(kind, null, frame, List.of(), "the completion that it waits for was not found");
        }
        if (kind == Kind.WORK) {
            Wait work = workers.executing(completion, frame);
            if (work != null) {
                return work;
            }
        }
        Wait thread = ofThread(completion, frame);
        return thread != null
                ? thread
                : new Wait(
                        Kind.COMPLETION,
                        completion,
                        frame,
                        List.of(),
                        "it is on the completion's list, which does not say who will complete it");
    }

    /** kthread_stop(), kthread_park() and vfork() wait for a completion that belongs to one task. */
    private @Nullable Wait ofThread(long completion, int frame) {
        Types.Struct kthread = image.types().struct("kthread").orElse(null);
        for (Task task : parties.all()) {
            try {
                String what = kthread == null ? null : completionOf(task, kthread, completion);
                if (task.object().has("vfork_done") && task.object().number("vfork_done") == completion) {
                    what = "vfork_done";
                }
                Party party = what == null ? null : parties.of(task.address());
                if (party != null) {
                    return new Wait(
                            Kind.COMPLETION,
                            completion,
                            frame,
                            List.of(new Holder(task.address(), Holding.READ, "")),
                            "the completion is " + what + " of " + party.who());
                }
            } catch (UnreadableException | MissingTypeException e) {
                // this task is not known, others may be
            }
        }
        return null;
    }

    private static @Nullable String completionOf(Task task, Types.Struct kthread, long completion) {
        Optional<KernelObject> own = Workers.kthread(task, kthread);
        if (own.isEmpty()) {
            return null;
        }
        for (String member : new String[] {"exited", "parked"}) {
            if (own.get().has(member) && own.get().addressOf(member) == completion) {
                return "kthread." + member + " at " + Word.of(completion);
            }
        }
        return null;
    }
}
