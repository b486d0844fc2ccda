// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function that was entered and has not returned: its code, where it stands, and what its registers and stack hold. The
 * registers of a caller are recovered from where its callees keep them.
 */
final class CallFrame {
    private static final int WORD = 8;
    private static final int DEEPEST = 6;
    private static final int MOST_SLOTS = 64;

    /** Bytes of endbr64, which calls may pass over. */
    private static final int ENDBR = 4;

    private final CodeReader reader;
    private final FlowGraph graph;
    private final int index;
    private final RegisterValues registers;
    private final List<Frame> callers;
    private final @Nullable Long entryPointer;
    private final Unchanged unchanged;
    private final PathConditions conditions;
    private final Exposure exposure;
    private final @Nullable Producer contradicted;
    private @Nullable Map<Made, Long> kept;

    /** A value by what gave it: the place that an instruction wrote, or that the function was entered with. */
    private record Made(int index, Place place) {
        // Written out: those that a record gets are made of method handles when first called, which costs tens of
        // milliseconds.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Made made && made.index == index && made.place.equals(place);
        }

        @Override
        public int hashCode() {
            return 31 * index + place.hashCode();
        }
    }

    /**
     * A value that was computed.
     *
     * @param isReadNow whether memory was read for it, which may have held another value then
     */
    record Known(long value, boolean isReadNow) {}

    private CallFrame(CodeReader reader, FlowGraph graph, int index, RegisterValues registers, List<Frame> callers) {
        this.reader = reader;
        this.graph = graph;
        this.index = index;
        this.registers = registers;
        this.callers = callers;
        entryPointer = entryPointer();
        unchanged = Unchanged.until(graph, index);
        conditions = new PathConditions(graph, unchanged, registers);
        exposure = Exposure.of(graph);
        contradicted = graph.isPartial() ? contradicted() : null;
    }

    /**
     * @param address of the instruction that is about to be executed
     * @param registers before it
     * @param callers the calls outwards, as far as they are sure
     * @return null if the code cannot be read
     */
    static @Nullable CallFrame of(CodeReader reader, long address, RegisterValues registers, List<Frame> callers) {
        FunctionCode function = reader.code(address);
        if (function == null || function.indexOf(address) < 0) {
            return null;
        }
        FlowGraph graph = FlowGraph.of(reader, function);
        return new CallFrame(reader, graph, graph.code().indexOf(address), registers, callers);
    }

    FlowGraph graph() {
        return graph;
    }

    int index() {
        return index;
    }

    RegisterValues registers() {
        return registers;
    }

    PathConditions conditions() {
        return conditions;
    }

    /** Address of the function's first instruction. */
    long function() {
        return graph.code().start();
    }

    /** Where its return address is; from the stack pointer, if the caller's agrees with it. */
    private @Nullable Long entryPointer() {
        Word callersSp = callers.isEmpty() ? null : callers.get(0).sp();
        Long expected = callersSp == null ? null : (Long) (callersSp.value() - WORD);
        Long sp = registers.value("rsp");
        long slot = graph.stackPointer(index);
        if (sp == null || slot == FlowGraph.UNKNOWN) {
            return expected;
        }
        long computed = sp - slot;
        return expected == null || expected == computed ? (Long) computed : null;
    }

    List<Producer> producers(int at, Place place, @Nullable Long value) {
        List<Producer> found = slice(at, place, value);
        for (Producer producer : found) {
            if (contradicted != null && producer.index() <= contradicted.index() && contradicted.index() < at) {
                return List.of(new Producer(Producer.Kind.UNKNOWN, index, place, null, 0, 0, WORD));
            }
        }
        return found;
    }

    private List<Producer> slice(int at, Place place, @Nullable Long value) {
        return Slice.of(graph, exposure, conditions, at, place, value);
    }

    /**
     * The last constant that the code before the instruction puts into a register which holds another value: then this is
     * not the way it was reached. Null if there is none.
     */
    @Nullable
    Producer contradiction() {
        return contradicted;
    }

    private @Nullable Producer contradicted() {
        Producer last = null;
        for (int i = 0; i < GeneralRegisters.COUNT; i++) {
            Long held = registers.value(GeneralRegisters.name(i));
            Place place = Place.register(i);
            if (held == null
                    || i == GeneralRegisters.RSP
                    || !slice(index, place, held).isEmpty()) {
                continue;
            }
            List<Producer> all = slice(index, place, null);
            Producer only = all.size() == 1 ? all.get(0) : null;
            if (only != null && only.is(Producer.Kind.CONSTANT) && (last == null || only.index() > last.index())) {
                last = only;
            }
        }
        return last;
    }

    /** What a register held before an instruction on the way here; null if that is not known. */
    @Nullable
    Known register(int at, String name) {
        return register(at, name, 0);
    }

    private @Nullable Known register(int at, String name, int depth) {
        int number = GeneralRegisters.number(name);
        Long held = at == index || number >= 0 && unchanged.since(at, number) ? registers.value(name) : null;
        if (held != null) {
            return new Known(held, false);
        }
        if (number < 0 || depth > DEEPEST) {
            return number < 0 && name.endsWith("_base") ? known(registers.value(name)) : null;
        }
        long slot = graph.base(at, name);
        if (slot != FlowGraph.UNKNOWN && entryPointer != null) {
            return new Known(entryPointer + slot, false);
        }
        List<Producer> producers = producers(at, Place.register(number), null);
        return producers.size() == 1 ? value(producers.get(0), depth) : null;
    }

    /** What a producer gave, where a register or the stack still has it; nothing is read from elsewhere. */
    @Nullable
    Long kept(Producer producer) {
        boolean given = switch (producer.kind()) {
            case ENTRY, LOAD, RESULT, COMPUTED -> producer.isWhole();
            default -> false;
        };
        Long value = given ? kept().get(new Made(producer.index(), producer.place())) : null;
        return value == null || producer.index() >= 0 && graph.isInLoop(producer.index()) ? null : value;
    }

    private static @Nullable Known known(@Nullable Long value) {
        return value == null ? null : new Known(value, false);
    }

    /** What a producer's value is, with what was added to it. */
    private @Nullable Known value(Producer producer, int depth) {
        if (!producer.isWhole()) {
            return null;
        }
        switch (producer.kind()) {
            case CONSTANT -> {
                return new Known(producer.constant() + producer.offset(), false);
            }
            case LOCAL -> {
                return entryPointer == null
                        ? null
                        : new Known(entryPointer + producer.constant() + producer.offset(), false);
            }
            case UNKNOWN, CLOBBERED -> {
                return null;
            }
            default -> {
                Long value = kept(producer);
                if (value != null) {
                    return new Known(value + producer.offset(), false);
                }
            }
        }
        Long address = producer.is(Producer.Kind.LOAD) ? address(producer, depth + 1) : null;
        Long now = address == null ? null : read(producer, address);
        return now == null ? null : new Known(now + producer.offset(), true);
    }

    /** What the function was entered with in a place; null if nothing kept it. */
    @Nullable
    Long onEntry(Place place) {
        return kept().get(new Made(-1, place));
    }

    /** From where a load loaded; null if that cannot be computed. */
    @Nullable
    Long address(Producer load) {
        return address(load, 0);
    }

    private @Nullable Long address(Producer load, int depth) {
        Operand.Memory memory = load.memory();
        return memory == null
                ? null
                : memory.effectiveAddress(name -> {
                    Known known = register(load.index(), name, depth);
                    return known == null ? null : (Long) known.value();
                });
    }

    /** What a load would give now. */
    @Nullable
    Long read(Producer load, long address) {
        Operand.Memory memory = load.memory();
        Optional<Long> word = reader.word(address);
        if (memory == null || word.isEmpty()) {
            return null;
        }
        int unused = Long.SIZE - 8 * (memory.size() == 0 ? WORD : Math.min(memory.size(), WORD));
        long low = word.get() << unused;
        return graph.at(load.index()).operation().startsWith("movs") ? low >> unused : low >>> unused;
    }

    /** The values that registers and stack still hold, by what gave them. */
    private Map<Made, Long> kept() {
        if (kept == null) {
            Map<Made, Long> found = new HashMap<>();
            kept = found;
            for (int i = 0; i < GeneralRegisters.COUNT; i++) {
                Long value = registers.value(GeneralRegisters.name(i));
                if (value != null && i != GeneralRegisters.RSP) {
                    keep(found, Place.register(i), value);
                }
            }
            long sp = graph.stackPointer(index);
            if (entryPointer != null && sp != FlowGraph.UNKNOWN) {
                for (long slot : storedSlots()) {
                    Optional<Long> value = slot < sp ? Optional.empty() : reader.word(entryPointer + slot);
                    if (value.isPresent()) {
                        keep(found, Place.slot(slot), value.get());
                    }
                }
            }
        }
        return kept;
    }

    private void keep(Map<Made, Long> found, Place place, long value) {
        List<Producer> producers = producers(index, place, null);
        Producer producer = producers.size() == 1 ? producers.get(0) : null;
        if (producer != null && producer.isWhole()) {
            found.putIfAbsent(new Made(producer.index(), producer.place()), value - producer.offset());
        }
    }

    private Set<Long> storedSlots() {
        Set<Long> slots = new HashSet<>();
        for (int i = 0; i < graph.size() && slots.size() < MOST_SLOTS; i++) {
            Instruction instruction = graph.at(i);
            String operation = instruction.operation();
            if (operation.equals("push")) {
                long sp = graph.stackPointer(i);
                if (sp != FlowGraph.UNKNOWN) {
                    slots.add(sp - WORD);
                }
            } else if (operation.equals("mov") && instruction.operands().get(0) instanceof Operand.Memory memory) {
                long slot = graph.slot(i, memory);
                if (slot != FlowGraph.UNKNOWN && memory.size() == WORD) {
                    slots.add(slot);
                }
            }
        }
        return slots;
    }

    /** The function that called this one; null if it is not known for sure. */
    @Nullable
    CallFrame caller() {
        Frame frame = callers.isEmpty() ? null : callers.get(0);
        Word back = frame == null || frame.context() != null
                ? null
                : frame.location().address();
        FunctionCode function = back == null ? null : reader.function(back.value() - 1);
        Instruction call = function == null || back == null ? null : function.endingAt(back.value());
        if (frame == null || call == null || call.flow() != Flow.CALL) {
            return null;
        }
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < GeneralRegisters.COUNT; i++) {
            Long value = i == GeneralRegisters.RAX || i == GeneralRegisters.RSP ? null : onEntry(Place.register(i));
            if (value != null) {
                values.put(GeneralRegisters.name(i), value);
            }
        }
        if (frame.sp() != null) {
            values.put("rsp", frame.sp().value());
        }
        Long perCpu = registers.value("gs_base");
        if (perCpu != null) {
            values.put("gs_base", perCpu);
        }
        return of(reader, call.address(), values::get, new ArrayList<>(callers.subList(1, callers.size())));
    }

    /** Whether the call that this frame stands at goes to the start of a function; null for one that is computed. */
    @Nullable
    Boolean calls(long function) {
        Long target = graph.at(index).target();
        if (target == null || Thunks.register(reader.symbol(target)) != null) {
            return null;
        }
        return target == function || target == function + ENDBR;
    }
}
