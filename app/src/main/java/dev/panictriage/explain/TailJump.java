// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last thing that a function did, which leaves no frame of it: a jump to an address from a register or memory.
 *
 * @param frame that stands at the jump
 */
record TailJump(CallFrame frame) {
    /** Functions that jumped on to one another. */
    private static final int MOST_FUNCTIONS = 8;

    /**
     * @param call a direct call, after which no return address was pushed
     * @param address where execution came to
     * @return null if no jump, or more than one, can have gone there
     */
    static @Nullable TailJump to(
            CodeReader reader, Instruction call, ExceptionContext fault, long address, List<Frame> callers) {
        Long target = call.target();
        if (target == null || Thunks.register(reader.symbol(target)) != null) {
            return null;
        }
        Set<Long> seen = new HashSet<>();
        CallFrame found = null;
        List<Long> waiting = new ArrayList<>(List.of(target));
        while (!waiting.isEmpty() && seen.size() < MOST_FUNCTIONS) {
            FunctionCode function = reader.function(waiting.removeLast());
            if (function == null || !seen.add(function.start())) {
                continue;
            }
            for (Instruction jump : function.instructions()) {
                if (jump.flow() != Flow.JUMP) {
                    continue;
                }
                CallFrame frame = goesBy(reader, jump)
                        ? CallFrame.of(reader, jump.address(), FaultExplainer.registersOf(fault, reader), callers)
                        : null;
                if (frame != null && canEnd(frame) && canGoTo(reader, frame, jump, address)) {
                    if (found != null) {
                        return null;
                    }
                    found = frame;
                }
                Long next = jump.target();
                if (frame == null && next != null && function.indexOf(next) < 0) {
                    waiting.add(next);
                }
            }
        }
        return found == null ? null : new TailJump(found);
    }

    /** Whether the function has nothing on the stack there, as far as that is known. */
    private static boolean canEnd(CallFrame frame) {
        long sp = frame.graph().stackPointer(frame.index());
        return sp == 0 || sp == FlowGraph.UNKNOWN;
    }

    private static boolean goesBy(CodeReader reader, Instruction jump) {
        return CallExplainer.register(reader, jump) != null || jump.target() == null && jump.memory() != null;
    }

    /** Whether it went there, by what the register holds or memory holds now. */
    private static boolean canGoTo(CodeReader reader, CallFrame frame, Instruction jump, long address) {
        String register = CallExplainer.register(reader, jump);
        if (register != null) {
            Long value = frame.registers().value(register);
            return value != null && value == address;
        }
        Operand.Memory slot = jump.memory();
        Long place = slot == null ? null : slot.effectiveAddress(frame.registers());
        return place != null
                && reader.word(place).filter(held -> held == address).isPresent();
    }
}
