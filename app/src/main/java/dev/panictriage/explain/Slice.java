// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes back from a place at an instruction, on all paths, to what may have given it its value. Follows copies between
 * registers and stack, and additions of constants. Paths that the registers at the fault contradict are left out.
 */
final class Slice {
    private static final int WORD = 8;
    private static final int HALF = 4;

    /** Steps on all paths together; of a function of 64 KiB more than one place can take. */
    private static final int MOST_STEPS = 200_000;

    private final FlowGraph graph;
    private final PathConditions conditions;
    private final @Nullable Long value;
    private final List<Producer> producers = new ArrayList<>(2);
    private final Map<Long, State> visited = new HashMap<>();
    private final Deque<State> waiting = new ArrayDeque<>();
    private final Exposure exposure;

    /** A place before an instruction, and what was done to its value between there and the start of the slice. */
    private record State(int index, Place place, long offset, int width) {
        State at(int other) {
            return new State(other, place, offset, width);
        }
    }

    private Slice(FlowGraph graph, Exposure exposure, PathConditions conditions, @Nullable Long value) {
        this.graph = graph;
        this.exposure = exposure;
        this.conditions = conditions;
        this.value = value;
    }

    /**
     * @param index the instruction before which the place is looked at
     * @param conditions what contradicts a path
     * @param value what the place holds there, where that is known
     * @return each once; empty if no path is possible
     */
    static List<Producer> of(
            FlowGraph graph,
            Exposure exposure,
            PathConditions conditions,
            int index,
            Place place,
            @Nullable Long value) {
        Slice slice = new Slice(graph, exposure, conditions, value);
        slice.enter(new State(index, place, 0, WORD));
        return slice.run();
    }

    private List<Producer> run() {
        int steps = 0;
        while (!waiting.isEmpty()) {
            State state = waiting.removeLast();
            if (steps++ > MOST_STEPS) {
                return List.of(unknown(state));
            }
            if (graph.isEntry(state.index())) {
                add(new Producer(Producer.Kind.ENTRY, -1, state.place(), null, 0, state.offset(), state.width()));
            }
            int[] predecessors = graph.predecessors(state.index());
            if (predecessors.length == 0 && !graph.isEntry(state.index())) {
                add(unknown(state));
            }
            for (int before : predecessors) {
                if (conditions.allow(before)
                        && conditions.allow(before, state.index(), state.place(), valueOf(state))) {
                    if (graph.isOrdinary(before, state.index())) {
                        back(before, state);
                    }
                    if (graph.isFixup(before, state.index())) {
                        backOverFault(before, state);
                    }
                }
            }
        }
        return producers;
    }

    /** What the place of a state held, as far as the value at the end tells. */
    private @Nullable Long valueOf(State state) {
        return value == null || state.width() != WORD ? null : (Long) (value - state.offset());
    }

    private static Producer unknown(State state) {
        return new Producer(
                Producer.Kind.UNKNOWN, state.index(), state.place(), null, 0, state.offset(), state.width());
    }

    private void enter(State state) {
        long key = (long) state.index() << 32
                | (state.place().isRegister()
                        ? state.place().register()
                        : 16 + (state.place().slot() & 0xfff_ffff));
        State known = visited.putIfAbsent(key, state);
        if (known == null) {
            waiting.addLast(state);
        } else if (known.offset() != state.offset() || known.width() != state.width()) {
            // The same place again, with another sum: something is added in a loop.
            add(new Producer(Producer.Kind.COMPUTED, state.index(), state.place(), null, 0, 0, WORD));
        }
    }

    private void add(Producer producer) {
        boolean impossible = value != null
                && producer.isWhole()
                && producer.is(Producer.Kind.CONSTANT)
                && producer.constant() + producer.offset() != value;
        if (!impossible && !cannotHold(producer) && !producers.contains(producer)) {
            producers.add(producer);
        }
    }

    /** A load of four bytes or fewer that are zero-extended cannot give more. */
    private boolean cannotHold(Producer producer) {
        Operand.Memory memory = producer.memory();
        return value != null
                && memory != null
                && producer.isWhole()
                && memory.size() > 0
                && memory.size() <= HALF
                && !signed(graph.at(producer.index()))
                && (value - producer.offset()) >>> 8 * memory.size() != 0;
    }

    private static boolean signed(Instruction load) {
        String operation = load.operation();
        return operation.startsWith("movs");
    }

    /** Goes back over one instruction. */
    private void back(int index, State state) {
        if (state.place().isRegister()) {
            backToRegister(index, state);
        } else {
            backToSlot(index, state);
        }
    }

