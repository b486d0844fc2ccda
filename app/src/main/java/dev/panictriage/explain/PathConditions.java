// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Condition;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import org.jspecify.annotations.Nullable;

/**
 * Which ways the conditional jumps of a function can have gone, by what the registers hold at the fault. A jump whose
 * operands are not known can have gone both ways.
 */
final class PathConditions {
    private static final int MOST_BETWEEN = 8;

    private static final Place NOWHERE = Place.slot(0);

    private final FlowGraph graph;
    private final Unchanged unchanged;
    private final RegisterValues registers;
    private final boolean[] possible;

    /** @param registers at the instruction that {@code unchanged} is about */
    PathConditions(FlowGraph graph, Unchanged unchanged, RegisterValues registers) {
        this.graph = graph;
        this.unchanged = unchanged;
        this.registers = registers;
        possible = reached(true);
        boolean[] anyhow = reached(false);
        for (int i = 0; i < possible.length; i++) {
            // Some are reached in ways that are not known: by a table of jumps, or from a fault that was expected.
            possible[i] |= !anyhow[i] || graph.hidesWays();
        }
    }

    /** Whether an instruction can have been executed at all. */
    boolean allow(int index) {
        return possible[index];
    }

    /** From the entry, and from what is reached in ways that are not known. */
    private boolean[] reached(boolean conditionally) {
        boolean[] reached = new boolean[graph.size()];
        int[] queue = new int[graph.size()];
        int length = 0;
        for (int i = 0; i < graph.size(); i++) {
            if (graph.isEntry(i) || graph.predecessors(i).length == 0) {
                reached[i] = true;
                queue[length++] = i;
            }
        }
        while (length > 0) {
            int i = queue[--length];
            for (int next : graph.successors(i)) {
                if (!reached[next] && (!conditionally || allow(i, next, NOWHERE, null))) {
                    reached[next] = true;
                    queue[length++] = next;
                }
            }
        }
        return reached;
    }

    /**
     * Whether execution can have gone from one instruction to the other.
     *
     * @param place what holds {@code value} at {@code to}
     */
    boolean allow(int from, int to, Place place, @Nullable Long value) {
        Instruction jump = graph.at(from);
        Condition condition = jump.condition();
        if (jump.flow() != Flow.CONDITIONAL_JUMP || condition == null) {
            return true;
        }
        int compares = comparison(from);
        Long target = jump.target();
        boolean next = graph.at(to).address() == jump.end();
        if (compares < 0 || target == null || next && target == jump.end()) {
            return true;
        }
        Comparison comparison = of(compares, from, place, value);
        Boolean holds = comparison == null ? null : comparison.satisfies(condition);
        return holds == null || holds != next;
    }

    /** The instruction that set the flags of a conditional jump, if nothing but that one can have; otherwise -1. */
    int comparison(int jump) {
        for (int i = jump; i > 0 && jump - i < MOST_BETWEEN; i--) {
            int[] before = graph.predecessors(i);
            if (before.length != 1 || before[0] != i - 1) {
                return -1;
            }
            Instruction instruction = graph.at(i - 1);
            if (instruction.writes("eflags") || instruction.flow() == Flow.CALL) {
                boolean compares = instruction.operation().equals("cmp")
                        || instruction.operation().equals("test");
                return compares && instruction.operands().size() == 2 ? i - 1 : -1;
            }
        }
        return -1;
    }

    private @Nullable Comparison of(int index, int jump, Place place, @Nullable Long value) {
        Instruction instruction = graph.at(index);
        Operand one = instruction.operands().get(0);
        Operand other = instruction.operands().get(1);
        Long left = value(one, index, jump, place, value);
        Long right = value(other, index, jump, place, value);
        int size = one instanceof Operand.Register register ? register.size() : 0;
        return left == null || right == null || size == 0
                ? null
                : new Comparison(instruction.operation().equals("test"), left, right, size);
    }

    private @Nullable Long value(Operand operand, int index, int jump, Place place, @Nullable Long value) {
        if (operand instanceof Operand.Immediate immediate) {
            return immediate.value();
        }
        if (!(operand instanceof Operand.Register register) || register.name().endsWith("h")) {
            return null;
        }
        int number = GeneralRegisters.number(register.whole());
        if (number < 0) {
            return null;
        }
        if (value != null && place.isRegister() && place.register() == number && !isWritten(number, index, jump)) {
            return value;
        }
        return unchanged.since(index, number) ? registers.value(register.whole()) : null;
    }

    private boolean isWritten(int register, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((graph.written(i) >> register & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}
