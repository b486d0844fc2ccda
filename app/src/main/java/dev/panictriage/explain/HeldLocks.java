// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a function that has not returned yet holds a spinlock, by its code: walks from where it stands backwards along all
 * paths to the calls that take and release the lock.
 */
public final class HeldLocks {
    public enum Verdict {
        NO,
        /** On some way to where it stands, or the code does not tell of all that it passes. */
        MAYBE,
        /** On every way to where it stands, it took the lock and did not release it. */
        YES
    }

    /** include/linux/spinlock_api_smp.h and, for rwlocks, rwlock_api_smp.h; without the underscore and "raw" before 2.6.33. */
    private static final Set<String> TAKES = Set.of(
            "_raw_spin_lock",
            "_raw_spin_lock_irq",
            "_raw_spin_lock_irqsave",
            "_raw_spin_lock_bh",
            "_raw_spin_lock_nested",
            "_raw_spin_lock_irqsave_nested",
            "_raw_write_lock",
            "_raw_write_lock_irq",
            "_raw_write_lock_irqsave",
            "_raw_write_lock_bh",
            "_raw_read_lock",
            "_raw_read_lock_irq",
            "_raw_read_lock_irqsave",
            "_raw_read_lock_bh",
            "_spin_lock",
            "_spin_lock_irq",
            "_spin_lock_irqsave",
            "_spin_lock_bh");

    private static final Set<String> TRIES = Set.of(
            "_raw_spin_trylock", "_raw_spin_trylock_bh", "_raw_write_trylock", "_raw_read_trylock", "_spin_trylock");

    private static final String FIRST_ARGUMENT = "rdi";
    private static final String STACK = "rsp";

    /** Steps of one walk: above any function's number of instructions that is looked at. */
    private static final int LONGEST = 40_000;

    private final CodeReader reader;
    private final Map<Long, Map<Long, List<Instruction>>> predecessors = new HashMap<>();

    public HeldLocks(CodeReader reader) {
        this.reader = reader;
    }

    /**
     * @param at where the function stands: a return address, or an interrupted instruction
     * @param interrupted which of the two
     * @param registers at that place; those that calls preserve are asked for
     */
    public Verdict holds(long at, boolean interrupted, long lock, RegisterValues registers) {
        FunctionCode code = reader.function(interrupted ? at : at - 1);
        Instruction start = code == null ? null : interrupted ? code.at(at) : code.endingAt(at);
        return code == null || start == null || !takesAny(code)
                ? Verdict.NO
                : new Walk(code, lock, registers).from(start);
    }

