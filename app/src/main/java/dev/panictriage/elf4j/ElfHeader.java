// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of an ELF file ({@code Elf32_Ehdr}, {@code Elf64_Ehdr}).
 *
 * @param type {@link #ET_CORE}, ...
 * @param machine {@link #EM_X86_64}, ...
 * @param programHeadersOffset in the file, in bytes; 0 if there are none
 * @param programHeaderBytes from one program header to the next
 * @param programHeaders how many there are
 * @param sectionHeadersOffset in the file, in bytes; 0 if there are none
 * @param sectionHeaderBytes from one section header to the next
 * @param sections how many there are
 * @param sectionNames index of the section that holds the names of the sections; 0 if there is none
 */
public record ElfHeader(
        ElfClass elfClass,
        ByteOrder order,
        int type,
        int machine,
        long entry,
        int flags,
        long programHeadersOffset,
        int programHeaderBytes,
        int programHeaders,
        long sectionHeadersOffset,
        int sectionHeaderBytes,
        int sections,
        int sectionNames) {
    public static final int ET_REL = 1;
    public static final int ET_EXEC = 2;
    public static final int ET_DYN = 3;
    public static final int ET_CORE = 4;

    public static final int EM_386 = 3;
    public static final int EM_ARM = 40;
    public static final int EM_X86_64 = 62;
    public static final int EM_AARCH64 = 183;

    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int E_TYPE = 16;
    private static final int E_MACHINE = 18;
    private static final int E_ENTRY = 24;

    /** In place of counts and indices that do not fit: the true ones are in section header 0. */
    private static final int PN_XNUM = 0xffff;

    private static final int SHN_XINDEX = 0xffff;

    /** Whether a file that starts with these bytes says that it is ELF. */
    public static boolean isElf(byte[] start, int length) {
        return length >= 4 && start[0] == 0x7f && start[1] == 'E' && start[2] == 'L' && start[3] == 'F';
    }

    /**
     * Reads the header from the buffer's start. The buffer's byte order does not matter and is left alone.
     *
     * @throws ElfException if the bytes are no ELF header, or fewer than one
     */
    public static ElfHeader parse(ByteBuffer start) throws ElfException {
        ByteBuffer bytes = start.slice();
        byte[] ident = new byte[Math.min(bytes.limit(), 16)];
        bytes.get(0, ident);
        if (!isElf(ident, ident.length) || ident.length < 16) {
            throw new ElfException("no ELF header");
        }
        ElfClass elfClass = switch (ident[EI_CLASS]) {
            case 1 -> ElfClass.ELF32;
            case 2 -> ElfClass.ELF64;
            default -> throw new ElfException("ELF of unknown class " + ident[EI_CLASS]);
        };
        ByteOrder order = switch (ident[EI_DATA]) {
            case 1 -> ByteOrder.LITTLE_ENDIAN;
            case 2 -> ByteOrder.BIG_ENDIAN;
            default -> throw new ElfException("ELF of unknown byte order " + ident[EI_DATA]);
        };
        if (bytes.limit() < elfClass.headerBytes()) {
            throw new ElfException("ELF header truncated");
        }
        bytes.order(order);
        int word = elfClass == ElfClass.ELF64 ? Long.BYTES : Integer.BYTES;
        int afterWords = E_ENTRY + 3 * word;
        return new ElfHeader(
                elfClass,
                order,
                u16(bytes, E_TYPE),
                u16(bytes, E_MACHINE),
                elfClass.word(bytes, E_ENTRY),
                bytes.getInt(afterWords),
                elfClass.word(bytes, E_ENTRY + word),
                u16(bytes, afterWords + 6),
                u16(bytes, afterWords + 8),
                elfClass.word(bytes, E_ENTRY + 2 * word),
                u16(bytes, afterWords + 10),
                u16(bytes, afterWords + 12),
                u16(bytes, afterWords + 14));
    }

    /** Whether counts or indices are too large for this header, and {@link #extended} must be called to get them. */
    public boolean needsSectionZero() {
        return sectionHeadersOffset != 0 && (programHeaders == PN_XNUM || sections == 0 || sectionNames == SHN_XINDEX);
    }

    /**
     * The header with the counts and indices that section header 0 holds in its stead.
     *
     * @throws ElfException if a count is beyond 2^31
     */
    public ElfHeader extended(SectionHeader zero) throws ElfException {
        if (zero.info() < 0 || zero.size() < 0 || zero.size() > Integer.MAX_VALUE || zero.link() < 0) {
            throw new ElfException("ELF with impossible counts");
        }
        return new ElfHeader(
                elfClass,
                order,
                type,
                machine,
                entry,
                flags,
                programHeadersOffset,
                programHeaderBytes,
                programHeaders == PN_XNUM ? zero.info() : programHeaders,
                sectionHeadersOffset,
                sectionHeaderBytes,
                sections == 0 ? (int) zero.size() : sections,
                sectionNames == SHN_XINDEX ? zero.link() : sectionNames);
    }

    private static int u16(ByteBuffer bytes, int at) {
        return Short.toUnsignedInt(bytes.getShort(at));
    }
}
