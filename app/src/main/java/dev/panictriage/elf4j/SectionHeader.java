// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;

/**
 * A section header ({@code Elf32_Shdr}, {@code Elf64_Shdr}). Offsets, addresses and sizes are unsigned and as wild as
 * the file has them.
 *
 * @param nameOffset of the name, in the section that holds the names
 * @param type {@link #SHT_SYMTAB}, {@link #SHT_NOBITS}, ...
 * @param offset of the contents in the file
 * @param link index of another section; which one depends on the type
 * @param entrySize bytes of an entry, for sections that are tables
 */
public record SectionHeader(
        int nameOffset,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long alignment,
        long entrySize) {
    public static final int SHT_NULL = 0;
    public static final int SHT_PROGBITS = 1;
    public static final int SHT_SYMTAB = 2;
    public static final int SHT_STRTAB = 3;
    public static final int SHT_NOTE = 7;
    public static final int SHT_NOBITS = 8;
    public static final int SHT_DYNSYM = 11;
    public static final int SHT_SYMTAB_SHNDX = 18;
    public static final long SHF_ALLOC = 0x2;

    /**
     * @param bytes in the byte order of the file
     * @param at where the header starts; {@link ElfClass#sectionHeaderBytes} bytes must be there
     */
    public static SectionHeader parse(ElfClass elfClass, ByteBuffer bytes, int at) {
        int word = elfClass == ElfClass.ELF64 ? Long.BYTES : Integer.BYTES;
        int link = at + 8 + 4 * word;
        return new SectionHeader(
                bytes.getInt(at),
                bytes.getInt(at + 4),
                elfClass.word(bytes, at + 8),
                elfClass.word(bytes, at + 8 + word),
                elfClass.word(bytes, at + 8 + 2 * word),
                elfClass.word(bytes, at + 8 + 3 * word),
                bytes.getInt(link),
                bytes.getInt(link + 4),
                elfClass.word(bytes, link + 8),
                elfClass.word(bytes, link + 8 + word));
    }

    /** Whether the section is in memory when the program runs. */
    public boolean isLoaded() {
        return (flags & SHF_ALLOC) != 0;
    }
}
