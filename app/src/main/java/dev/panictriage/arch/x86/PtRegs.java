// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.RegisterValues;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registers that entry code pushes: struct pt_regs, arch/x86/include/uapi/asm/ptrace.h. The same order begins
 * elf_gregset_t, arch/x86/include/asm/elf.h.
 */
public final class PtRegs implements RegisterValues {
    /** Bytes of struct pt_regs. */
    public static final int SIZE = 21 * 8;

    /** Where the processor's own part begins: ip, cs, flags, sp, ss. */
    public static final int IRET_FRAME = 16 * 8;

    private static final List<String> NAMES = List.of(
            "r15",
            "r14",
            "r13",
            "r12",
            "rbp",
            "rbx",
            "r11",
            "r10",
            "r9",
            "r8",
            "rax",
            "rcx",
            "rdx",
            "rsi",
            "rdi",
            "orig_rax",
            "rip",
            "cs",
            "eflags",
            "rsp",
            "ss");
    private static final int BP = 4;
    private static final int IP = 16;
    private static final int CS = 17;
    private static final int FLAGS = 18;
    private static final int SP = 19;
    private static final long INTERRUPT_FLAG = 1 << 9;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] words = new long[NAMES.size()];
    private final int first;

    /** Bits by number of the registers of which there is something else in their place. */
    private final int unknown;

    /**
     * @param bytes a whole struct pt_regs from {@code at} on
     * @param partial whether only the iret frame was pushed, so that the other words are not registers
     */
    public PtRegs(byte[] bytes, int at, boolean partial) {
        first = partial ? IP : 0;
        unknown = 0;
        for (int i = first; i < words.length; i++) {
            words[i] = (long) LONG.get(bytes, at + i * 8);
        }
        // Some notes widen 16-bit selectors with what lay above them on the stack.
        words[CS] &= 0xffff;
        words[SP + 1] &= 0xffff;
    }

    private PtRegs(PtRegs other, int unknown) {
        System.arraycopy(other.words, 0, words, 0, words.length);
        first = other.first;
        this.unknown = unknown;
    }

    /** These, less some that the entry code did not push: what lies in their place is something else. */
    public PtRegs without(String... registers) {
        int without = unknown;
        for (String register : registers) {
            without |= 1 << NAMES.indexOf(register);
        }
        return new PtRegs(this, without);
    }

    public long ip() {
        return words[IP];
    }

    public long sp() {
        return words[SP];
    }

    public boolean hasBp() {
        return isKnown(BP);
    }

    public long bp() {
        return words[BP];
    }

    /** Whether user space was interrupted: the privilege level in CS. */
    public boolean isUser() {
        return (words[CS] & 3) == 3;
    }

    private boolean isKnown(int register) {
        return register >= first && (unknown >>> register & 1) == 0;
    }

    public long flags() {
        return words[FLAGS];
    }

    /** {@code cs} or {@code ss}. */
    public long selector(String name) {
        return words[name.equals("cs") ? CS : SP + 1];
    }

    public boolean interruptsEnabled() {
        return (words[FLAGS] & INTERRUPT_FLAG) != 0;
    }

    @Override
    public @Nullable Long value(String register) {
        int i = NAMES.indexOf(register);
        return i >= 0 && isKnown(i) ? (Long) words[i] : null;
    }

    /** All that are known, in the order of the struct. */
    public Map<String, Long> known() {
        Map<String, Long> known = new LinkedHashMap<>();
        for (int i = first; i < words.length; i++) {
            if (isKnown(i)) {
                known.put(NAMES.get(i), words[i]);
            }
        }
        return known;
    }
}
