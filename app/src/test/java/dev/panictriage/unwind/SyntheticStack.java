// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.fixtures.Bytes;
import dev.panictriage.kernel.FixedSymbols;
import dev.panictriage.kernel.SparseMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of 0x100 bytes each, full of no-ops, and a stack of 0x4000 bytes, full of zeros, which a test fills in. */
final class SyntheticStack {
    static final long TEXT = 0xffff_ffff_8100_0000L;
    static final long STACK = 0xffff_c900_0001_0000L;
    static final int STACK_SIZE = 0x4000;
    static final long KERNEL_CS = 0x10;
    static final long USER_CS = 0x33;

    private static final long FUNCTION_SIZE = 0x100;

    private final SparseMemory memory = new SparseMemory().zeros(STACK, STACK_SIZE);
    private final FixedSymbols symbols = new FixedSymbols();
    private final Map<Long, OrcEntry> entries = new HashMap<>();
    private CallFrames.Rows rows = CallFrames.Rows.NONE;
    private StackEnds ends = StackEnds.UNKNOWN;
    private long nextFunction = TEXT;

    /** Adds a function, and returns its address. Without an entry, no table covers it. */
    long function(String name, @Nullable OrcEntry entry, int... code) {
        byte[] bytes = new byte[(int) FUNCTION_SIZE];
        Arrays.fill(bytes, (byte) 0x90);
        for (int i = 0; i < code.length; i++) {
            bytes[i] = (byte) code[i];
        }
        long address = nextFunction;
        nextFunction += FUNCTION_SIZE;
        memory.put(address, bytes);
        symbols.put(name, address, FUNCTION_SIZE);
        if (entry != null) {
            entries.put(address, entry);
        }
        return address;
    }

    /** Puts a call into the function, and returns where it returns to. */
    long callIn(long function) {
        memory.u8(function + 0x40, 0xe8);
        return function + 0x45;
    }

    SyntheticStack word(long address, long value) {
        memory.u64(address, value);
        return this;
    }

    /** Saves registers on the stack; those that are not given are zero. */
    SyntheticStack registers(long address, long ip, long sp, long bp, long cs) {
        byte[] bytes = pushed(ip, sp, bp, 0, cs);
        for (int i = 0; i < bytes.length; i++) {
            memory.u8(address + i, bytes[i]);
        }
        return this;
    }

    /** Saves what the processor pushes for an exception. */
    SyntheticStack iretFrame(long address, long ip, long sp, long cs) {
        return word(address, ip).word(address + 8, cs).word(address + 16, 0x246).word(address + 24, sp);
    }

    SyntheticStack callFrames(CallFrames.Rows found) {
        rows = found;
        return this;
    }

    SyntheticStack ends(StackEnds known) {
        ends = known;
        return this;
    }

    /** Adds a symbol that is no function of its own. */
    SyntheticStack symbol(String name, long address) {
        symbols.put(name, address, 0);
        return this;
    }

    Unwinder unwinder() {
        OrcTables tables = pc -> entries.get(pc & -FUNCTION_SIZE);
        return new Unwinder(memory, symbols, tables, rows, new X86Decoder(), ends);
    }

    UnwoundStack unwind(long ip, long sp, long bp) {
        return unwinder().unwind(interrupted(ip, sp, bp, 0));
    }

    static PtRegs interrupted(long ip, long sp, long bp, long r10) {
        return new PtRegs(pushed(ip, sp, bp, r10, KERNEL_CS), 0, false);
    }

    static PtRegs interruptedUser() {
        return new PtRegs(pushed(0x40_1000, 0x7ffe_0000_1000L, 0, 0, USER_CS), 0, false);
    }

    /** struct pt_regs, arch/x86/include/uapi/asm/ptrace.h. */
    private static byte[] pushed(long ip, long sp, long bp, long r10, long cs) {
        return new Bytes()
                .zeros(4 * 8)
                .u64(bp)
                .zeros(2 * 8)
                .u64(r10)
                .zeros(8 * 8)
                .u64(ip)
                .u64(cs)
                .u64(0x246)
                .u64(sp)
                .u64(0x18)
                .toArray();
    }
}
