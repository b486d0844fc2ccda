// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.kernel.Memory;
import org.jspecify.annotations.Nullable;

/**
 * Compiled functions that run a call on the interrupt stack: call_on_stack, arch/x86/include/asm/irq_stack.h, since
 * 951c2a51ae75 (5.12). They leave the old stack pointer in the last word of the new stack and go there for the length of the
 * call, of which neither compiler nor call frame information know.
 */
final class StackSwitch {
    private static final long PAGE = 4096;
    private static final long WORD = 8;

    /** Kernel stacks are 8 to 64 KiB (THREAD_SIZE with KASAN). */
    private static final long LARGEST_STACK = 64 * 1024;

    private final Memory memory;
    private final StackEnds ends;

    StackSwitch(Memory memory, StackEnds ends) {
        this.memory = memory;
        this.ends = ends;
    }

    /**
     * The stack pointer that the function had before it switched stacks.
     *
     * @param sp behind the return address of the call that it made
     * @return {@code sp} itself if it did not
     */
    long before(long sp, @Nullable Long bp) {
        if ((sp + WORD & PAGE - 1) != 0 || !memory.isReadable(sp, (int) WORD)) {
            return sp;
        }
        long old = memory.u64(sp);
        boolean elsewhere = (old & 7) == 0 && old < 0 && (old & -PAGE) != (sp & -PAGE);
        if (!elsewhere || !memory.isReadable(old, (int) WORD)) {
            return sp;
        }
        long end = ends.endOf(sp);
        boolean last = end == sp + WORD;
        boolean framed = end == -1 && bp != null && bp - old >= 0 && bp - old < LARGEST_STACK;
        return last || framed ? old : sp;
    }
}