    /** An instruction that faults has written nothing; those on strings alone have done a part of their work. */
    private void backOverFault(int index, State state) {
        if (state.place().isRegister()) {
            int register = 1 << state.place().register();
            if ((graph.handled(index) & register) != 0) {
                produce(Producer.Kind.HANDLED, index, state);
            }
            if ((graph.written(index) & register) != 0 && isRepeated(graph.at(index))) {
                produce(Producer.Kind.COMPUTED, index, state);
                return;
            }
        }
        enter(state.at(index));
    }

    private static boolean isRepeated(Instruction instruction) {
        return instruction.hasPrefix("rep") || instruction.hasPrefix("repz") || instruction.hasPrefix("repnz");
    }

    private void backToRegister(int index, State state) {
        if ((graph.written(index) >> state.place().register() & 1) == 0) {
            enter(state.at(index));
            return;
        }
        Instruction by = graph.at(index);
        if (by.flow() == Flow.CALL) {
            boolean result = state.place().register() == GeneralRegisters.RAX;
            produce(result ? Producer.Kind.RESULT : Producer.Kind.CLOBBERED, index, state);
            return;
        }
        List<Operand> operands = by.operands();
        Operand.Register to = operands.isEmpty() || !(operands.get(0) instanceof Operand.Register first) ? null : first;
        boolean isTarget = to != null
                && GeneralRegisters.number(to.whole()) == state.place().register();
        if (!isTarget || to == null || to.size() < HALF) {
            if (by.operation().equals("xchg") && exchange(index, state, by)) {
                return;
            }
            produce(Producer.Kind.COMPUTED, index, state);
            return;
        }
        Operand source = operands.size() > 1 ? operands.get(1) : null;
        switch (by.operation()) {
            case "mov", "movabs", "movslq", "movzb", "movzw", "movsb", "movsw" -> take(index, state, to, source);
            case "lea" -> address(index, state, to, source);
            case "add", "sub" -> sum(index, state, to, source, by.operation().equals("sub") ? -1 : 1);
            case "inc" -> plus(index, state, to, 1);
            case "dec" -> plus(index, state, to, -1);
            case "xor" -> {
                if (source instanceof Operand.Register same && same.name().equals(to.name())) {
                    constant(index, state, 0);
                } else {
                    produce(Producer.Kind.COMPUTED, index, state);
                }
            }
            case "or" -> {
                if (source instanceof Operand.Immediate ones && ones.value() == -1 && to.size() == WORD) {
                    constant(index, state, -1);
                } else {
                    produce(Producer.Kind.COMPUTED, index, state);
                }
            }
            case "cmov" -> {
                enter(state.at(index));
                take(index, state, to, source);
            }
            case "pop" -> {
                long sp = graph.stackPointer(index);
                if (sp == FlowGraph.UNKNOWN) {
                    produce(Producer.Kind.COMPUTED, index, state);
                } else {
                    enter(new State(index, Place.slot(sp), state.offset(), state.width()));
                }
            }
            case "xchg" -> {
                if (!exchange(index, state, by)) {
                    produce(Producer.Kind.COMPUTED, index, state);
                }
            }
            default -> produce(Producer.Kind.COMPUTED, index, state);
        }
    }

    private boolean exchange(int index, State state, Instruction by) {
        if (by.operands().size() != 2) {
            return false;
        }
        Operand one = by.operands().get(0);
        Operand other = by.operands().get(1);
        int register = state.place().register();
        Operand source = is(one, register) ? other : is(other, register) ? one : null;
        if (source instanceof Operand.Register from && from.size() == WORD) {
            follow(index, state, from, WORD);
            return true;
        }
        if (source instanceof Operand.Memory memory) {
            load(index, state, memory, memory.size());
            return true;
        }
        return false;
    }

    private static boolean is(Operand operand, int register) {
        return operand instanceof Operand.Register known && GeneralRegisters.number(known.whole()) == register;
    }

    private void take(int index, State state, Operand.Register to, @Nullable Operand source) {
        if (source instanceof Operand.Immediate immediate) {
            constant(index, state, to.size() == WORD ? immediate.value() : immediate.value() & 0xffff_ffffL);
        } else if (source instanceof Operand.Register from) {
            follow(index, state, from, Math.min(from.size(), to.size()));
        } else if (source instanceof Operand.Memory memory) {
            load(index, state, memory, Math.min(to.size(), memory.size()));
        } else {
            produce(Producer.Kind.COMPUTED, index, state);
        }
    }

    private void follow(int index, State state, Operand.Register from, int size) {
        int number = GeneralRegisters.number(from.whole());
        boolean high = size == 1 && from.name().endsWith("h");
        if (number < 0 || high || size < WORD && state.offset() != 0) {
            produce(Producer.Kind.COMPUTED, index, state);
        } else {
            enter(new State(index, Place.register(number), state.offset(), Math.min(size, state.width())));
        }
    }

