// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the struct pt_regs that {@link EntryCode} pushed, from where its stack pointer is once the function that it called
 * has returned. Which place it is differs from version to version, so each is tried, and what is there must be what the
 * processor pushes.
 *
 * <pre>
 * sp            exceptions, NMIs, interrupts since 4.3 that came on the interrupt stack
 * sp - 0x30     system calls before 4.2: registers from r11 on (ARGOFFSET)
 * sp - 0x28     interrupts of 2.6.32 that came on the interrupt stack: rbp where rbx belongs (save_args)
 * [sp]          interrupts since 4.3: the word pushed when the stack was switched
 * [sp] - 0x20   interrupts since 3.2: that word is a pointer to where rbp is saved (SAVE_ARGS_IRQ)
 * [sp] - 0x28   interrupts of 2.6.32: as above
 * </pre>
 */
final class SavedRegisters {
    private static final int BP_AT = 4 * 8;
    private static final int BX_AT = 5 * 8;
    private static final int R11_AT = 6 * 8;

    private static final long KERNEL_CS = 0x10;
    private static final long USER_CS = 0x33;
    private static final long USER32_CS = 0x23;
    private static final long KERNEL_DS = 0x18;
    private static final long USER_DS = 0x2b;

    /** In RFLAGS bit 1 is always set, and none above ID (21). */
    private static final long FLAGS_ONE = 0x2;

    private static final long FLAGS_NONE = -1L << 22;

    /** Before it pushes, the processor aligns the stack pointer. */
    private static final long ALIGNMENT = 16;

    private static final long PAGE = 4096;

    /** What interrupts save only when they have to: those that C functions preserve. */
    private static final String[] PRESERVED = {"r15", "r14", "r13", "r12", "rbx"};

    private static final String[] PRESERVED_AND_BP = {"r15", "r14", "r13", "r12", "rbx", "rbp"};

    private final Memory memory;

    SavedRegisters(Memory memory) {
        this.memory = memory;
    }

    /** @return absent if nothing there is a struct pt_regs */
    @Nullable
    PtRegs ofException(long sp) {
        PtRegs whole = read(sp);
        if (whole != null && isPushed(whole)) {
            return whole;
        }
        PtRegs nested = withBpAsBx(sp - BX_AT);
        if (nested != null) {
            return nested;
        }
        long link = word(sp);
        if ((link & 7) != 0 || link >= 0) {
            return null;
        }
        PtRegs linked = read(link);
        if (linked != null && isPushed(linked) && isInPlace(linked, link)) {
            return linked;
        }
        PtRegs arguments = read(link - BP_AT);
        if (arguments != null && isPushed(arguments) && isInPlace(arguments, link - BP_AT)) {
            return arguments.without(PRESERVED);
        }
        return withBpAsBx(link - BX_AT);
    }

    /** @return absent if what a system call leaves of its caller's registers is not there, or not all of it */
    @Nullable
    PtRegs ofSystemCall(long sp) {
        PtRegs whole = read(sp);
        if (whole != null && whole.isUser() && isPushed(whole) && isInPlace(whole, sp)) {
            return whole;
        }
        PtRegs arguments = read(sp - R11_AT);
        return arguments != null && arguments.isUser() && isPushed(arguments) && isInPlace(arguments, sp - R11_AT)
                ? arguments.without(PRESERVED_AND_BP)
                : null;
    }

    /** Whether registers that a system call saved would end where the stack does. */
    static boolean isTopOfStack(long sp) {
        return (sp - R11_AT + PtRegs.SIZE & PAGE - 1) == 0 || (sp + PtRegs.SIZE & PAGE - 1) == 0;
    }

    private @Nullable PtRegs withBpAsBx(long at) {
        byte[] bytes = bytes(at);
        if (bytes == null) {
            return null;
        }
        System.arraycopy(bytes, BX_AT, bytes, BP_AT, Long.BYTES);
        PtRegs saved = new PtRegs(bytes, 0, false);
        return isPushed(saved) && isInPlace(saved, at) ? saved.without(PRESERVED) : null;
    }

    private @Nullable PtRegs read(long at) {
        byte[] bytes = bytes(at);
        return bytes == null ? null : new PtRegs(bytes, 0, false);
    }

    private byte @Nullable [] bytes(long at) {
        try {
            return memory.bytes(at, PtRegs.SIZE);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private long word(long at) {
        try {
            return memory.u64(at);
        } catch (UnreadableException e) {
            return 0;
        }
    }

    /** Whether selectors and flags are those of Linux. */
    private static boolean isPushed(PtRegs saved) {
        long cs = saved.selector("cs");
        long ss = saved.selector("ss");
        boolean kernel = cs == KERNEL_CS && (ss == KERNEL_DS || ss == 0 || ss == USER_DS) && saved.sp() < 0;
        boolean user = (cs == USER_CS || cs == USER32_CS) && ss == USER_DS && saved.sp() >= 0;
        return (kernel || user) && (saved.flags() & FLAGS_ONE) != 0 && (saved.flags() & FLAGS_NONE) == 0;
    }

    /** Whether they lie where the processor pushes them: on the interrupted stack right below its pointer, or on an empty one. */
    private static boolean isInPlace(PtRegs saved, long at) {
        long behind = at + PtRegs.SIZE;
        return saved.isUser() ? (behind & PAGE - 1) == 0 : saved.sp() - behind >= 0 && saved.sp() - behind < ALIGNMENT;
    }
}
