// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.InstructionDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The instructions of one function, or parts of it, in order of address, with what control flow they imply. */
public final class FunctionCode {
    private final List<Instruction> instructions;
    private final long start;
    private final boolean whole;
    private final Set<Long> branchTargets = new HashSet<>();

    private FunctionCode(List<Instruction> instructions, long start, boolean whole) {
        this.instructions = instructions;
        this.start = start;
        this.whole = whole;
        for (Instruction instruction : instructions) {
            if (instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP) {
                Long target = instruction.target();
                if (target != null) {
                    branchTargets.add(target);
                }
            }
        }
    }

    /**
     * Decodes up to the first bytes that are no instruction.
     *
     * @param code from the function's first instruction on
     * @param start its address
     */
    public static FunctionCode decode(InstructionDecoder decoder, byte[] code, long start) {
        List<Instruction> instructions = new ArrayList<>();
        int at = 0;
        while (at < code.length) {
            Instruction instruction = decoder.decode(code, at, code.length - at, start + at);
            if (instruction == null) {
                break;
            }
            instructions.add(instruction);
            at += instruction.length();
        }
        return new FunctionCode(instructions, start, true);
    }

    /**
     * Instructions of which some may be missing.
     *
     * @param instructions in order of address
     * @param start address of the function's first instruction, which need not be among them
     */
    public static FunctionCode parts(List<Instruction> instructions, long start) {
        return new FunctionCode(List.copyOf(instructions), start, false);
    }

    /** The function with instructions of it that lie elsewhere. */
    FunctionCode with(List<Instruction> all, long first) {
        return new FunctionCode(List.copyOf(all), first, whole);
    }

    /** Whether it was all of the function's code, and not what somebody printed of it. */
    boolean isWhole() {
        return whole;
    }

    public List<Instruction> instructions() {
        return instructions;
    }

    /** Address of the function's first instruction. */
    long start() {
        return start;
    }

    /** Position of the instruction at an address; -1 if none begins there. */
    public int indexOf(long address) {
        int low = 0;
        int high = instructions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(instructions.get(middle).address(), address);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    public @Nullable Instruction at(long address) {
        int index = indexOf(address);
        return index < 0 ? null : instructions.get(index);
    }

    /** The instruction that ends right before an address: the call, if the address is a return address. */
    public @Nullable Instruction endingAt(long address) {
        for (Instruction instruction : instructions) {
            if (instruction.end() == address) {
                return instruction;
            }
        }
        return null;
    }

    /** Whether the instruction at this position is the function's first. */
    boolean isEntry(int index) {
        return instructions.get(index).address() == start;
    }

    /** Whether no instruction is missing between that at this position and the one before it in memory. */
    boolean followsItsPredecessor(int index) {
        return index > 0
                && instructions.get(index - 1).end() == instructions.get(index).address();
    }

    /** Whether a jump of this function leads to the address, so that more than one path does. */
    public boolean isBranchTarget(long address) {
        return branchTargets.contains(address);
    }

    /** Addresses to which execution may go after an instruction, within the function. */
    List<Long> successors(Instruction instruction) {
        List<Long> next = new ArrayList<>(2);
        if (instruction.flow().fallsThrough()) {
            next.add(instruction.end());
        }
        if (instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP) {
            Long target = instruction.target();
            if (target != null) {
                next.add(target);
            }
        }
        return next;
    }
}
