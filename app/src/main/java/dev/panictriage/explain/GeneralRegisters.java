// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The general registers of x86-64 by number, sets of them as bits, and what functions use them for: System V ABI, AMD64
 * Architecture Processor Supplement, "The Calling Sequence".
 */
final class GeneralRegisters {
    private static final String[] NAMES = {
        "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
    };

    /** In the order of the arguments. */
    static final List<String> ARGUMENTS = List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");

    static final int COUNT = NAMES.length;
    static final int ALL = (1 << COUNT) - 1;
    static final int RAX = 0;
    static final int RSP = 4;
    static final int RBP = 5;

    /** rax, rcx, rdx, rsi, rdi and r8 to r11. */
    private static final int CALL_CLOBBERED = 0b0000_1111_1100_0111;

    private GeneralRegisters() {}

    static String name(int number) {
        return NAMES[number];
    }

    /** The number of a whole register; -1 if it is no general one. */
    static int number(@Nullable String whole) {
        for (int i = 0; i < COUNT; i++) {
            if (NAMES[i].equals(whole)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a function may return with another value in a whole register than its caller had there. */
    static boolean isCallClobbered(String whole) {
        int number = number(whole);
        return number >= 0 && (CALL_CLOBBERED & 1 << number) != 0;
    }

    /** 1 for the first argument; 0 if the register carries none. */
    static int argument(String whole) {
        return ARGUMENTS.indexOf(whole) + 1;
    }

    /** Those whose values do not outlive the instruction, calls included. */
    static int written(Instruction instruction) {
        int mask = instruction.flow() == Flow.CALL ? CALL_CLOBBERED : 0;
        return mask | written(instruction.operands()) | written(instruction.implicit());
    }

    private static int written(List<Operand> operands) {
        int mask = 0;
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i) instanceof Operand.Register register
                    && register.access().writes()) {
                int number = number(register.whole());
                mask |= number < 0 ? 0 : 1 << number;
            }
        }
        return mask;
    }
}
