// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.CpuMask;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.PerCpu;
import dev.panictriage.kernel.Types;
import dev.panictriage.locks.Wait.Holder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CPU whose answer to an IPI another waits for: csd_lock_wait() of kernel/smp.c. */
final class IpiWaits {
    private static final int MOST_QUEUED = 10_000;

    private final Kernel image;
    private final Parties parties;

    IpiWaits(Kernel image, Parties parties) {
        this.image = image;
        this.parties = parties;
    }

    /**
     * @param polled the flags of the call_single_data that the CPU watches
     * @param frame the first call outside the functions that wait
     */
    Wait of(int cpu, @Nullable Long polled, int frame) {
        if (polled == null) {
            return new Wait(
                    Kind.IPI,
                    null,
                    frame,
                    List.of(),
                    "the call_single_data that it watches was not found in its registers");
        }
        try {
            Types.Struct type = image.types()
                    .struct("__call_single_data")
                    .orElseThrow(() -> new MissingTypeException("struct __call_single_data"));
            String flags = type.member("node.u_flags").isPresent() ? "node.u_flags" : "flags";
            long data = polled - SleepWaits.offset(type, flags);
            int queued = queuedOn(data, type);
            int target = queued >= 0 ? queued : slotOf(cpu, data);
            Party party = target < 0 ? null : parties.onCpu(target);
            String what = "it watches the flags of the call_single_data at " + Word.of(data);
            if (party == null) {
                return new Wait(Kind.IPI, data, frame, List.of(), what + "; for which CPU that is was not found");
            }
            return new Wait(
                    queued >= 0 ? Kind.IPI_SENT : Kind.IPI,
                    data,
                    frame,
                    List.of(new Holder(party.task(), Holding.READ, "")),
                    what
                            + (queued >= 0
                                    ? ", which is still on the call_single_queue of CPU " + target
                                    : ", which is the slot for CPU " + target
                                            + ", that has taken it off its queue and not finished it"));
        } catch (UnreadableException | MissingTypeException e) {
            return new Wait(
                    Kind.IPI, null, frame, List.of(), "whose answer it waits for cannot be read: " + e.getMessage());
        }
    }

    /** The CPU on whose queue the request still is; -1 if on none. */
    private int queuedOn(long data, Types.Struct type) {
        PerCpu perCpu = image.perCpu();
        Memory memory = image.memory();
        String link = type.member("node.llist").isPresent() ? "node.llist" : "llist";
        long wanted = data + SleepWaits.offset(type, link);
        CpuMask present = perCpu.present();
        for (int cpu = present.next(0); cpu >= 0; cpu = present.next(cpu + 1)) {
            long node = memory.u64(perCpu.address("call_single_queue", cpu));
            for (int i = 0; node != 0 && i < MOST_QUEUED; i++) {
                if (node == wanted) {
                    return cpu;
                }
                node = memory.u64(node);
            }
        }
        return -1;
    }

    /** The CPU for which the request is, if it is one of those that smp_call_function_many() keeps for each CPU; or -1. */
    private int slotOf(int cpu, long data) {
        PerCpu perCpu = image.perCpu();
        KernelObject own = image.variables().object("call_function_data", perCpu.address("cfd_data", cpu));
        // "pcpu" and a struct around the csd from 5.13 to 6.4, "csd" before and after.
        boolean wrapped = own.has("pcpu");
        long base = own.number(wrapped ? "pcpu" : "csd")
                + (wrapped ? SleepWaits.offset(image.variables().type("cfd_percpu"), "csd") : 0);
        CpuMask present = perCpu.present();
        for (int other = present.next(0); other >= 0; other = present.next(other + 1)) {
            if (base + perCpu.offset(other) == data) {
                return other;
            }
        }
        return -1;
    }
}
