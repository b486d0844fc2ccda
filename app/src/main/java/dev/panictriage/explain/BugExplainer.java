// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/** Explains the trap of a BUG() by its place in the source, and by the comparison that led to it. */
final class BugExplainer {
    private static final int MOST_BACK = 12;

    private BugExplainer() {}

    static FaultExplanation explain(
            ExceptionContext fault, CallFrame frame, Instruction instruction, CodeReader reader) {
        Draft draft = new Draft(fault, instruction.text(), reader.describe(instruction.address()));
        CodeReader.Bug bug = reader.bug(instruction.address());
        String name = bug == null ? null : bug.isWarning() ? "WARN()" : "BUG()";
        String place = bug == null || bug.file() == null ? "" : " at " + bug.file() + ":" + bug.line();
        draft.arithmetic = name != null
                ? name + place
                : instruction.operation().startsWith("ud") ? "the code says that this is never reached" : "not known";
        int jump = deciding(frame);
        int comparison = jump < 0 ? -1 : frame.conditions().comparison(jump);
        if (comparison >= 0) {
            Instruction compared = frame.graph().at(comparison);
            draft.arithmetic += ", reached by " + frame.graph().at(jump).mnemonic() + " after " + compared.text()
                    + values(frame, comparison, compared);
            blame(draft, frame, comparison, compared, reader);
        }
        return draft.finish();
    }

    /** The conditional jump on which alone it depends whether the trap was reached, of those right before it. */
    private static int deciding(CallFrame frame) {
        int at = frame.index();
        for (int i = 0; i < MOST_BACK; i++) {
            int[] before = frame.graph().predecessors(at);
            if (before.length != 1) {
                return -1;
            }
            at = before[0];
            if (frame.graph().at(at).flow() == Flow.CONDITIONAL_JUMP) {
                return at;
            }
        }
        return -1;
    }

    private static String values(CallFrame frame, int index, Instruction compared) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Operand operand : compared.operands()) {
            Long value = null;
            String name = "";
            if (operand instanceof Operand.Register register) {
                CallFrame.Known known = frame.register(index, register.whole());
                value = known == null ? null : (Long) low(known.value(), register.size());
                name = FaultExplainer.upper(register.name());
            } else if (operand instanceof Operand.Memory memory) {
                Producer load = load(index, memory);
                Long address = frame.address(load);
                value = address == null ? null : frame.read(load, address);
                name = FaultExplainer.operandText(memory) + " now";
            }
            if (value != null && !name.equals(last)) {
                text.append(last.isEmpty() ? ": " : ", ")
                        .append(name)
                        .append(" = ")
                        .append(Word.of(value).brief());
                last = name;
            }
        }
        return text.toString();
    }

    private static long low(long value, int size) {
        return size >= Long.BYTES ? value : value & (1L << 8 * size) - 1;
    }

    private static Producer load(int index, Operand.Memory memory) {
        return new Producer(Producer.Kind.LOAD, index, Place.register(GeneralRegisters.RAX), memory, 0, 0, Long.BYTES);
    }

    private static void blame(Draft draft, CallFrame frame, int index, Instruction compared, CodeReader reader) {
        Operand.Memory memory = compared.memory();
        if (memory != null) {
            Producer load = load(index, memory);
            Long address = frame.address(load);
            @Nullable Long now = address == null ? null : frame.read(load, address);
            Trace trace = Trace.ofLoad(reader, frame, index, memory, null);
            draft.trace(trace);
            draft.expression = trace.expression()
                    + (now == null ? "" : " == " + Word.of(now).brief());
        } else if (compared.operands().get(0) instanceof Operand.Register register
                && GeneralRegisters.number(register.whole()) >= 0) {
            CallFrame.Known known = frame.register(index, register.whole());
            Trace trace = Trace.of(
                    reader,
                    frame,
                    index,
                    Place.register(GeneralRegisters.number(register.whole())),
                    known == null || known.isReadNow() ? null : (Long) known.value());
            draft.badRegister = FaultExplainer.upper(register.whole());
            draft.trace(trace);
            draft.expression = trace.expression().toString();
        }
    }
}
