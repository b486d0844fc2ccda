// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.Expression;
import dev.panictriage.elf4j.dwarf.ExpressionContext;
import dev.panictriage.elf4j.dwarf.ExpressionEvaluator;
import dev.panictriage.elf4j.dwarf.RegisterRule;
import dev.panictriage.elf4j.dwarf.UnwindRow;
import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.kernel.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The registers in each frame of a stack, by call frame information. Where there is ORC, it finds the frames and their stack
 * and frame pointers; the locals of outer frames are in rbx and r12 to r15 as well, which callees save where only DWARF says.
 */
public final class CallFrames {
    /** Finds the call frame information of code where it is at run time; null where there is none. */
    public interface Rows {
        /** Of a kernel without debugging information. */
        Rows NONE = pc -> null;

        @Nullable
        UnwindRow at(long pc);
    }

    private final Rows rows;
    private final Memory memory;

    public CallFrames(Rows rows, Memory memory) {
        this.rows = rows;
        this.memory = memory;
    }

    /**
     * The registers in each of the calls, innermost first: as many as there are calls.
     *
     * @param innermost what else is known in the first call, as the scheduler's saved registers of a sleeping task
     */
    public List<FrameRegisters> of(List<Call> calls, FrameRegisters innermost) {
        List<FrameRegisters> frames = new ArrayList<>(calls.size());
        FrameRegisters callee = null;
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            FrameRegisters registers;
            if (call.registers() != null) {
                registers = FrameRegisters.of(call.registers());
            } else if (callee != null && call.trust() == Trust.RETURN_ADDRESS) {
                // Nothing ran at the bad address that was called.
                registers = callee.copy();
            } else {
                registers = callee == null ? innermost : caller(calls.get(i - 1), callee, call.sp());
            }
            agree(registers, call);
            frames.add(registers);
            callee = registers;
        }
        return frames;
    }

    public List<FrameRegisters> of(List<Call> calls) {
        return of(calls, FrameRegisters.none());
    }

    /** What ORC says holds; of a frame pointer that it does not say, or not so, call frame information alone is not enough. */
    private static void agree(FrameRegisters registers, Call call) {
        registers.set(FrameRegisters.RETURN_ADDRESS, call.ip());
        registers.set(FrameRegisters.RSP, call.sp());
        Long bp = registers.get(FrameRegisters.RBP);
        if (bp == null || call.bp() != null && !Objects.equals(bp, call.bp())) {
            registers.set(FrameRegisters.RBP, bp == null ? call.bp() : null);
        }
    }

    /** The registers of the caller; none where call frame information is missing, damaged, or of another frame than ORC's. */
    private FrameRegisters caller(Call call, FrameRegisters callee, long callerSp) {
        FrameRegisters caller = caller(call.pc(), callee);
        Long sp = caller == null ? null : caller.get(FrameRegisters.RSP);
        return caller == null || sp == null || sp != callerSp ? FrameRegisters.none() : caller;
    }

    /**
     * The registers of the caller, its stack pointer and the return address among them.
     *
     * @param pc an address inside the callee's instruction
     * @return null where call frame information is missing, damaged, needs a register that is not known, or is of entry code
     *     that saved more than a caller's registers
     */
    @Nullable
    FrameRegisters caller(long pc, FrameRegisters callee) {
        try {
            UnwindRow row = rows.at(pc);
            Long cfa = row == null || row.signalFrame() ? null : canonicalFrameAddress(row, callee);
            if (row == null || cfa == null) {
                return null;
            }
            FrameRegisters caller = FrameRegisters.none();
            for (int register = 0; register < FrameRegisters.RETURN_ADDRESS; register++) {
                caller.set(register, value(row.rule(register), register, cfa, callee));
            }
            caller.set(FrameRegisters.RSP, cfa);
            caller.set(
                    FrameRegisters.RETURN_ADDRESS,
                    value(row.rule(row.returnColumn()), FrameRegisters.RETURN_ADDRESS, cfa, callee));
            return caller;
        } catch (DwarfException e) {
            return null;
        }
    }

    private @Nullable Long canonicalFrameAddress(UnwindRow row, FrameRegisters callee) {
        if (row.cfa() instanceof UnwindRow.Cfa.RegisterOffset at) {
            Long base = callee.get(at.register());
            return base == null ? null : (Long) (base + at.offset());
        }
        return computed(((UnwindRow.Cfa.Computed) row.cfa()).expression(), callee);
    }

    private @Nullable Long value(RegisterRule rule, int register, long cfa, FrameRegisters callee) {
        // No switch over types: the first run of each makes a class.
        if (rule instanceof RegisterRule.SavedAt saved) {
            return word(cfa + saved.offset());
        }
        if (rule instanceof RegisterRule.Unspecified) {
            return FrameRegisters.isCalleeSaved(register) ? callee.get(register) : null;
        }
        if (rule instanceof RegisterRule.Undefined) {
            return null;
        }
        if (rule instanceof RegisterRule.SameValue) {
            return callee.get(register);
        }
        if (rule instanceof RegisterRule.FrameAddress address) {
            return cfa + address.offset();
        }
        if (rule instanceof RegisterRule.InRegister in) {
            return callee.get(in.register());
        }
        if (rule instanceof RegisterRule.SavedAtExpression saved) {
            Long address = computed(saved.expression(), callee, cfa);
            return address == null ? null : word(address);
        }
        return computed(((RegisterRule.Computed) rule).expression(), callee, cfa);
    }

    private @Nullable Long computed(Expression expression, FrameRegisters callee, long... initial) {
        return ExpressionEvaluator.number(expression, context(callee), initial);
    }

    private ExpressionContext context(FrameRegisters callee) {
        return new ExpressionContext() {
            @Override
            public @Nullable Long register(int register) {
                return callee.get(register);
            }

            @Override
            public @Nullable Long memory(long address, int bytes) {
                return number(address, bytes);
            }
        };
    }

    private @Nullable Long number(long address, int bytes) {
        try {
            return memory.number(address, bytes);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private @Nullable Long word(long address) {
        return number(address, Long.BYTES);
    }
}
