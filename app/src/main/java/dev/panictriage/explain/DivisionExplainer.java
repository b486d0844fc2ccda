// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains a divide error by the divisor: it is zero, or the quotient is too large. */
final class DivisionExplainer {
    private static final int WORD = 8;

    private DivisionExplainer() {}

    static FaultExplanation explain(
            ExceptionContext fault, CallFrame frame, Instruction instruction, CodeReader reader) {
        Draft draft = new Draft(fault, instruction.text(), reader.describe(instruction.address()));
        Operand divisor =
                instruction.operands().isEmpty() ? null : instruction.operands().get(0);
        if (!divides(instruction) || divisor == null) {
            draft.arithmetic = "the instruction does not divide";
            return draft.finish();
        }
        if (divisor instanceof Operand.Register register) {
            Long whole = frame.registers().value(register.whole());
            Long value = whole == null ? null : (Long) low(whole, register.size());
            String name = FaultExplainer.upper(register.name());
            draft.base(register.whole(), frame.registers());
            draft.arithmetic = "the divisor " + name + verdict(value);
            draft.badRegister = FaultExplainer.upper(register.whole());
            Trace trace = Trace.of(
                    reader, frame, frame.index(), Place.register(GeneralRegisters.number(register.whole())), whole);
            draft.trace(trace);
            draft.addContainer(reader);
            draft.expression =
                    trace.expression().isRegister() ? null : trace.expression().toString();
            return draft.finish();
        }
        if (divisor instanceof Operand.Memory memory) {
            Long address = memory.effectiveAddress(frame.registers());
            Optional<Long> word = address == null ? Optional.empty() : reader.word(address);
            Long value = word.isEmpty() ? null : (Long) low(word.get(), memory.size());
            draft.operand(memory, frame.registers(), address);
            draft.access = Access.READ;
            draft.arithmetic = "the divisor is at " + FaultExplainer.computation(memory, frame.registers(), address)
                    + (value == null ? ", which cannot be read now" : ", and" + verdict(value));
            Trace trace = Trace.ofLoad(reader, frame, frame.index(), memory, value);
            draft.trace(trace);
            draft.addContainer(reader);
            draft.expression = trace.expression().toString();
        }
        return draft.finish();
    }

    static boolean divides(Instruction instruction) {
        return instruction.operation().equals("div") || instruction.operation().equals("idiv");
    }

    private static String verdict(@Nullable Long value) {
        if (value == null) {
            return " is not known";
        }
        return value == 0
                ? " is 0"
                : " is " + Word.of(value).brief() + ": the quotient does not fit, or the divisor was another then";
    }

    private static long low(long value, int size) {
        return size >= WORD || size == 0 ? value : value & (1L << 8 * size) - 1;
    }
}
