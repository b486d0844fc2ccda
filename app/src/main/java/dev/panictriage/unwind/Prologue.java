// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.InstructionDecoder;
import dev.panictriage.arch.Operand;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What a function's first instructions do to the stack. For functions that the kernel keeps out of its unwind tables
 * (STACK_FRAME_NON_STANDARD), __crash_kexec before 6.3 among them: a compiled function keeps the stack pointer where its
 * prologue put it.
 *
 * @param depth bytes from the stack pointer behind the prologue up to the return address
 * @param savedBp bytes from that stack pointer up to the caller's frame pointer; absent if it was not saved
 * @param setsFramePointer whether it has saved the caller's frame pointer and made one of its own
 */
record Prologue(long depth, @Nullable Long savedBp, boolean setsFramePointer) {
    private static final int LONGEST = 128;
    private static final long WORD = 8;

    /** @return null if the code cannot be read */
    static @Nullable Prologue of(Memory memory, InstructionDecoder decoder, long function, long pc) {
        int length = (int) Math.min(LONGEST, pc - function);
        byte[] code;
        try {
            code = memory.bytes(function, length);
        } catch (UnreadableException e) {
            return null;
        }
        long depth = 0;
        Long bpDepth = null;
        boolean sets = false;
        int at = 0;
        while (at < length) {
            Instruction instruction = decoder.decode(code, at, length - at, function + at);
            if (instruction == null || instruction.flow() != Flow.SEQUENTIAL && instruction.flow() != Flow.CALL) {
                break;
            }
            if (instruction.operation().equals("push")) {
                depth += WORD;
                if (instruction.reads("rbp")) {
                    bpDepth = depth;
                }
            } else if (bpDepth != null
                    && instruction.operation().equals("mov")
                    && instruction.reads("rsp")
                    && instruction.writes("rbp")) {
                sets = true;
            } else if (instruction.operation().equals("sub") && instruction.writes("rsp")) {
                for (Operand operand : instruction.operands()) {
                    depth += operand instanceof Operand.Immediate immediate ? immediate.value() : 0;
                }
            } else if (instruction.operation().equals("pop")
                    || instruction.operation().equals("add") && instruction.writes("rsp")) {
                break;
            }
            at += instruction.length();
        }
        return new Prologue(depth, bpDepth == null ? null : (Long) (depth - bpDepth), sets);
    }
}
