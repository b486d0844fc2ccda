// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.TaskPointerMismatch;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds faults through a pointer that should be the current task: some code loaded per-CPU {@code current_task} and kept it
 * in registers, from function to function, and what arrived at the fault is another value.
 */
public final class TaskPointers {
    /** The task is handed from function to function, but not through many. */
    private static final int MOST_CALLERS = 6;

    /** The task is among the first arguments. */
    private static final List<String> FIRST_ARGUMENTS = GeneralRegisters.ARGUMENTS.subList(0, 4);

    private final CodeReader reader;

    public TaskPointers(CodeReader reader) {
        this.reader = reader;
    }

    /** What is known of the CPU, and how to read its task. */
    public interface Cpu {
        /** The task that is current. */
        Word current();

        /** What to add to a per-CPU address to get at the CPU's copy; null if not known. */
        @Nullable
        Word perCpuBase();

        /** The member of task_struct at an offset; null if the types do not tell. */
        @Nullable
        String member(long offset);

        /** What a member of the current task holds; null if it cannot be read. */
        @Nullable
        Word value(long offset);
    }

    /**
     * @param callers the frames of the fault's stack from the one that called the faulting function on, innermost first
     * @return empty if the pointer is right, or if nothing shows that it should be the current task
     */
    public Optional<TaskPointerMismatch> mismatch(ExceptionContext fault, List<Frame> callers, Cpu cpu) {
        Word rip = fault.rip().address();
        FunctionCode code = rip == null ? null : reader.function(rip.value());
        int index = code == null || rip == null ? -1 : code.indexOf(rip.value());
        if (code == null || index < 0) {
            return Optional.empty();
        }
        Operand.Memory operand = code.instructions().get(index).memory();
        if (operand == null || operand.baseRegister() == null) {
            return Optional.empty();
        }
        LoadedFrom loaded = LoadedFrom.of(code, index, operand.baseRegister());
        Operand.Memory through = operand;
        int at = index;
        if (loaded != null && loaded.unchanged()) {
            through = loaded.memory();
            at = code.indexOf(loaded.by().address());
        }
        return through.baseRegister() == null || through.indexRegister() != null || through.hasSegmentBase()
                ? Optional.empty()
                : mismatch(fault, code, at, through, callers, cpu);
    }

    private Optional<TaskPointerMismatch> mismatch(
            ExceptionContext fault,
            FunctionCode code,
            int index,
            Operand.Memory through,
            List<Frame> callers,
            Cpu cpu) {
        String register = String.valueOf(through.baseRegister());
        RegisterValues registers = FaultExplainer.valuesOf(fault);
        Long value = registers.value(register);
        if (value == null || value == cpu.current().value()) {
            return Optional.empty();
        }
        Carried own = Carried.to(code, index, register);
        if (own == null) {
            return Optional.empty();
        }
        Path path = new Path();
        path.add(own);
        boolean seen = !own.register().equals(Carried.NOT_SEEN);
        Carried last = own.load() != null
                ? own
                : fromCallers(seen ? own.register() : null, value, registers, fault.rip(), callers, path);
        if (last == null || last.load() == null) {
            return Optional.empty();
        }
        String passedAs = own.load() != null
                ? null
                : seen ? argument(own.register()) : argument(path.entered) + ", which still holds the same value";
        Instruction load = last.load();
        Long slot = addressOf(load, cpu);
        if (slot == null
                || reader.word(slot).filter(now -> now == cpu.current().value()).isEmpty()) {
            return Optional.empty();
        }
        long offset = through.displacement();
        return Optional.of(new TaskPointerMismatch(
                fault.stack(),
                fault.order(),
                register.toUpperCase(Locale.ROOT),
                Word.of(value),
                cpu.current(),
                FaultExplainer.operandText(through),
                offset,
                cpu.member(offset),
                cpu.value(offset),
                passedAs,
                seen && path.direct,
                load.text(),
                reader.describe(load.address()),
                Word.of(slot),
                last.register().toUpperCase(Locale.ROOT),
                path.calls,
                path.between,
                path.patched,
                Source.code(reader.describe(load.address()))));
    }

    /**
     * Follows the value from caller to caller, up to the one that loaded it.
     *
     * @param register the argument that it is; null if only its value shows which
     */
    private @Nullable Carried fromCallers(
            @Nullable String register,
            long value,
            RegisterValues registers,
            Location callee,
            List<Frame> callers,
            Path path) {
        String wanted = register;
        Location called = callee;
        for (int depth = 0; depth < callers.size() && depth < MOST_CALLERS; depth++) {
            Location place = callers.get(depth).location();
            Word back = place.address();
            FunctionCode code = back == null ? null : reader.function(back.value() - 1);
            Instruction call = code == null || back == null ? null : code.endingAt(back.value());
            if (code == null || call == null || call.flow() != Flow.CALL) {
                return null;
            }
            path.call(call, called);
            Carried carried = wanted != null
                    ? Carried.to(code, code.indexOf(call.address()), wanted)
                    : withValue(value, registers, code, call, path);
            if (carried == null) {
                return null;
            }
            path.add(carried);
            if (carried.load() != null) {
                return carried;
            }
            if (carried.register().equals(Carried.NOT_SEEN)) {
                return null;
            }
            wanted = carried.register();
            called = place;
        }
        return null;
    }

    /** The argument of a call that still holds the value, and was loaded before the call or passed to the caller. */
    private static @Nullable Carried withValue(
            long value, RegisterValues registers, FunctionCode code, Instruction call, Path path) {
        for (String candidate : FIRST_ARGUMENTS) {
            Long held = registers.value(candidate);
            if (held != null && held == value) {
                path.entered = candidate;
                return Carried.to(code, code.indexOf(call.address()), candidate);
            }
        }
        return null;
    }

    private static @Nullable Long addressOf(Instruction load, Cpu cpu) {
        Operand.Memory memory = load.memory();
        Word base = cpu.perCpuBase();
        return memory == null || memory.fixed() == null || base == null ? null : (Long) (base.value() + memory.fixed());
    }

    private static String argument(String register) {
        int number = GeneralRegisters.argument(register);
        String name = register.toUpperCase(Locale.ROOT);
        return number > 0 ? "argument " + number + ", " + name : name;
    }

    /** What was passed on the way from the load to the fault, gathered from the fault backwards. */
    private final class Path {
        private final List<String> calls = new ArrayList<>();
        private final List<String> between = new ArrayList<>();
        private @Nullable String patched;
        private String entered = "";
        private boolean direct = true;

        void add(Carried carried) {
            List<String> names = new ArrayList<>();
            for (Instruction call : carried.between()) {
                names.add(callee(call));
                lookForPatch(call);
            }
            between.addAll(0, names);
        }

        /** @param called where the called function stands; another than the call names has been jumped to */
        void call(Instruction call, Location called) {
            Word at = called.address();
            Long entry = at == null || called.offset() == null ? null : (Long) (at.value() - called.offset());
            direct &= entry != null && entry.equals(call.target());
            calls.addFirst(reader.describe(call.address()) + " calls " + callee(call));
            lookForPatch(call);
        }

        /** A function's first instruction is a call or a breakpoint only while something hooks it. */
        private void lookForPatch(Instruction call) {
            FunctionCode code = call.target() == null ? null : reader.function(call.target());
            Instruction hook = code == null ? null : Carried.entryHook(code);
            if (hook != null) {
                patched = callee(call) + " begins with " + hook.text();
            }
        }

        private String callee(Instruction call) {
            Long target = call.target();
            String symbol = target == null ? null : reader.symbol(target);
            return symbol == null ? call.text() : symbol;
        }
    }
}
