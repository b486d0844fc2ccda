// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.RootBlocker;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.WaitCycle;
import dev.panictriage.locks.LockGraph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who waits for whom, and where the chains of waits end; with the stacks of those that turn out to matter. */
final class LockExtractor implements Extractor {
    @Override
    public String subject() {
        return "who waits for whom";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        boolean stalled = isStalled(facts);
        boolean spins = !facts.all(SpinLoop.class).isEmpty();
        if (!stalled && !spins && (isFault(facts) || !isAnyBlocked(facts))) {
            return;
        }
        LockGraph graph = new LockGraph(kernel.image(), kernel.unwinder(), kernel, cpus(kernel, facts));
        List<Fact> found = graph.facts(stalled);
        addStacks(kernel, facts, graph, named(found));
        found.forEach(facts::add);
    }

    /** Whether the machine died of a fault, and of no wait: what waits then, waits for the one that faulted. */
    private static boolean isFault(FactSink facts) {
        for (PanicEvent panic : facts.all(PanicEvent.class)) {
            for (ExceptionContext context : facts.all(ExceptionContext.class)) {
                if (panic.cpu() != null
                        && context.stack().equals(CpuState.stackOf(panic.cpu()))
                        && FaultExtractor.isKernelFault(context)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAnyBlocked(FactSink facts) {
        for (Task task : facts.all(Task.class)) {
            if ("D".equals(task.state())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the log complains of a grace period that does not end. */
    private static boolean isStalled(FactSink facts) {
        for (PanicEvent panic : facts.all(PanicEvent.class)) {
            if (panic.message().contains("RCU Stall")) {
                return true;
            }
        }
        for (Oops oops : facts.all(Oops.class)) {
            if (oops.kind() == Oops.Kind.RCU_STALL) {
                return true;
            }
        }
        return false;
    }

    private static List<LockGraph.Cpu> cpus(KernelView kernel, FactSink facts) {
        CpuRegisters registers = CpuRegisters.of(kernel.image());
        List<LockGraph.Cpu> cpus = new ArrayList<>();
        for (CpuState cpu : facts.all(CpuState.class)) {
            if (cpu.task() != null) {
                long task = cpu.task().value();
                registers
                        .of(cpu.cpu())
                        .ifPresent(saved -> cpus.add(
                                new LockGraph.Cpu(cpu.cpu(), task, saved.registers(), loopOf(cpu, facts), cpu.runs())));
            }
        }
        return cpus;
    }

    /** The loop that was interrupted last: it is what the CPU was in when it stopped. */
    private static @Nullable SpinLoop loopOf(CpuState cpu, FactSink facts) {
        SpinLoop last = null;
        for (SpinLoop loop : facts.all(SpinLoop.class)) {
            if (loop.stack().equals(cpu.stack()) && (last == null || loop.order() > last.order())) {
                last = loop;
            }
        }
        return last;
    }

    /** The stacks that a cycle or a chain names. */
    private static Set<String> named(List<Fact> found) {
        Set<String> names = new HashSet<>();
        for (Fact fact : found) {
            List<LockWait> waits = fact instanceof WaitCycle cycle
                    ? cycle.waits()
                    : fact instanceof RootBlocker root ? root.chain() : List.of();
            for (LockWait wait : waits) {
                names.add(wait.waiter());
                names.add(String.valueOf(wait.holder()));
            }
        }
        return names;
    }

    /** Those that are blocked have theirs already, but for a lock's owner it takes more than sleep to be of interest. */
    private static void addStacks(KernelView kernel, FactSink facts, LockGraph graph, Set<String> named) {
        Set<String> known = new HashSet<>();
        for (Task task : facts.all(Task.class)) {
            known.add(task.stack());
        }
        for (dev.panictriage.kernel.Task task : graph.sleepers()) {
            if (named.contains("task " + task.pid()) && !known.contains("task " + task.pid())) {
                BlockedTaskExtractor.addWithStack(kernel, facts, task);
            }
        }
    }
}
