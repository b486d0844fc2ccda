// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.TaskPointerMismatch;
import dev.panictriage.facts.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the evidence for a wrong task in the timer tick is argued. */
public final class TaskEvidence {
    private TaskEvidence() {}

    /**
     * @param what what lies at the wrong pointer, if known: one {@link AddressIdentity} or none
     * @param cpus the CPU of the tick, if known: one {@link CpuState} or none
     */
    public static Diagnosis of(
            ExceptionContext fault,
            FatalFault fatal,
            FaultExplanation explanation,
            TaskPointerMismatch mismatch,
            Frame tick,
            List<?> what,
            List<?> cpus) {
        AddressIdentity there = what.isEmpty() ? null : (AddressIdentity) what.get(0);
        CpuState cpu = cpus.isEmpty() ? null : (CpuState) cpus.get(0);
        Source computed = Source.computed(mismatch.wrong() + " XOR " + mismatch.right());
        boolean proved = mismatch.traced() || Functions.isGivenCurrent(fault.rip().symbol());
        Diagnosis.Builder diagnosis = Diagnosis.cause(
                        "wrong-task-in-timer-tick", proved ? Confidence.CONFIRMED : Confidence.POSSIBLE)
                .title("the timer tick worked on " + mismatch.wrong() + ", which is not the task of "
                        + (cpu == null ? "its CPU" : "CPU " + cpu.cpu()))
                .culprit(Culprit.Kind.FUNCTION, suspect(mismatch, fault))
                .summary("The tick loaded the current task into " + mismatch.carrier()
                        + ", and what came out at the fault is another value: a register was not given back as it was, "
                        + "or something changed it on the way.")
                .because((fault.faultAddress() == null ? "A fault" : "A page fault at " + fault.faultAddress()) + " interrupted " + fault.rip() + " in the timer tick ("
                        + tick.location() + "), and nobody handled it: " + fatal.how(), fault.source())
                .because("The faulting instruction is " + explanation.instruction() + ": " + explanation.arithmetic(),
                        explanation.source());
        if (explanation.origin() != null) {
            diagnosis.because(explanation.badRegister() + " was " + explanation.origin(), explanation.source());
        }
        diagnosis.because("So it went through " + mismatch.register() + " = " + mismatch.wrong() + " (" + mismatch.operand()
                + (mismatch.member() == null ? "" : ", task->" + mismatch.member()) + ")"
                + (mismatch.passedAs() == null ? "" : "; that is " + mismatch.passedAs()), fault.source());
        diagnosis.because("The task of this CPU is " + mismatch.right() + task(cpu)
                + (mismatch.current() == null ? "" : ": per-CPU current_task at " + mismatch.current() + " says so"),
                mismatch.current() == null
                        ? fault.source()
                        : read(fault, mismatch.current(), "per-CPU current_task"));
        diagnosis.because(place(mismatch.wrong(), there, fault), there == null ? computed : there.source());
        int bits = mismatch.bitsDifferent();
        diagnosis.because("The right and the wrong pointer differ in " + bits + (bits == 1
                ? " bit: a single-bit flip"
                : " bits: no single-bit flip"), computed);
        if (mismatch.rightMember() != null) {
            diagnosis.because("The real task is healthy there: its "
                    + (mismatch.member() == null ? "member at " + Word.of(mismatch.offset()).brief() : mismatch.member())
                    + " is " + mismatch.rightMember(), read(fault, mismatch.right(), "task_struct"));
        }
        diagnosis.because("The task was loaded into " + mismatch.carrier() + " by " + mismatch.load() + " at "
                + mismatch.loadedAt() + (mismatch.calls().isEmpty() ? "" : ", then: " + String.join("; ", mismatch.calls())),
                mismatch.source());
        diagnosis.because(mismatch.between().isEmpty()
                ? "No function is called between the load and the handing over"
                : "Between the load and the handing over, these functions ran and had to give back " + mismatch.carrier()
                        + " as it was: " + String.join(", ", mismatch.between()), mismatch.source());
        if (mismatch.patched() != null) {
            diagnosis.because("On that way the entry of a function is hooked by a probe, a tracer or a live patch: "
                    + mismatch.patched(), mismatch.source());
        }
        return diagnosis
                .missing("who changed the pointer: " + (mismatch.between().isEmpty()
                        ? "a probe or hook on the way, an interrupt taken there, or the CPU"
                        : "one of " + String.join(", ", mismatch.between()) + ", an interrupt taken there, or the CPU"))
                .missing(proved ? null : "that " + mismatch.register() + " was meant to be the task: not all code on the way was read")
                .missing(mismatch.rightMember() == null ? "what the real task has at the same place" : null)
                .refutedBy("a current_task of this CPU that was itself overwritten: the task of the stack and the scheduler's rq->curr tell")
                .explains("null-dereference", "hard-lockup", "soft-lockup", "rcu-stall", "deliberate-panic")
                .advise(mismatch.patched() == null
                        ? "Look at the slots on the interrupt stack in which "
                                + (mismatch.between().isEmpty() ? "the functions on the way" : String.join(", ", mismatch.between()))
                                + " saved " + mismatch.carrier() + ": a wrong value there is a corrupted stack, a right one is the CPU."
                        : "Find who hooked it (kprobes, ftrace, live patches, eBPF) and whether it changes registers: "
                                + mismatch.patched() + ".")
                .advise("Compare microcode and BIOS or firmware level with machines that do not show it.")
                .advise("Ask for out-of-tree modules, probes and hooks in the tick. A kernel update alone is not known to fix it.")
                .build();
    }

