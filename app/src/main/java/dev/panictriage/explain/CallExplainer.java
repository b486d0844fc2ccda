// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains a jump to a bad address by the call that led there. */
final class CallExplainer {
    private static final long WORD = 8;

    private final CodeReader reader;

    CallExplainer(CodeReader reader) {
        this.reader = reader;
    }

    /**
     * Nothing ran at the bad address, so the registers are still those of the call.
     *
     * @param address where the call went
     * @param callers the first is the one that called
     * @return null if no call is found there
     */
    @Nullable
    FaultExplanation explain(ExceptionContext fault, long address, List<Frame> callers) {
        Frame caller = callers.get(0);
        Word back = caller.location().address();
        FunctionCode code = back == null ? null : reader.function(back.value() - 1);
        Instruction call = code == null || back == null ? null : code.endingAt(back.value());
        if (call == null || call.flow() != Flow.CALL) {
            return null;
        }
        TailJump jump = TailJump.to(reader, call, fault, address, callers);
        if (jump != null) {
            return explain(
                    fault, jump.frame(), jump.frame().graph().at(jump.frame().index()), address);
        }
        RegisterValues registers = beforeCall(fault, caller);
        CallFrame frame = CallFrame.of(reader, call.address(), registers, callers.subList(1, callers.size()));
        if (frame == null) {
            return null;
        }
        return explain(fault, frame, call, address);
    }

    private FaultExplanation explain(ExceptionContext fault, CallFrame frame, Instruction call, long address) {
        RegisterValues registers = frame.registers();
        Draft draft = new Draft(fault, call.text(), reader.describe(call.address()));
        draft.location = call.flow() == Flow.JUMP ? reader.locate(call.address()) : reader.locate(call.end());
        draft.access = Access.EXECUTE;
        Operand.Memory slot = call.target() == null ? call.memory() : null;
        String register = slot == null ? register(reader, call) : null;
        if (slot != null) {
            throughSlot(draft, frame, slot, address);
        } else if (register != null) {
            throughRegister(draft, frame, register, address, call);
        } else if (call.target() != null && call.target() == address) {
            draft.matches = true;
            draft.arithmetic = "a direct call, to where no code can be executed";
            if (fault.rip().symbol() != null) {
                draft.findings.add(FaultExplainer.notExecutable(fault.rip().symbol()));
            }
        } else {
            draft.arithmetic =
                    "a direct call cannot have gone to " + Word.of(address).brief();
        }
        if (Boolean.TRUE.equals(draft.matches)) {
            draft.findings.addAll(BadValue.findings(reader, address, register, registers));
        }
        return draft.finish();
    }

    /** The call itself has pushed its return address. */
    private RegisterValues beforeCall(ExceptionContext fault, Frame caller) {
        RegisterValues registers = FaultExplainer.registersOf(fault, reader);
        Word sp = caller.sp();
        return name -> {
            if (!name.equals("rsp")) {
                return registers.value(name);
            }
            Long pushed = registers.value(name);
            return sp != null ? (Long) sp.value() : pushed == null ? null : (Long) (pushed + WORD);
        };
    }

    private void throughSlot(Draft draft, CallFrame frame, Operand.Memory slot, long address) {
        Long place = slot.effectiveAddress(frame.registers());
        Optional<Long> held = place == null ? Optional.empty() : reader.word(place);
        draft.operand(slot, frame.registers(), place);
        draft.matches = held.isPresent() ? (Boolean) (held.get() == address) : null;
        draft.arithmetic = "the slot it is read from is " + FaultExplainer.computation(slot, frame.registers(), place)
                + held.map(value -> ", and holds " + Word.of(value).brief()).orElse(", which cannot be read now");
        if (!Boolean.FALSE.equals(draft.matches)) {
            Trace trace = Trace.ofLoad(reader, frame, frame.index(), slot, address);
            draft.trace(trace);
            draft.addContainer(reader);
            draft.expression = trace.expression().toString();
        }
    }

    private void throughRegister(Draft draft, CallFrame frame, String register, long address, Instruction call) {
        Long target = frame.registers().value(register);
        draft.base(register, frame.registers());
        draft.matches = target == null ? null : (Boolean) (target == address);
        String thunk = call.target() == null ? null : reader.symbol(call.target());
        draft.arithmetic = FaultExplainer.upper(register) + " = "
                + (target == null ? "not known" : Word.of(target).brief())
                + (Boolean.TRUE.equals(draft.matches) ? ", the address that was called" : "")
                + (thunk == null ? "" : " through " + thunk);
        draft.badRegister = FaultExplainer.upper(register);
        if (!Boolean.FALSE.equals(draft.matches)) {
            Trace trace =
                    Trace.of(reader, frame, frame.index(), Place.register(GeneralRegisters.number(register)), address);
            draft.trace(trace);
            draft.addContainer(reader);
            draft.expression = trace.expression().toString();
        }
    }

    /** The register that says where a call or jump goes, be it by way of a thunk; null if none does. */
    static @Nullable String register(CodeReader reader, Instruction call) {
        Long target = call.target();
        if (target != null) {
            return Thunks.register(reader.symbol(target));
        }
        for (Operand operand : call.operands()) {
            if (operand instanceof Operand.Register register) {
                return register.whole();
            }
        }
        return null;
    }
}
