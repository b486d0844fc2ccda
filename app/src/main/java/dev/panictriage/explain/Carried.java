// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a value came to a place in a function: from per-CPU memory, or from the caller, and in which register it was kept
 * since. Unlike {@link LoadedFrom} it looks past places where paths join, if the register has but one writer.
 *
 * @param load the instruction that loaded it from per-CPU memory; absent if the caller passed it
 * @param register the register that it was loaded into, or passed in; {@link #NOT_SEEN} where the code that would tell is
 *     missing
 * @param between the calls from there up to the place, in order of address
 */
record Carried(@Nullable Instruction load, String register, List<Instruction> between) {
    /** Of a value that came from code which was not printed. */
    static final String NOT_SEEN = "";

    /** Bytes of endbr64. */
    private static final int ENDBR = 4;

    /** @return null if it came from elsewhere, or that cannot be told */
    static @Nullable Carried to(FunctionCode code, int index, String wanted) {
        List<Instruction> instructions = code.instructions();
        List<Instruction> calls = new ArrayList<>();
        String register = wanted;
        boolean joined = false;
        Instruction hook = entryHook(code);
        int i = index;
        for (; code.followsItsPredecessor(i); i--) {
            joined |= code.isBranchTarget(instructions.get(i).address());
            Instruction before = instructions.get(i - 1);
            joined |= !before.flow().fallsThrough();
            if (before.flow() == Flow.CALL && (hook == null || before.address() != hook.address())) {
                if (GeneralRegisters.isCallClobbered(register)) {
                    return null;
                }
                calls.addFirst(before);
            }
            if (!before.writes(register)) {
                continue;
            }
            if (joined && writers(code, register) > 1) {
                return null;
            }
            String source = copied(before);
            if (source == null) {
                return isPerCpuLoad(before) ? new Carried(before, register, calls) : null;
            }
            register = source;
            joined = false;
        }
        if (!code.isEntry(i)) {
            return new Carried(null, NOT_SEEN, calls);
        }
        return !joined || writers(code, register) == 0 ? new Carried(null, register, calls) : null;
    }

    /**
     * What a tracer or a probe put in the place of a function's first instruction, which is otherwise a nop or the
     * function's own; null if nothing. It preserves all registers unless who uses it changes them.
     */
    static @Nullable Instruction entryHook(FunctionCode code) {
        if (code.instructions().isEmpty() || !code.isEntry(0)) {
            return null;
        }
        for (Instruction instruction : code.instructions()) {
            // The kernel makes a nop of those endbr64 that nothing jumps to: "seal" of arch/x86/kernel/alternative.c.
            boolean landing = instruction.operation().startsWith("endbr")
                    || instruction.operation().equals("nop") && instruction.length() == ENDBR;
            if (!landing || instruction.address() != code.instructions().get(0).address()) {
                return instruction.flow() == Flow.CALL
                                || instruction.operation().equals("int3")
                        ? instruction
                        : null;
            }
        }
        return null;
    }

    /** How many instructions change a register for good: giving it back to the caller does not count. */
    private static int writers(FunctionCode code, String register) {
        int writers = 0;
        for (Instruction instruction : code.instructions()) {
            if (instruction.writes(register) && !instruction.operation().equals("pop")) {
                writers++;
            }
        }
        return writers;
    }

    private static @Nullable String copied(Instruction instruction) {
        List<Operand> operands = instruction.operands();
        return instruction.operation().equals("mov")
                        && operands.size() == 2
                        && operands.get(0) instanceof Operand.Register to
                        && to.size() == Long.BYTES
                        && operands.get(1) instanceof Operand.Register from
                ? from.whole()
                : null;
    }

    private static boolean isPerCpuLoad(Instruction instruction) {
        Operand.Memory memory = instruction.memory();
        return instruction.operation().equals("mov")
                && memory != null
                && memory.access().reads()
                && memory.size() == Long.BYTES
                && "gs".equals(memory.segment())
                && memory.fixed() != null;
    }
}
