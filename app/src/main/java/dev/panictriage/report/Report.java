// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.engine.Probe;
import dev.panictriage.engine.Triage;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.FrameSource;
import dev.panictriage.facts.LocalVariable;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.rules.PrimaryOops;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A triage, arranged for reading: what every renderer shows, and how its parts hang together. */
public final class Report {
    private final Input input;
    private final Triage triage;
    private final FrameIndex frames;

    public Report(Input input, Triage triage) {
        this.input = input;
        this.triage = triage;
        this.frames = new FrameIndex(triage.facts());
    }

    public Input input() {
        return input;
    }

    public Triage triage() {
        return triage;
    }

    /** What was observed, before it is triaged. */
    public record Facts(Input input, List<Fact> facts) {
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    /** The only fact of its kind, or the first. */
    public <T extends Fact> Optional<T> first(Class<T> type) {
        for (Fact fact : triage.facts()) {
            if (type.isInstance(fact)) {
                return Optional.of(type.cast(fact));
            }
        }
        return Optional.empty();
    }

    public <T extends Fact> List<T> all(Class<T> type) {
        List<T> facts = new ArrayList<>();
        for (Fact fact : triage.facts()) {
            if (type.isInstance(fact)) {
                facts.add(type.cast(fact));
            }
        }
        return facts;
    }

    public List<Diagnosis> diagnoses() {
        return triage.diagnoses();
    }

    /** Questions that nobody could answer: what to look up next. */
    public List<Probe> open() {
        return triage.open();
    }

    /** Whether there is any sign of a crash at all. */
    public boolean isCrash() {
        return !diagnoses().isEmpty()
                || first(PanicEvent.class).isPresent()
                || first(Oops.class).isPresent();
    }

    /** Whether too little could be read to tell a crash from a healthy machine: neither its log nor its CPUs. */
    public boolean isBlind() {
        return !isCrash()
                && all(CpuState.class).isEmpty()
                && !all(Unreadable.class).isEmpty();
    }

    /** The stack to show first: the panicking CPU's; for text, the one of the first report in the log. */
    public Optional<String> mainStack() {
        Optional<String> panicking = first(PanicEvent.class)
                .map(PanicEvent::cpu)
                .map(CpuState::stackOf)
                .filter(stack -> !frames(stack).isEmpty());
        return panicking.isPresent()
                ? panicking
                : primaryOops().map(Oops::stack).filter(stack -> !frames(stack).isEmpty());
    }

    /** The report in the log by which the crash is named. */
    public Optional<Oops> primaryOops() {
        return Optional.ofNullable(PrimaryOops.of(triage.facts()));
    }

    /** Innermost first. */
    public List<Frame> frames(String stack) {
        return frames.of(stack);
    }

    /** What debugging information says of a frame. */
    public Optional<FrameSource> sourceOf(Frame frame) {
        return frames.sourceOf(frame);
    }

    /** The parameters and variables of a frame. */
    public List<LocalVariable> variablesOf(Frame frame) {
        return frames.variablesOf(frame);
    }

    /** The exceptions on a stack, latest first. */
    public List<ExceptionContext> contexts(String stack) {
        return all(ExceptionContext.class).stream()
                .filter(context -> context.stack().equals(stack))
                .sorted(Comparator.comparingInt(ExceptionContext::order).reversed())
                .toList();
    }

    /**
     * The context that matters most on a stack: the first fault in the kernel, else the latest exception that
     * interrupted the kernel.
     */
    public Optional<ExceptionContext> mainContext(String stack) {
        List<ExceptionContext> kernel = contexts(stack).stream()
                .filter(context -> !Boolean.TRUE.equals(context.user()))
                .toList();
        return kernel.stream()
                .filter(context -> context.kind().isFault() && context.faultAddress() != null)
                .reduce((later, earlier) -> earlier)
                .or(() -> kernel.stream()
                        .filter(context -> context.kind().isFault())
                        .reduce((later, earlier) -> earlier))
                .or(() -> kernel.stream().findFirst());
    }
}
