// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.CpuMask;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import dev.panictriage.rules.Functions;
import dev.panictriage.unwind.Call;
import dev.panictriage.unwind.UnwoundStack;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each CPU was doing: its task, its stack, and the exceptions on that stack. */
final class CpuExtractor implements Extractor {
    @Override
    public String subject() {
        return "CPUs";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        CpuRegisters registers = CpuRegisters.of(kernel.image());
        Integer panicCpu = PanicPlace.cpu(kernel, facts);
        // CPUs that the panic stopped are no longer online, so all that exist are asked.
        CpuMask present = kernel.image().perCpu().present();
        for (int cpu = present.next(0); cpu >= 0; cpu = present.next(cpu + 1)) {
            try {
                extract(kernel, facts, cpu, panicCpu != null && panicCpu == cpu, registers.of(cpu));
            } catch (UnreadableException | MissingTypeException e) {
                facts.missing("CPU " + cpu, String.valueOf(e.getMessage()));
            }
        }
        PanicPlace.refine(kernel, facts, panicCpu);
    }

    private static void extract(
            KernelView kernel, FactSink facts, int cpu, boolean panicked, Optional<CpuRegisters.Saved> saved) {
        Task task = currentTask(kernel, facts, cpu);
        Boolean interruptsEnabled = null;
        Location runs = null;
        if (saved.isPresent()) {
            PtRegs start = saved.get().registers();
            UnwoundStack unwound = kernel.unwinder().unwind(start);
            Kind startedBy = stoppedBy(kernel, start, panicked, cpu);
            StackFacts stack = new StackFacts(kernel, facts, CpuState.stackOf(cpu));
            stack.add(unwound, startedBy, saved.get().source());
            if (panicked) {
                stack.addVariables(unwound);
            }
            if (unwound.incomplete() != null) {
                facts.missing("rest of the stack of CPU " + cpu, unwound.incomplete());
            }
            PtRegs interrupted = startedBy != null ? start : firstSaved(unwound);
            interruptsEnabled = interrupted == null ? null : (Boolean) interrupted.interruptsEnabled();
            runs = interrupted == null ? null : kernel.locate(interrupted.ip());
        }
        if (task == null && saved.isEmpty()) {
            return;
        }
        facts.add(new CpuState(
                cpu,
                task == null ? null : Word.of(task.address()),
                task == null ? null : (Integer) task.pid(),
                task == null ? null : task.comm(),
                task == null
                        ? null
                        : (Boolean) (kernel.image().tasks().idle(cpu).address() == task.address()),
                interruptsEnabled,
                runs,
                saved.isPresent(),
                task == null ? null : (Integer) kernel.image().perCpu().preemptCount(cpu),
                saved.isPresent()
                        ? saved.get().source()
                        : Source.memory(Word.of(task == null ? 0 : task.address()), "current task")));
    }

    /** Null if the dump lost it; the registers, which also stand in the dump's notes, may be whole. */
    private static @Nullable Task currentTask(KernelView kernel, FactSink facts, int cpu) {
        try {
            Task task = kernel.image().tasks().current(cpu);
            // What is asked for next, all of the same few pages.
            task.pid();
            kernel.image().tasks().idle(cpu);
            kernel.image().perCpu().preemptCount(cpu);
            return task;
        } catch (UnreadableException | MissingTypeException e) {
            facts.missing("the task of CPU " + cpu, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What stopped the code that the saved registers are of; null if that code saved them itself, in panic(). */
    private static @Nullable Kind stoppedBy(KernelView kernel, PtRegs start, boolean panicked, int cpu) {
        if (start.isUser()) {
            return Kind.NMI;
        }
        String function = kernel.locate(start.ip()).symbol();
        if (Functions.isPanicPath(function)) {
            return null;
        }
        // oops_end() hands the registers of the exception to the crash kernel.
        return panicked ? SavedByEntry.kindOf(kernel, start, cpu) : Kind.NMI;
    }

    private static @Nullable PtRegs firstSaved(UnwoundStack unwound) {
        List<Call> calls = unwound.calls();
        for (int i = 1; i < calls.size(); i++) {
            PtRegs registers = calls.get(i).registers();
            if (registers != null) {
                return registers;
            }
        }
        return unwound.user();
    }
}
