// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

import org.jspecify.annotations.Nullable;

/** Decodes the instructions of one processor architecture. */
public interface InstructionDecoder {
    /** The longest instruction, in bytes. */
    int maximumLength();

    /**
     * Decodes one instruction.
     *
     * @param code holds the instruction from index {@code at} on
     * @param length how many bytes from {@code at} on are there; may be more than the instruction has
     * @param address of the instruction, for what is relative to it
     * @return absent if the bytes are no instruction, or not all of one
     */
    @Nullable
    Instruction decode(byte[] code, int at, int length, long address);
}
