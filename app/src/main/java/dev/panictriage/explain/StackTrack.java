// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static dev.panictriage.explain.FlowGraph.UNKNOWN;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the stack pointer and the frame pointer of a function stand before each instruction, as slots. */
final class StackTrack {
    private static final long NOT_SEEN = Long.MAX_VALUE;
    private static final long WORD = 8;

    private final FlowGraph graph;
    private final long[] stackPointers;
    private final long[] framePointers;

    private StackTrack(FlowGraph graph) {
        this.graph = graph;
        stackPointers = new long[graph.size()];
        framePointers = new long[graph.size()];
    }

    /** @param graph of which all but the stack is known */
    static StackTrack of(FlowGraph graph) {
        StackTrack track = new StackTrack(graph);
        track.track();
        return track;
    }

    /** {@link FlowGraph#UNKNOWN} if it depends on the path. */
    long pointer(int index) {
        return known(stackPointers[index]);
    }

    /** The slot that a memory operand is; {@link FlowGraph#UNKNOWN} if it is none, or that cannot be told. */
    long slot(int index, Operand.Memory memory) {
        if (memory.indexRegister() != null || memory.hasSegmentBase() || memory.addressSize() != WORD) {
            return UNKNOWN;
        }
        long base = base(index, memory.baseRegister());
        return base == UNKNOWN ? UNKNOWN : base + memory.displacement();
    }

    /** The slot that a register points to by way of the stack or frame pointer; {@link FlowGraph#UNKNOWN} for other registers. */
    long base(int index, @Nullable String register) {
        if ("rsp".equals(register)) {
            return known(stackPointers[index]);
        }
        return "rbp".equals(register) ? known(framePointers[index]) : UNKNOWN;
    }

    private void track() {
        Arrays.fill(stackPointers, NOT_SEEN);
        Arrays.fill(framePointers, NOT_SEEN);
        int entry = graph.entry();
        if (entry < 0) {
            return;
        }
        int[] queue = new int[graph.size()];
        boolean[] queued = new boolean[graph.size()];
        int length = 0;
        stackPointers[entry] = 0;
        framePointers[entry] = UNKNOWN;
        queue[length++] = entry;
        while (length > 0) {
            int i = queue[--length];
            queued[i] = false;
            long sp = stackPointerAfter(i);
            long bp = framePointerAfter(i);
            for (int next : graph.successors(i)) {
                long joinedSp = join(stackPointers[next], sp);
                long joinedBp = join(framePointers[next], bp);
                if (joinedSp != stackPointers[next] || joinedBp != framePointers[next]) {
                    stackPointers[next] = joinedSp;
                    framePointers[next] = joinedBp;
                    if (!queued[next]) {
                        queued[next] = true;
                        queue[length++] = next;
                    }
                }
            }
        }
    }

    private static long join(long known, long other) {
        return known == NOT_SEEN || known == other ? other : UNKNOWN;
    }

    private static long known(long value) {
        return value == NOT_SEEN ? UNKNOWN : value;
    }

    private long stackPointerAfter(int index) {
        long sp = stackPointers[index];
        Instruction instruction = graph.at(index);
        if ((graph.written(index) >> GeneralRegisters.RSP & 1) == 0 || instruction.flow() == Flow.CALL) {
            return sp;
        }
        List<Operand> operands = instruction.operands();
        long bp = framePointers[index];
        return switch (instruction.operation()) {
            case "push" -> sp == UNKNOWN ? UNKNOWN : sp - WORD;
            case "pop" -> sp == UNKNOWN ? UNKNOWN : sp + WORD;
            case "leave" -> bp == UNKNOWN ? UNKNOWN : bp + WORD;
            case "add", "sub" -> {
                if (sp == UNKNOWN || !(operands.get(1) instanceof Operand.Immediate amount)) {
                    yield UNKNOWN;
                }
                yield instruction.operation().equals("add") ? sp + amount.value() : sp - amount.value();
            }
            case "lea" -> operands.get(1) instanceof Operand.Memory memory ? slot(index, memory) : UNKNOWN;
            case "mov" ->
                operands.get(1) instanceof Operand.Register from && from.whole().equals("rbp") ? bp : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private long framePointerAfter(int index) {
        Instruction instruction = graph.at(index);
        if ((graph.written(index) >> GeneralRegisters.RBP & 1) == 0) {
            return framePointers[index];
        }
        List<Operand> operands = instruction.operands();
        boolean copies = operands.size() == 2 && operands.get(0) instanceof Operand.Register to && to.size() == WORD;
        if (copies && instruction.operation().equals("mov")) {
            return operands.get(1) instanceof Operand.Register from
                            && from.whole().equals("rsp")
                    ? stackPointers[index]
                    : UNKNOWN;
        }
        return copies && instruction.operation().equals("lea") && operands.get(1) instanceof Operand.Memory memory
                ? slot(index, memory)
                : UNKNOWN;
    }
}
