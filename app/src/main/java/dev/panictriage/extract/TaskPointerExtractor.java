// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.TaskPointers;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.TaskPointerMismatch;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for faults through a pointer that should be the current task of the CPU. */
final class TaskPointerExtractor implements Extractor {
    /** Pointers that code which works on the current task follows. */
    private static final String[] POINTERS = {
        "signal",
        "sighand",
        "mm",
        "active_mm",
        "sched_class",
        "stack",
        "cred",
        "real_cred",
        "nsproxy",
        "group_leader",
        "real_parent",
        "files",
        "fs",
        "cgroups",
        "audit_context",
        "sched_task_group",
        "thread_pid",
        "perf_event_ctxp",
    };

    @Override
    public String subject() {
        return "task pointers";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        TaskPointers pointers = new TaskPointers(kernel);
        for (ExceptionContext fault : facts.all(ExceptionContext.class)) {
            CpuState cpu = cpuOf(fault, facts);
            if (cpu != null && cpu.task() != null && FaultExtractor.isKernelFault(fault)) {
                Optional<TaskPointerMismatch> mismatch =
                        pointers.mismatch(fault, callers(fault, facts), new OfDump(kernel, cpu.cpu(), cpu.task()));
                if (mismatch.isPresent()) {
                    facts.add(mismatch.get());
                    facts.add(new AddressIdentifier(kernel)
                            .identify(mismatch.get().wrong()));
                }
            }
        }
    }

    /** The CPU on whose stack a fault was taken; null if that is not known. */
    static @Nullable CpuState cpuOf(ExceptionContext fault, FactSink facts) {
        for (CpuState cpu : facts.all(CpuState.class)) {
            if (cpu.stack().equals(fault.stack())) {
                return cpu;
            }
        }
        return null;
    }

    /** Up to the next exception: what that one interrupted handed nothing on. */
    static List<Frame> callers(ExceptionContext fault, FactSink facts) {
        List<Frame> callers = new ArrayList<>();
        for (Frame frame : facts.all(Frame.class)) {
            if (frame.stack().equals(fault.stack()) && fault.frame() != null && frame.index() > fault.frame()) {
                if (frame.context() != null) {
                    break;
                }
                if (frame.reliable()) {
                    callers.add(frame);
                }
            }
        }
        return callers;
    }

    private record OfDump(KernelView kernel, int number, Word current) implements TaskPointers.Cpu {
        @Override
        public @Nullable Word perCpuBase() {
            try {
                return Word.of(kernel.image().perCpu().offset(number));
            } catch (UnreadableException e) {
                return null;
            }
        }

        @Override
        public @Nullable String member(long offset) {
            try {
                KernelObject task = kernel.image().variables().object("task_struct", current.value());
                for (String pointer : POINTERS) {
                    if (task.has(pointer) && task.member(pointer).offset() == offset) {
                        return pointer;
                    }
                }
            } catch (MissingTypeException e) {
                // its name is then not known
            }
            return null;
        }

        @Override
        public @Nullable Word value(long offset) {
            return kernel.word(current.value() + offset).map(Word::of).orElse(null);
        }
    }
}
