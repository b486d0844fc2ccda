// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeReader;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.kernel.Memory;
import dev.panictriage.unwind.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registers that calls preserve, at each call of a stack: a function that uses one pushes it first. Believed only where the
 * pushes account for the whole of the function's frame.
 */
final class CallerRegisters {
    private static final String[] PRESERVED = {"rbx", "rbp", "r12", "r13", "r14", "r15"};

    private final Memory memory;
    private final CodeReader code;

    CallerRegisters(Memory memory, CodeReader code) {
        this.memory = memory;
        this.code = code;
    }

    /** For each call what is known; all registers where an exception saved them. */
    List<Map<String, Long>> of(ThreadStack stack) {
        List<Map<String, Long>> all = new ArrayList<>();
        Map<String, Long> known = stack.switched();
        for (int i = 0; i < stack.size(); i++) {
            Call call = stack.call(i);
            if (call.registers() != null) {
                known = call.registers().known();
            } else if (i > 0) {
                known = callers(stack, i - 1, known, call.sp());
            }
            all.add(known);
        }
        return all;
    }

    /** @param frameEnd the stack pointer after the function has returned */
    private Map<String, Long> callers(ThreadStack stack, int callee, Map<String, Long> known, long frameEnd) {
        Call call = stack.call(callee);
        FunctionCode function = stack.isSplitOff(callee) ? null : code.function(call.pc());
        if (function == null) {
            return Map.of();
        }
        Map<String, Long> saved = new HashMap<>();
        long depth = 0;
        for (Instruction instruction : function.instructions()) {
            boolean hook = depth == 0 && instruction.flow() == Flow.CALL;
            if (instruction.address() >= call.ip()
                    || !instruction.flow().fallsThrough()
                    || instruction.flow() == Flow.CALL && !hook) {
                break;
            }
            if (instruction.operation().equals("push")) {
                depth += Long.BYTES;
                String register = pushed(instruction);
                if (register != null) {
                    saved.putIfAbsent(register, frameEnd - Long.BYTES - depth);
                }
            } else if (instruction.operation().equals("pop")
                    || instruction.operation().equals("add") && instruction.writes("rsp")) {
                break; // a way out
            } else if (instruction.operation().equals("sub") && instruction.writes("rsp")) {
                depth += constant(instruction);
            }
        }
        boolean whole = depth == frameEnd - Long.BYTES - call.sp();
        Map<String, Long> values = new HashMap<>();
        for (String register : PRESERVED) {
            Long at = whole ? saved.get(register) : null;
            Long value = at != null ? word(at) : isWritten(function, register) ? null : known.get(register);
            if (value != null) {
                values.put(register, value);
            }
        }
        return values;
    }

    private static @Nullable String pushed(Instruction push) {
        return push.operands().size() == 1 && push.operands().get(0) instanceof Operand.Register register
                ? register.whole()
                : null;
    }

    private static long constant(Instruction instruction) {
        return instruction.operands().size() == 2 && instruction.operands().get(1) instanceof Operand.Immediate bytes
                ? bytes.value()
                : 0;
    }

    /** Giving a register back counts: the code before it may have changed it. */
    private static boolean isWritten(FunctionCode function, String register) {
        for (Instruction instruction : function.instructions()) {
            if (instruction.writes(register)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Long word(long address) {
        try {
            return memory.u64(address);
        } catch (UnreadableException e) {
            return null;
        }
    }
}
