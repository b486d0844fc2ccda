// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a register was loaded from, as far as the straight way back from an instruction tells. Says nothing where
 * paths join: another path may have brought another value.
 *
 * @param by the instruction that loaded it
 * @param unchanged whether the registers of that memory operand still hold what they held at the load
 */
record LoadedFrom(Instruction by, Operand.Memory memory, boolean unchanged) {
    /** @return null if the value is from elsewhere, or the way back joins another, or is not known, before it was set */
    static @Nullable LoadedFrom of(FunctionCode code, int index, String wanted) {
        String register = wanted;
        for (int i = index; code.followsItsPredecessor(i); i--) {
            if (code.isBranchTarget(code.instructions().get(i).address())) {
                return null;
            }
            Instruction before = code.instructions().get(i - 1);
            boolean clobbered = before.flow() == Flow.CALL && GeneralRegisters.isCallClobbered(register);
            if (clobbered || !before.flow().fallsThrough()) {
                return null;
            }
            if (before.writes(register)) {
                String source = copiedFrom(before, register);
                if (source == null) {
                    return by(code, i - 1, index);
                }
                register = source;
            }
        }
        return null;
    }

    private static @Nullable String copiedFrom(Instruction instruction, String register) {
        if (!instruction.operation().equals("mov") || instruction.operands().size() != 2) {
            return null;
        }
        return instruction.operands().get(0) instanceof Operand.Register to
                        && to.whole().equals(register)
                        && to.size() == 8
                        && instruction.operands().get(1) instanceof Operand.Register from
                ? from.whole()
                : null;
    }

    private static @Nullable LoadedFrom by(FunctionCode code, int at, int index) {
        Instruction load = code.instructions().get(at);
        Operand.Memory memory = load.memory();
        return memory != null && load.operation().startsWith("mov") && memory.access() == Access.READ
                ? new LoadedFrom(load, memory, isUnchanged(code, at, index, memory))
                : null;
    }

    /** Whether no instruction from the load up to the fault writes a register of its address. */
    private static boolean isUnchanged(FunctionCode code, int load, int fault, Operand.Memory memory) {
        for (int i = load; i < fault; i++) {
            Instruction instruction = code.instructions().get(i);
            if (changes(instruction, memory.baseRegister()) || changes(instruction, memory.indexRegister())) {
                return false;
            }
        }
        return true;
    }

    private static boolean changes(Instruction instruction, @Nullable String register) {
        return register != null
                && (instruction.writes(register)
                        || instruction.flow() == Flow.CALL && GeneralRegisters.isCallClobbered(register));
    }
}
