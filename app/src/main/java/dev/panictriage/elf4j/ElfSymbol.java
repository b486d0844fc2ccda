// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;

/**
 * A symbol ({@code Elf32_Sym}, {@code Elf64_Sym}).
 *
 * @param nameOffset of the name, in the string table linked to the symbol table
 * @param section index of the section that it is in, as the symbol has it: the special ones ({@code SHN_ABS}, {@code
 *     SHN_XINDEX}) are not resolved
 */
public record ElfSymbol(int nameOffset, long value, long size, int binding, int type, int section) {
    public static final int STB_LOCAL = 0;
    public static final int STB_GLOBAL = 1;
    public static final int STB_WEAK = 2;
    public static final int STT_NOTYPE = 0;
    public static final int STT_OBJECT = 1;
    public static final int STT_FUNC = 2;
    public static final int SHN_UNDEF = 0;

    /**
     * @param bytes in the byte order of the file
     * @param at where the symbol starts; {@link ElfClass#symbolBytes} bytes must be there
     */
    public static ElfSymbol parse(ElfClass elfClass, ByteBuffer bytes, int at) {
        return switch (elfClass) {
            case ELF32 ->
                of(
                        bytes.getInt(at),
                        elfClass.word(bytes, at + 4),
                        elfClass.word(bytes, at + 8),
                        bytes.get(at + 12),
                        bytes.getShort(at + 14));
            case ELF64 ->
                of(
                        bytes.getInt(at),
                        elfClass.word(bytes, at + 8),
                        elfClass.word(bytes, at + 16),
                        bytes.get(at + 4),
                        bytes.getShort(at + 6));
        };
    }

    private static ElfSymbol of(int nameOffset, long value, long size, byte info, short section) {
        return new ElfSymbol(nameOffset, value, size, (info & 0xff) >> 4, info & 0xf, Short.toUnsignedInt(section));
    }
}