    /** Nobody, if several functions ran on the way and none of them is hooked. */
    private static @Nullable String suspect(TaskPointerMismatch mismatch, ExceptionContext fault) {
        String hooked = mismatch.patched();
        if (hooked != null) {
            return hooked.substring(0, hooked.indexOf(' '));
        }
        return switch (mismatch.between().size()) {
            case 0 -> fault.rip().symbol();
            case 1 -> mismatch.between().get(0);
            default -> null;
        };
    }

    private static Source read(ExceptionContext fault, Word address, String what) {
        boolean text = fault.source().kind() == Source.Kind.TRANSCRIPT;
        return text ? Source.transcript(what + " at " + address) : Source.memory(address, what);
    }

    private static String task(@Nullable CpuState cpu) {
        return cpu == null || cpu.comm() == null ? "" : " (" + cpu.comm() + ", pid " + cpu.pid() + ")";
    }

    private static String place(Word wrong, @Nullable AddressIdentity there, ExceptionContext fault) {
        if (there != null && "init_task".equals(there.name())) {
            return wrong + " is in init_task, the first idle task: a task, but not this CPU's";
        }
        boolean known = there != null && there.kind() != AddressIdentity.Kind.UNKNOWN;
        if (there != null && known) {
            String name = there.name() == null ? "" : " (" + there.name()
                    + (there.offset() == null ? "" : "+" + Word.of(there.offset()).brief()) + ")";
            return switch (there.kind()) {
                case KERNEL_DATA -> wrong + " is static data of the kernel image" + name
                        + ", where no task but init_task lives; tasks are in the direct map";
                case KERNEL_TEXT, MODULE_TEXT -> wrong + " is code" + name + ", not a task";
                case MODULE_DATA -> wrong + " is data of a module" + name + ", not a task";
                case TASK_STACK, INTERRUPT_STACK, EXCEPTION_STACK -> wrong + " is on a stack" + name + ", not a task";
                case USER_SPACE, NULL_PAGE, NON_CANONICAL, ERROR_POINTER -> wrong + " is no kernel address, and no task";
                case DIRECT_MAP, SLAB_OBJECT -> wrong + " is in the direct map, as tasks are, but another object than the current task";
                default -> wrong + " is not in the direct map, where tasks are";
            };
        }
        Word code = fault.rip().address();
        return code != null && Addresses.isInImageOf(wrong, fault.rip())
                ? wrong + " is static data of the kernel image, " + Word.of(Math.abs(wrong.minus(code))).brief() + " bytes "
                        + (wrong.compareTo(code) > 0 ? "above" : "below") + " the faulting code " + code
                        + ": no task but init_task lives there; tasks are in the direct map"
                : wrong + " is not the current task; what lies there is not known";
    }
}
