// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;

/**
 * Which slots of a function's stack frame others may write: those at and above one whose address the function takes.
 * Where its caller's registers are kept no local variable can be.
 */
final class Exposure {
    private final long from;
    private final long savedFrom;

    private Exposure(long from, long savedFrom) {
        this.from = from;
        this.savedFrom = savedFrom;
    }

    static Exposure of(FlowGraph graph) {
        long from = Long.MAX_VALUE;
        for (int i = 0; i < graph.size(); i++) {
            long taken = taken(graph, i);
            if (taken != FlowGraph.UNKNOWN) {
                from = Math.min(from, taken);
            }
        }
        return new Exposure(from, graph.savedFrom());
    }

    boolean exposes(long slot) {
        return slot >= from && slot < savedFrom;
    }

    /** The slot whose address an instruction takes. */
    private static long taken(FlowGraph graph, int index) {
        Instruction instruction = graph.at(index);
        if (instruction.operands().size() != 2
                || !(instruction.operands().get(0) instanceof Operand.Register to)
                || to.whole().equals("rsp")
                || to.whole().equals("rbp")) {
            return FlowGraph.UNKNOWN;
        }
        Operand source = instruction.operands().get(1);
        if (instruction.operation().equals("lea") && source instanceof Operand.Memory memory) {
            long base = graph.base(index, memory.base());
            return base == FlowGraph.UNKNOWN ? base : base + memory.displacement();
        }
        return instruction.operation().equals("mov") && source instanceof Operand.Register from
                ? graph.base(index, from.whole())
                : FlowGraph.UNKNOWN;
    }
}
