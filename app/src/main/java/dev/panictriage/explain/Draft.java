// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.FaultExplanation.Step;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link FaultExplanation} in the making. */
final class Draft {
    private final ExceptionContext fault;
    private final String instruction;
    private final String place;
    private @Nullable String operandText;
    private @Nullable String base;
    private @Nullable String index;
    private @Nullable Integer scale;
    private @Nullable Long displacement;
    private @Nullable Word effectiveAddress;
    private @Nullable String origin;
    private List<Step> chain = List.of();
    Location location;

    @Nullable
    Word baseValue;

    @Nullable
    Word indexValue;

    @Nullable
    Boolean matches;

    @Nullable
    Access access;

    @Nullable
    String badRegister;

    String arithmetic = "";

    @Nullable
    String expression;

    final List<String> findings = new ArrayList<>();

    /** @param place of the instruction, in words */
    Draft(ExceptionContext fault, String instruction, String place) {
        this.fault = fault;
        this.instruction = instruction;
        this.place = place;
        location = fault.rip();
    }

    void operand(Operand.Memory operand, RegisterValues registers, @Nullable Long address) {
        operandText = FaultExplainer.operandText(operand);
        base(operand.baseRegister(), registers);
        index = operand.indexRegister();
        indexValue = FaultExplainer.word(registers, index);
        scale = operand.scale();
        displacement = operand.displacement();
        effectiveAddress = address == null ? null : Word.of(address);
    }

    void base(@Nullable String register, RegisterValues registers) {
        base = register;
        baseValue = FaultExplainer.word(registers, register);
    }

    /** Where the bad value came from; nothing if that is not known at all. */
    void trace(Trace trace) {
        String contradiction = trace.contradiction();
        if (contradiction != null) {
            findings.add(contradiction);
        }
        List<Step> steps = trace.steps();
        if (!steps.isEmpty() && steps.get(0).kind() != Step.Kind.UNKNOWN) {
            chain = steps;
            origin = trace.sentence();
            if (trace.mayHaveOthers()) {
                findings.add(trace.others());
            }
        }
    }

    /** What the first load of the chain read from. */
    void addContainer(CodeReader reader) {
        for (Step step : chain) {
            Word address = step.address();
            String object = address == null ? null : reader.identify(address.value());
            if (object != null && address != null) {
                findings.add("it was read from " + address.brief() + ", " + object);
            }
            if (step.kind() == Step.Kind.LOAD) {
                return;
            }
        }
    }

    FaultExplanation finish() {
        return new FaultExplanation(
                fault.stack(),
                fault.order(),
                location,
                instruction,
                operandText,
                base,
                baseValue,
                index,
                indexValue,
                scale,
                displacement,
                effectiveAddress,
                fault.faultAddress(),
                matches,
                access,
                badRegister,
                arithmetic,
                origin,
                expression,
                chain,
                findings,
                Source.code(place));
    }
}
