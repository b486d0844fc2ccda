// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;

/**
 * A program header ({@code Elf32_Phdr}, {@code Elf64_Phdr}). Offsets, addresses and sizes are unsigned and as wild as
 * the file has them.
 *
 * @param type {@link #PT_LOAD}, {@link #PT_NOTE}, ...
 * @param offset of the segment in the file
 * @param fileSize bytes of the segment in the file
 * @param memorySize bytes of the segment in memory
 */
public record ProgramHeader(
        int type,
        int flags,
        long offset,
        long virtualAddress,
        long physicalAddress,
        long fileSize,
        long memorySize,
        long alignment) {
    public static final int PT_LOAD = 1;
    public static final int PT_NOTE = 4;

    /**
     * @param bytes in the byte order of the file
     * @param at where the header starts; {@link ElfClass#programHeaderBytes} bytes must be there
     */
    public static ProgramHeader parse(ElfClass elfClass, ByteBuffer bytes, int at) {
        return switch (elfClass) {
            case ELF32 ->
                new ProgramHeader(
                        bytes.getInt(at),
                        bytes.getInt(at + 24),
                        elfClass.word(bytes, at + 4),
                        elfClass.word(bytes, at + 8),
                        elfClass.word(bytes, at + 12),
                        elfClass.word(bytes, at + 16),
                        elfClass.word(bytes, at + 20),
                        elfClass.word(bytes, at + 28));
            case ELF64 ->
                new ProgramHeader(
                        bytes.getInt(at),
                        bytes.getInt(at + 4),
                        elfClass.word(bytes, at + 8),
                        elfClass.word(bytes, at + 16),
                        elfClass.word(bytes, at + 24),
                        elfClass.word(bytes, at + 32),
                        elfClass.word(bytes, at + 40),
                        elfClass.word(bytes, at + 48));
        };
    }
}
