// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the loops in which a CPU waits for another's write: they read one place in memory over and over, write
 * none, call nothing, and change no register that the address is made of. Nothing that the CPU does itself can end them.
 */
public final class SpinLoops {
    /** Waiting loops are short; a longer way back to the same instruction is ordinary work. */
    private static final int LONGEST = 24;

    /** Functions that wait for an answer to an IPI, with csd_lock_wait() inlined: kernel/smp.c. */
    private static final Set<String> IPI_WAITERS = Set.of(
            "csd_lock_wait", "smp_call_function_single", "smp_call_function_many_cond", "smp_call_function_many");

    private final CodeReader reader;

    public SpinLoops(CodeReader reader) {
        this.reader = reader;
    }

    /** @return empty if the interrupted instruction is in no such loop */
    public Optional<SpinLoop> around(ExceptionContext interrupted) {
        Word rip = interrupted.rip().address();
        FunctionCode code = rip == null ? null : reader.function(rip.value());
        if (rip == null || code == null || code.indexOf(rip.value()) < 0) {
            return Optional.empty();
        }
        List<Instruction> loop = shortestLoop(code, rip.value());
        Instruction load = loop.isEmpty() ? null : polledLoad(loop);
        Operand.Memory place = load == null ? null : load.memory();
        if (load == null || place == null) {
            return Optional.empty();
        }
        RegisterValues registers = FaultExplainer.valuesOf(interrupted);
        Long variable = place.effectiveAddress(registers);
        String register = loadedInto(load);
        Long value = register == null ? null : registers.value(register);
        return Optional.of(new SpinLoop(
                interrupted.stack(),
                interrupted.order(),
                kind(code, loop, place, interrupted.rip().symbol()),
                interrupted.rip(),
                variable == null ? null : Word.of(variable),
                variable == null ? null : FaultExplainer.computation(place, registers, variable),
                variable == null ? null : reader.describe(variable),
                register == null ? null : register.toUpperCase(Locale.ROOT),
                value == null ? null : Word.of(value),
                loop.stream().map(Instruction::text).toList(),
                Source.code(reader.describe(rip.value()))));
    }

    /** Breadth first, so that the inner of two nested loops is found. */
    private static List<Instruction> shortestLoop(FunctionCode code, long from) {
        Map<Long, Long> cameFrom = new HashMap<>();
        Deque<Long> open = new ArrayDeque<>();
        open.add(from);
        int budget = LONGEST * 4;
        while (!open.isEmpty() && budget-- > 0) {
            long at = open.remove();
            Instruction instruction = code.at(at);
            if (instruction == null || instruction.flow() == Flow.CALL) {
                continue;
            }
            for (long next : code.successors(instruction)) {
                if (next == from) {
                    return path(code, cameFrom, from, at);
                }
                if (cameFrom.putIfAbsent(next, at) == null) {
                    open.add(next);
                }
            }
        }
        return List.of();
    }

    private static List<Instruction> path(FunctionCode code, Map<Long, Long> cameFrom, long from, long last) {
        List<Instruction> path = new ArrayList<>();
        Long at = last;
        while (at != null && path.size() <= LONGEST) {
            Instruction instruction = code.at(at);
            if (instruction != null) {
                path.add(instruction);
            }
            if (at == from) {
                break;
            }
            at = cameFrom.get(at);
        }
        Collections.reverse(path);
        return path.size() > LONGEST ? List.of() : path;
    }

    /** The one place that the loop reads, if that is all it does with memory. */
    private static @Nullable Instruction polledLoad(List<Instruction> loop) {
        Instruction load = null;
        for (Instruction instruction : loop) {
            for (Operand.Memory memory : instruction.memoryAccesses()) {
                if (memory.access() != Access.READ || load != null) {
                    return null;
                }
                load = instruction;
            }
        }
        Operand.Memory place = load == null ? null : load.memory();
        if (place == null) {
            return null;
        }
        for (Instruction instruction : loop) {
            if (writes(instruction, place.baseRegister()) || writes(instruction, place.indexRegister())) {
                return null;
            }
        }
        return load;
    }

    private static boolean writes(Instruction instruction, @Nullable String register) {
        return register != null && instruction.writes(register);
    }

    private static @Nullable String loadedInto(Instruction load) {
        return load.operands().get(0) instanceof Operand.Register register
                        && register.access().writes()
                ? register.whole()
                : null;
    }

    private static SpinLoop.Kind kind(
            FunctionCode code, List<Instruction> loop, Operand.Memory place, @Nullable String symbol) {
        if (symbol != null && symbol.contains("spin_lock")) {
            return SpinLoop.Kind.SPINLOCK;
        }
        if (!testsLowestBit(loop)) {
            return SpinLoop.Kind.OTHER;
        }
        if (symbol != null && IPI_WAITERS.contains(symbol.replaceAll("\\..*", ""))) {
            return SpinLoop.Kind.IPI;
        }
        if (place.size() != 4) {
            return SpinLoop.Kind.OTHER;
        }
        return isReadAgain(code, loop, place) ? SpinLoop.Kind.SEQUENCE : SpinLoop.Kind.OTHER;
    }

    private static boolean testsLowestBit(List<Instruction> loop) {
        for (Instruction instruction : loop) {
            boolean masks = instruction.operation().equals("test")
                    || instruction.operation().equals("and")
                    || instruction.operation().equals("bt");
            if (masks) {
                for (Operand operand : instruction.operands()) {
                    long lowest = instruction.operation().equals("bt") ? 0 : 1;
                    if (operand instanceof Operand.Immediate immediate && immediate.value() == lowest) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** A reader of a sequence compares the counter with the value it began with, and begins again if it moved. */
    private static boolean isReadAgain(FunctionCode code, List<Instruction> loop, Operand.Memory place) {
        for (Instruction instruction : code.instructions()) {
            Operand.Memory other = instruction.memory();
            if (other != null
                    && !loop.contains(instruction)
                    && other.size() == place.size()
                    && other.access() == Access.READ
                    && samePlace(other, place)) {
                return true;
            }
        }
        return false;
    }

    private static boolean samePlace(Operand.Memory a, Operand.Memory b) {
        if (a.fixed() != null || b.fixed() != null) {
            return a.fixed() != null && a.fixed().equals(b.fixed());
        }
        return a.displacement() == b.displacement()
                && java.util.Objects.equals(a.baseRegister(), b.baseRegister())
                && java.util.Objects.equals(a.indexRegister(), b.indexRegister());
    }
}
