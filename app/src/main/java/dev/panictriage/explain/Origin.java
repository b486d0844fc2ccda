// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a register got its value, as far as the straight way back from an instruction tells. Says nothing where paths
 * join: another path may have brought another value.
 *
 * @param kind what gave the value
 * @param instruction the instruction that gave it; absent for {@link Kind#ARGUMENT}
 * @param register the register that is meant there, after copies from one to another
 * @param load the memory it was loaded from, for {@link Kind#LOAD}
 * @param unchanged whether the registers of that memory operand still hold what they held at the load
 */
record Origin(
        Kind kind,
        @Nullable Instruction instruction,
        String register,
        Operand.@Nullable Memory load,
        boolean unchanged) {
    enum Kind {
        LOAD,
        CONSTANT,
        CALL_RESULT,
        ARGUMENT,
        COMPUTED
    }

    /** In the order of the arguments: System V ABI for x86-64. */
    private static final List<String> ARGUMENTS = List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");

    private static final Set<String> CALL_CLOBBERED =
            Set.of("rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");

    /** @return null if the way back joins another, or is not known, before the value was set */
    static @Nullable Origin of(FunctionCode code, int index, String wanted) {
        String register = wanted;
        int i = index;
        for (; code.followsItsPredecessor(i); i--) {
            if (code.isBranchTarget(code.instructions().get(i).address())) {
                return null;
            }
            Instruction before = code.instructions().get(i - 1);
            if (before.flow() == Flow.CALL && CALL_CLOBBERED.contains(register)) {
                return register.equals("rax") ? new Origin(Kind.CALL_RESULT, before, register, null, false) : null;
            }
            if (!before.flow().fallsThrough()) {
                return null;
            }
            if (!before.writes(register)) {
                continue;
            }
            String source = copiedFrom(before, register);
            if (source == null) {
                return produced(code, i - 1, index, before, register);
            }
            register = source;
        }
        return code.isEntry(i)
                        && !code.isBranchTarget(code.instructions().get(i).address())
                ? new Origin(Kind.ARGUMENT, null, register, null, true)
                : null;
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

    private static Origin produced(FunctionCode code, int at, int index, Instruction producer, String register) {
        Operand.Memory memory = producer.memory();
        if (memory != null && producer.operation().startsWith("mov") && memory.access() == Access.READ) {
            return new Origin(Kind.LOAD, producer, register, memory, isUnchanged(code, at, index, memory));
        }
        boolean constant = isZeroing(producer)
                || producer.operation().equals("mov")
                        && producer.operands().size() == 2
                        && producer.operands().get(1) instanceof Operand.Immediate;
        return new Origin(constant ? Kind.CONSTANT : Kind.COMPUTED, producer, register, null, false);
    }

    private static boolean isZeroing(Instruction instruction) {
        return instruction.operation().equals("xor")
                && instruction.operands().size() == 2
                && instruction.operands().get(0) instanceof Operand.Register a
                && instruction.operands().get(1) instanceof Operand.Register b
                && a.name().equals(b.name());
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
                        || instruction.flow() == Flow.CALL && CALL_CLOBBERED.contains(register));
    }

    /** 1 for the first argument; 0 if the register carries none. */
    int argument() {
        return ARGUMENTS.indexOf(register) + 1;
    }
}