    private void load(int index, State state, Operand.Memory memory, int size) {
        long slot = graph.slot(index, memory);
        if (slot != FlowGraph.UNKNOWN) {
            if (size < WORD && state.offset() != 0) {
                produce(Producer.Kind.COMPUTED, index, state);
            } else {
                enter(new State(index, Place.slot(slot), state.offset(), Math.min(size, state.width())));
            }
        } else if (graph.base(index, memory.baseRegister()) != FlowGraph.UNKNOWN || "rsp".equals(memory.base())) {
            produce(Producer.Kind.COMPUTED, index, state);
        } else {
            add(new Producer(Producer.Kind.LOAD, index, state.place(), memory, 0, state.offset(), state.width()));
        }
    }

    private void address(int index, State state, Operand.Register to, @Nullable Operand source) {
        if (!(source instanceof Operand.Memory memory) || to.size() != WORD || memory.addressSize() != WORD) {
            produce(Producer.Kind.COMPUTED, index, state);
            return;
        }
        long slot = graph.slot(index, memory);
        int base = GeneralRegisters.number(memory.baseRegister());
        if (memory.fixed() != null) {
            constant(index, state, memory.fixed());
        } else if (slot != FlowGraph.UNKNOWN) {
            add(new Producer(Producer.Kind.LOCAL, index, state.place(), null, slot, state.offset(), state.width()));
        } else if (base >= 0 && memory.indexRegister() == null) {
            plus(
                    index,
                    new State(index, Place.register(base), state.offset(), state.width()),
                    to,
                    memory.displacement());
        } else {
            produce(Producer.Kind.COMPUTED, index, state);
        }
    }

    private void sum(int index, State state, Operand.Register to, @Nullable Operand source, int sign) {
        if (source instanceof Operand.Immediate immediate) {
            plus(index, state, to, sign * immediate.value());
        } else if (sign < 0
                && source instanceof Operand.Register same
                && same.name().equals(to.name())) {
            constant(index, state, 0);
        } else {
            produce(Producer.Kind.COMPUTED, index, state);
        }
    }

    /** The place before the instruction, which adds to it. */
    private void plus(int index, State state, Operand.Register to, long amount) {
        if (to.size() != WORD || state.width() != WORD) {
            produce(Producer.Kind.COMPUTED, index, state);
        } else {
            enter(new State(index, state.place(), state.offset() + amount, WORD));
        }
    }

    private void constant(int index, State state, long constant) {
        add(new Producer(Producer.Kind.CONSTANT, index, state.place(), null, constant, state.offset(), state.width()));
    }

    private void produce(Producer.Kind kind, int index, State state) {
        add(new Producer(kind, index, state.place(), null, 0, state.offset(), state.width()));
    }

    private void backToSlot(int index, State state) {
        Instruction by = graph.at(index);
        long slot = state.place().slot();
        if (by.flow() == Flow.CALL) {
            long sp = graph.stackPointer(index);
            if (graph.isHook(index)) {
                enter(state.at(index));
            } else if (sp == FlowGraph.UNKNOWN || slot < sp || exposure.exposes(slot)) {
                produce(Producer.Kind.CLOBBERED, index, state);
            } else {
                enter(state.at(index));
            }
            return;
        }
        for (Operand.Memory memory : by.memoryAccesses()) {
            if (!memory.access().writes()) {
                continue;
            }
            long stored = graph.slot(index, memory);
            if (stored == FlowGraph.UNKNOWN) {
                boolean onStack = "rsp".equals(memory.base()) || graph.base(index, memory.base()) != FlowGraph.UNKNOWN;
                if (onStack || exposure.exposes(slot)) {
                    produce(Producer.Kind.COMPUTED, index, state);
                    return;
                }
                continue;
            }
            long bytes = memory.size() == 0 ? WORD : memory.size();
            if (stored >= slot + state.width() || stored + bytes <= slot) {
                continue;
            }
            store(index, state, by, stored == slot && bytes >= state.width());
            return;
        }
        enter(state.at(index));
    }

    private void store(int index, State state, Instruction by, boolean whole) {
        boolean push = by.operation().equals("push");
        Operand source = !whole
                ? null
                : push
                        ? by.operands().get(0)
                        : by.operation().equals("mov") ? by.operands().get(1) : null;
        if (source instanceof Operand.Register from && GeneralRegisters.number(from.whole()) >= 0) {
            follow(index, state, from, Math.min(from.size(), state.width()));
        } else if (source instanceof Operand.Immediate immediate) {
            constant(index, state, immediate.value());
        } else if (push && source instanceof Operand.Memory memory) {
            load(index, state, memory, WORD);
        } else {
            produce(Producer.Kind.COMPUTED, index, state);
        }
    }
}
