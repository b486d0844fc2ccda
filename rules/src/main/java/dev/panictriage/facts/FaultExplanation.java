// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import dev.panictriage.facts.Oops.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an instruction faulted, by arithmetic on its operands.
 *
 * @param stack the stack of the {@link ExceptionContext} it explains
 * @param order the order of that context
 * @param instruction AT&amp;T syntax
 * @param operand the memory operand, AT&amp;T syntax; absent when the fault was a fetch
 * @param base name and value of the base register, absent without one. Where the fault's registers are not known, the
 *     value of the one unknown register is what gives the fault address, and there is no effective address
 * @param index name and value of the index register, likewise
 * @param effectiveAddress what the operand computes to from the registers
 * @param faultAddress the address that could not be used
 * @param matches whether the two are the same access: the effective address or within the bytes it touches; absent if
 *     either is not known
 * @param access how memory was used
 * @param badRegister the register that holds the bad value, where one alone can be blamed
 * @param arithmetic the computation, as a person would write it: {@code R15 + 0x140 = 0x140}
 * @param origin where the bad value came from, as far as the code before the instruction tells:
 *     {@code loaded from 0x768(%rbx) at run_posix_cpu_timers+0x9d}
 * @param expression what was accessed or computed, as C where types are known: {@code tsk->signal->flags}, otherwise
 *     {@code *(RBX + 0x768)}
 * @param chain the way of the bad value back to where it was produced, the place nearest to the fault first; ends where it
 *     cannot be followed with certainty
 * @param findings what the bad value looks like, and where else it or a value like it was found: a phrase each
 */
public record FaultExplanation(
        String stack,
        int order,
        Location location,
        String instruction,
        @Nullable String operand,
        @Nullable String base,
        @Nullable Word baseValue,
        @Nullable String index,
        @Nullable Word indexValue,
        @Nullable Integer scale,
        @Nullable Long displacement,
        @Nullable Word effectiveAddress,
        @Nullable Word faultAddress,
        @Nullable Boolean matches,
        @Nullable Access access,
        @Nullable String badRegister,
        String arithmetic,
        @Nullable String origin,
        @Nullable String expression,
        List<Step> chain,
        List<String> findings,
        Source source)
        implements Fact {
    public FaultExplanation {
        // Facts files of earlier versions have neither.
        chain = chain == null ? List.of() : List.copyOf(chain);
        findings = findings == null ? List.of() : List.copyOf(findings);
    }

    /** The chain as sentences, one for each link: what the bad register was, and then where that came from. */
    public List<String> sentences() {
        String bad = badRegister == null ? "The value" : badRegister;
        if (chain.isEmpty()) {
            return origin == null ? List.of() : List.of(bad + " was " + origin);
        }
        List<String> sentences = new ArrayList<>();
        Step before = null;
        for (Step step : chain) {
            String subject = before == null ? bad : before.kind() == Step.Kind.LOAD ? before.pointer() : "There it";
            sentences.add(subject + " was " + step.text());
            before = step;
        }
        return sentences;
    }

    /** The same, of a place that is known by another location. */
    public FaultExplanation at(Location other) {
        return new FaultExplanation(
                stack,
                order,
                other,
                instruction,
                operand,
                base,
                baseValue,
                index,
                indexValue,
                scale,
                displacement,
                effectiveAddress,
                faultAddress,
                matches,
                access,
                badRegister,
                arithmetic,
                origin,
                expression,
                chain,
                findings,
                source);
    }

    /**
     * One link of the way back.
     *
     * @param location the instruction that gave the value, or the function that was entered with it
     * @param place the register or memory operand that it was taken from, as the assembler writes it
     * @param expression the value, as {@link FaultExplanation#expression}; absent where it has no short one
     * @param value what it was, where that is known
     * @param address where it was loaded from, where that can be computed
     * @param memoryNow what that memory holds in the dump; another value than {@code value} means that it was changed since
     * @param text the link as a phrase: {@code loaded from 0x20(%rax) at lab_transmit+0x9}
     */
    public record Step(
            Kind kind,
            Location location,
            @Nullable String place,
            @Nullable String expression,
            @Nullable Word value,
            @Nullable Word address,
            @Nullable Word memoryNow,
            String text) {
        /** Whether the memory that gave the value still holds it; absent where that is not known. */
        public @Nullable Boolean unchanged() {
            return value == null || memoryNow == null ? null : (Boolean) value.equals(memoryNow);
        }

        /** The base register of the operand that was loaded. */
        private String pointer() {
            int start = place == null ? -1 : place.indexOf("(%");
            int end = start < 0 || place == null ? -1 : place.indexOf(')', start);
            String inside = end < 0 || place == null ? "" : place.substring(start + 2, end);
            return inside.isEmpty() || inside.indexOf(',') >= 0 ? "That pointer" : inside.toUpperCase(Locale.ROOT);
        }

        /** What gave the value. */
        public enum Kind {
            /** The caller, in a register or on the stack. */
            ARGUMENT,
            /** The caller, in a register that is no argument. */
            KEPT,
            LOAD,
            CONSTANT,
            CALL_RESULT,
            /** Arithmetic on more than one value. */
            COMPUTED,
            /** The address of a local variable. */
            LOCAL,
            /** One of several, on different paths. */
            ONE_OF,
            /** Something that the code does not show. */
            UNKNOWN
        }
    }
}
