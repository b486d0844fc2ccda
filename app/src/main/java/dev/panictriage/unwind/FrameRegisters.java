// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.RegisterValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the registers in one frame, by their DWARF numbers: System V ABI, AMD64 supplement, figure 3.36. A register
 * that a callee may have changed without saving it is not known.
 */
public final class FrameRegisters {
    static final int RBX = 3;
    static final int RBP = 6;
    static final int RSP = 7;
    static final int R12 = 12;
    static final int R15 = 15;
    static final int RETURN_ADDRESS = 16;

    private static final List<String> NAMES = List.of(
            "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15", "rip");

    private final long[] values = new long[NAMES.size()];
    private int known;

    private FrameRegisters() {}

    static FrameRegisters none() {
        return new FrameRegisters();
    }

    FrameRegisters copy() {
        FrameRegisters copy = new FrameRegisters();
        System.arraycopy(values, 0, copy.values, 0, values.length);
        copy.known = known;
        return copy;
    }

    /** All that was saved, by entry code or by the scheduler; "rbx", "r12" and so on. */
    public static FrameRegisters of(RegisterValues saved) {
        FrameRegisters registers = new FrameRegisters();
        for (int register = 0; register < NAMES.size(); register++) {
            registers.set(register, saved.value(NAMES.get(register)));
        }
        return registers;
    }

    /** What unwinding carries from call to call. */
    static FrameRegisters of(long ip, long sp, @Nullable Long bp) {
        FrameRegisters registers = new FrameRegisters();
        registers.set(RETURN_ADDRESS, ip);
        registers.set(RSP, sp);
        registers.set(RBP, bp);
        return registers;
    }

    /** The value of a register by its DWARF number, 16 for the instruction pointer; null where it is not known. */
    public @Nullable Long get(int register) {
        return register >= 0 && register < values.length && (known & 1 << register) != 0
                ? (Long) values[register]
                : null;
    }

    void set(int register, @Nullable Long value) {
        known &= ~(1 << register);
        if (value != null) {
            known |= 1 << register;
            values[register] = value;
        }
    }

    /** Whether a function must leave the register as it found it. */
    static boolean isCalleeSaved(int register) {
        return register == RBX || register == RBP || register >= R12 && register <= R15;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int register = 0; register < values.length; register++) {
            Long value = get(register);
            if (value != null) {
                text.append(text.isEmpty() ? "" : " ").append(NAMES.get(register));
                text.append("=0x").append(Long.toHexString(value));
            }
        }
        return text.toString();
    }
}