    private boolean takesAny(FunctionCode code) {
        for (Instruction instruction : code.instructions()) {
            String called = called(instruction);
            if (called != null && takes(called)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a function may release a lock of its caller's: it releases one, and takes none. */
    private boolean releasesForItsCaller(long function) {
        FunctionCode code = reader.function(function);
        if (code == null) {
            return true;
        }
        boolean releases = false;
        for (Instruction instruction : code.instructions()) {
            Long target = instruction.flow() == Flow.JUMP ? instruction.target() : callee(instruction);
            String other = target == null ? null : reader.symbol(target);
            if (other != null && takes(other)) {
                return false;
            }
            releases |= other != null && releases(other) || unlockedByte(instruction) != null;
        }
        return releases;
    }

    /** The function that a direct call goes to. */
    private static @Nullable Long callee(Instruction instruction) {
        return instruction.flow() == Flow.CALL ? instruction.target() : null;
    }

    private @Nullable String called(Instruction instruction) {
        Long target = callee(instruction);
        return target == null ? null : reader.symbol(target);
    }

    private static boolean takes(String function) {
        return TAKES.contains(function) || TRIES.contains(function);
    }

    /** What may be an inlined unlock, native_queued_spin_unlock(): where a zero byte is stored, other than on the stack. */
    private static Operand.@Nullable Memory unlockedByte(Instruction instruction) {
        Operand.Memory to = instruction.memory();
        return instruction.operation().equals("mov")
                        && to != null
                        && to.size() == 1
                        && !STACK.equals(to.baseRegister())
                        && instruction.operands().size() == 2
                        && instruction.operands().get(1) instanceof Operand.Immediate zero
                        && zero.value() == 0
                ? to
                : null;
    }

    private static boolean releases(String function) {
        return function.contains("unlock")
                && (function.contains("spin") || function.contains("raw_read") || function.contains("raw_write"));
    }

    private Map<Long, List<Instruction>> predecessors(FunctionCode code) {
        long key = code.instructions().get(0).address();
        Map<Long, List<Instruction>> known = predecessors.get(key);
        if (known == null) {
            known = new HashMap<>();
            for (Instruction instruction : code.instructions()) {
                for (long next : code.successors(instruction)) {
                    known.computeIfAbsent(next, address -> new ArrayList<>(2)).add(instruction);
                }
            }
            predecessors.put(key, known);
        }
        return known;
    }

    private final class Walk {
        private final FunctionCode code;
        private final long lock;
        private final RegisterValues registers;
        private final Map<Long, List<Instruction>> before;
        private final Set<Long> visited = new HashSet<>();
        /** Instructions that set the registers which lead to the lock; on the way back to where it was taken there must be none. */
        private final Set<Long> setters = new HashSet<>();

        private final Set<Long> callees = new HashSet<>();

        private boolean taken;
        private boolean doubtful;

        Walk(FunctionCode code, long lock, RegisterValues registers) {
            this.code = code;
            this.lock = lock;
            this.registers = registers;
            before = predecessors(code);
        }

        Verdict from(Instruction start) {
            Deque<Instruction> open = new ArrayDeque<>();
            open.add(start);
            while (!open.isEmpty()) {
                Instruction next = open.removeLast();
                List<Instruction> ways = before.getOrDefault(next.address(), List.of());
                int index = code.indexOf(next.address());
                doubtful |= ways.isEmpty() || code.isEntry(index) || visited.size() > LONGEST;
                for (Instruction way : ways) {
                    if (visited.size() <= LONGEST && visited.add(way.address()) && goesOn(way)) {
                        open.add(way);
                    }
                }
            }
            for (long setter : setters) {
                doubtful |= visited.contains(setter);
            }
            if (!taken) {
                return Verdict.NO;
            }
            for (long callee : callees) {
                doubtful = doubtful || releasesForItsCaller(callee);
            }
            return doubtful ? Verdict.MAYBE : Verdict.YES;
        }

        /** Whether what was before this instruction still matters. */
        private boolean goesOn(Instruction instruction) {
            String called = called(instruction);
            if (called != null && takes(called)) {
                if (!isLock(argument(code.indexOf(instruction.address())))) {
                    return true;
                }
                taken = true;
                doubtful |= TRIES.contains(called);
                return false;
            }
            if (called != null && releases(called)) {
                Long argument = argument(code.indexOf(instruction.address()));
                doubtful |= argument == null || argument == lock;
                return argument == null || argument != lock;
            }
            Long callee = callee(instruction);
            if (callee != null) {
                callees.add(callee);
            }
            return !mayStoreUnlocked(instruction);
        }

        private boolean isLock(@Nullable Long argument) {
            return argument != null && argument == lock;
        }

        private boolean mayStoreUnlocked(Instruction instruction) {
            Operand.Memory to = unlockedByte(instruction);
            if (to == null) {
                return false;
            }
            Long fixed = to.fixed();
            String base = to.baseRegister();
            Long address = fixed;
            if (fixed == null && base != null && to.indexRegister() == null && isKept(base, instruction.address())) {
                Long value = registers.value(base);
                address = value == null ? null : (Long) (value + to.displacement());
            }
            if (address == null || address == lock) {
                doubtful = true;
            }
            return address != null && address == lock;
        }

        /** The first argument of the call at this position; null if it cannot be told. */
        private @Nullable Long argument(int call) {
            String register = FIRST_ARGUMENT;
            long plus = 0;
            for (int i = call; i > 0 && code.followsItsPredecessor(i); i--) {
                if (code.isBranchTarget(code.instructions().get(i).address())) {
                    return null;
                }
                Instruction writer = code.instructions().get(i - 1);
                boolean hook = i == 1 && writer.flow() == Flow.CALL;
                if (!writer.flow().fallsThrough() || writer.flow() == Flow.CALL && !hook) {
                    return null;
                }
                if (hook || !writer.writes(register)) {
                    continue;
                }
                Operand from = writer.operands().size() == 2 ? writer.operands().get(1) : null;
                if (writer.operation().equals("mov") && from instanceof Operand.Immediate constant) {
                    return constant.value() + plus;
                }
                if (writer.operation().equals("lea")
                        && from instanceof Operand.Memory place
                        && place.indexRegister() == null) {
                    if (place.fixed() != null) {
                        return place.fixed() + plus;
                    }
                    register = place.baseRegister();
                    plus += place.displacement();
                } else if (writer.operation().equals("mov")
                        && from instanceof Operand.Register other
                        && other.size() == Long.BYTES) {
                    register = other.whole();
                } else {
                    return null;
                }
                if (register == null) {
                    return null;
                }
                if (!GeneralRegisters.isCallClobbered(register)) {
                    return kept(register, writer.address(), plus);
                }
            }
            return copied(register, call, plus);
        }

        /** An argument of the function itself, which it copied to a register that calls preserve. */
        private @Nullable Long copied(@Nullable String argument, int call, long plus) {
            for (int i = 0; i < call && argument != null; i++) {
                Instruction copy = code.instructions().get(i);
                if (copy.operation().equals("mov")
                        && copy.operands().size() == 2
                        && copy.operands().get(0) instanceof Operand.Register to
                        && copy.operands().get(1) instanceof Operand.Register from
                        && to.size() == Long.BYTES
                        && from.whole().equals(argument)
                        && !GeneralRegisters.isCallClobbered(to.whole())) {
                    Long value = kept(to.whole(), code.instructions().get(call).address(), plus);
                    if (value != null) {
                        return value;
                    }
                }
            }
            return null;
        }

        private @Nullable Long kept(String register, long use, long plus) {
            Long value = isKept(register, use) ? registers.value(register) : null;
            return value == null ? null : (Long) (value + plus);
        }

        /** Whether a register still holds what it held at an instruction: one instruction at most sets it, and before that one. */
        private boolean isKept(String register, long use) {
            Instruction setter = null;
            for (Instruction instruction : code.instructions()) {
                if (instruction.writes(register) && !instruction.operation().equals("pop")) {
                    if (setter != null || instruction.address() > use) {
                        return false;
                    }
                    setter = instruction;
                }
            }
            if (GeneralRegisters.isCallClobbered(register)) {
                return false;
            }
            if (setter != null) {
                setters.add(setter.address());
            }
            return true;
        }
    }
}
