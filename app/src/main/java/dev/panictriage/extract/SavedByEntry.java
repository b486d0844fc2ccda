// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.kernel.KernelStack;
import dev.panictriage.kernel.Memory;
import dev.panictriage.text.EntryCode;
import org.jspecify.annotations.Nullable;

/**
 * Which exception registers are from, when only a copy of them is at hand: the original lies where the processor and the
 * entry code pushed it, and below it the return address into that entry code.
 */
final class SavedByEntry {
    /** The processor aligns the stack so before it pushes. */
    private static final long ALIGNMENT = 16;

    private SavedByEntry() {}

    static Kind kindOf(KernelView kernel, PtRegs registers, int cpu) {
        Kind kind = kindAt(kernel, registers, (registers.sp() & -ALIGNMENT) - PtRegs.SIZE);
        if (kind != null) {
            return kind;
        }
        for (KernelStack stack : kernel.image().stacks().of(cpu)) {
            if (stack.kind() == KernelStack.Kind.EXCEPTION) {
                kind = kindAt(kernel, registers, stack.end() - PtRegs.SIZE);
                if (kind != null) {
                    return kind;
                }
            }
        }
        return Kind.UNKNOWN;
    }

    private static @Nullable Kind kindAt(KernelView kernel, PtRegs registers, long address) {
        try {
            Memory memory = kernel.image().memory();
            PtRegs pushed = new PtRegs(memory.bytes(address, PtRegs.SIZE), 0, false);
            if (pushed.ip() != registers.ip() || pushed.sp() != registers.sp()) {
                return null;
            }
            long returnAddress = memory.u64(address - Long.BYTES);
            Kind kind = EntryCode.kindOf(
                    kernel.locate(returnAddress, returnAddress - 1).symbol(), false);
            return kind == Kind.UNKNOWN ? null : kind;
        } catch (UnreadableException e) {
            return null;
        }
    }
}
