// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.TaskPointerMismatch;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the evidence for a wrong task in the timer tick is argued. */
public final class TaskEvidence {
    private final ExceptionContext fault;
    private final FatalFault fatal;
    private final FaultExplanation explanation;
    private final TaskPointerMismatch mismatch;
    private final Frame tick;
    private final @Nullable AddressIdentity there;
    private final @Nullable CpuState cpu;

    /**
     * @param tick the innermost frame of the tick
     * @param there what lies at the wrong pointer, if known: one {@link AddressIdentity} or none
     * @param cpus the CPU of the tick, if known: one {@link CpuState} or none
     */
    public TaskEvidence(
            FatalFault fatal,
            FaultExplanation explanation,
            TaskPointerMismatch mismatch,
            Frame tick,
            List<?> there,
            List<?> cpus) {
        this.fault = fatal.context();
        this.fatal = fatal;
        this.explanation = explanation;
        this.mismatch = mismatch;
        this.tick = tick;
        this.there = there.isEmpty() ? null : (AddressIdentity) there.get(0);
        this.cpu = cpus.isEmpty() ? null : (CpuState) cpus.get(0);
    }

    /** Confirmed where the code, or the function that is known to be given the task, shows what the pointer should be. */
    public Confidence confidence() {
        return isProved() ? Confidence.CONFIRMED : Confidence.POSSIBLE;
    }

    private boolean isProved() {
        return mismatch.traced() || Functions.isGivenCurrent(fault.rip().symbol());
    }

    public String cpu() {
        return cpu == null ? "its CPU" : "CPU " + cpu.cpu();
    }

    /** The functions that may have changed the pointer, as the object of a sentence. */
    public String suspects() {
        return mismatch.between().isEmpty() ? "the functions on the way" : String.join(", ", mismatch.between());
    }

    public String unknownCause() {
        return "who changed the pointer: "
                + (mismatch.between().isEmpty() ? "a probe or hook on the way" : "one of " + suspects())
                + ", an interrupt taken there, or the CPU";
    }

    public @Nullable String unprovedPointer() {
        return isProved()
                ? null
                : "that " + mismatch.register() + " was meant to be the task: not all code on the way was read";
    }

    public @Nullable String unreadMember() {
        return mismatch.rightMember() == null ? "what the real task has at the same place" : null;
    }

    public List<Evidence> steps() {
        Source computed = Source.computed(mismatch.wrong() + " XOR " + mismatch.right());
        List<Evidence> steps = new ArrayList<>();
        steps.add(new Evidence(
                (fault.faultAddress() == null ? "A fault" : "A page fault at " + fault.faultAddress()) + " interrupted "
                        + fault.rip() + " in the timer tick (" + tick.location() + "), and nobody handled it: "
                        + fatal.how(),
                fault.source()));
        steps.add(new Evidence(
                "The faulting instruction is " + explanation.instruction() + ": " + explanation.arithmetic(),
                explanation.source()));
        steps.addAll(Phrases.origin(explanation));
        steps.add(new Evidence(
                "So it went through " + mismatch.register() + " = " + mismatch.wrong() + " (" + mismatch.operand()
                        + (mismatch.member() == null ? "" : ", task->" + mismatch.member()) + ")"
                        + (mismatch.passedAs() == null ? "" : "; that is " + mismatch.passedAs()),
                fault.source()));
        steps.add(new Evidence(
                "The task of " + cpu() + " is " + mismatch.right() + task(cpu)
                        + (mismatch.current() == null
                                ? ""
                                : ": per-CPU current_task at " + mismatch.current() + " says so"),
                mismatch.current() == null ? fault.source() : read(mismatch.current(), "per-CPU current_task")));
        steps.add(new Evidence(place(mismatch.wrong()), there == null ? computed : there.source()));
        int bits = mismatch.bitsDifferent();
        steps.add(new Evidence(
                "The right and the wrong pointer differ in " + bits
                        + (bits == 1 ? " bit: a single-bit flip" : " bits: no single-bit flip"),
                computed));
        if (mismatch.rightMember() != null) {
            steps.add(new Evidence(
                    "The real task is healthy there: its "
                            + (mismatch.member() == null
                                    ? "member at " + Word.of(mismatch.offset()).brief()
                                    : mismatch.member())
                            + " is " + mismatch.rightMember(),
                    read(mismatch.right(), "task_struct")));
        }
        steps.add(new Evidence(
                "The task was loaded into " + mismatch.carrier() + " by " + mismatch.load() + " at "
                        + mismatch.loadedAt()
                        + (mismatch.calls().isEmpty() ? "" : ", then: " + String.join("; ", mismatch.calls())),
                mismatch.source()));
        steps.add(new Evidence(
                mismatch.between().isEmpty()
                        ? "No function is called between the load and the handing over"
                        : "Between the load and the handing over, these functions ran and had to give back "
                                + mismatch.carrier() + " as it was: " + suspects(),
                mismatch.source()));
        if (mismatch.patched() != null) {
            steps.add(new Evidence(
                    "On that way the entry of a function is hooked by a probe, a tracer or a live patch: "
                            + mismatch.patched(),
                    mismatch.source()));
        }
        return steps;
    }

    /** Nobody, if several functions ran on the way and none of them is hooked. */
    public @Nullable String suspect() {
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

    private Source read(Word address, String what) {
        boolean text = fault.source().kind() == Source.Kind.TRANSCRIPT;
        return text ? Source.transcript(what + " at " + address) : Source.memory(address, what);
    }

    private static String task(@Nullable CpuState cpu) {
        return cpu == null || cpu.comm() == null ? "" : " (" + cpu.comm() + ", pid " + cpu.pid() + ")";
    }

    private String place(Word wrong) {
        if (there != null && "init_task".equals(there.name())) {
            return wrong + " is in init_task, the first idle task: a task, but not this CPU's";
        }
        if (there != null && there.kind() != AddressIdentity.Kind.UNKNOWN) {
            String name = there.name() == null
                    ? ""
                    : " (" + there.name()
                            + (there.offset() == null
                                    ? ""
                                    : "+" + Word.of(there.offset()).brief()) + ")";
            return switch (there.kind()) {
                case KERNEL_DATA ->
                    wrong + " is static data of the kernel image" + name
                            + ", where no task but init_task lives; tasks are in the direct map";
                case KERNEL_TEXT, MODULE_TEXT -> wrong + " is code" + name + ", not a task";
                case MODULE_DATA -> wrong + " is data of a module" + name + ", not a task";
                case TASK_STACK, INTERRUPT_STACK, EXCEPTION_STACK -> wrong + " is on a stack" + name + ", not a task";
                case USER_SPACE, NULL_PAGE, NON_CANONICAL, ERROR_POINTER ->
                    wrong + " is no kernel address, and no task";
                case DIRECT_MAP, SLAB_OBJECT ->
                    wrong + " is in the direct map, as tasks are, but another object than the current task";
                case TASK_STRUCT -> wrong + " is in the task_struct of another task" + name;
                case PER_CPU -> wrong + " is a per-CPU variable" + name + ", not a task";
                default -> wrong + " is not in the direct map, where tasks are";
            };
        }
        Word code = fault.rip().address();
        return code != null && Addresses.isInImageOf(wrong, fault.rip())
                ? wrong + " is static data of the kernel image, "
                        + Word.of(Math.abs(wrong.minus(code))).brief() + " bytes "
                        + (wrong.compareTo(code) > 0 ? "above" : "below") + " the faulting code " + code
                        + ": no task but init_task lives there; tasks are in the direct map"
                : wrong + " is not the current task; what lies there is not known";
    }
}
