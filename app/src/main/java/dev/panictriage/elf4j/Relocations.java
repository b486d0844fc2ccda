// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Applies the relocations of a relocatable file to one of its sections. Knows the kinds that compilers put into debugging
 * sections (psABI of each machine): numbers, absolute or relative to their place.
 */
final class Relocations {
    private static final int SHT_RELA = 4;
    private static final int SHT_REL = 9;
    private static final int SHN_LORESERVE = 0xff00;
    private static final int SHN_ABS = 0xfff1;
    private static final int SHN_XINDEX = 0xffff;

    private final ElfFile file;
    private final SectionAddresses addresses;

    Relocations(ElfFile file, SectionAddresses addresses) {
        this.file = file;
        this.addresses = addresses;
    }

    /** What a relocation writes. */
    private record Kind(int bytes, boolean relative) {}

    /** The contents with what must be changed; the very same ones where nothing must. */
    MemorySegment applied(SectionHeader target, MemorySegment contents) throws ElfException {
        if (file.header().type() != ElfHeader.ET_REL) {
            return contents;
        }
        MemorySegment changed = null;
        int index = file.sections().indexOf(target);
        for (SectionHeader section : file.sections()) {
            boolean relocates = section.type() == SHT_RELA || section.type() == SHT_REL;
            if (relocates && section.info() == index) {
                if (changed == null) {
                    changed = Arena.ofAuto()
                            .allocate(contents.byteSize(), Long.BYTES)
                            .copyFrom(contents);
                }
                apply(section, target, file.buffer(changed));
            }
        }
        return changed == null ? contents : changed.asReadOnly();
    }

    private void apply(SectionHeader relocations, SectionHeader target, ByteBuffer contents) throws ElfException {
        boolean wide = file.header().elfClass() == ElfClass.ELF64;
        int word = wide ? Long.BYTES : Integer.BYTES;
        boolean explicit = relocations.type() == SHT_RELA;
        int stride = explicit ? 3 * word : 2 * word;
        ByteBuffer entries = file.buffer(file.contents(relocations));
        Symbols symbols = new Symbols(relocations.link());
        long base = loaded(target);
        for (int at = 0; at + stride <= entries.limit(); at += stride) {
            long offset = file.header().elfClass().word(entries, at);
            long info = file.header().elfClass().word(entries, at + word);
            long symbol = wide ? info >>> 32 : info >>> 8;
            int type = (int) (wide ? info : info & 0xff);
            Kind kind = kind(file.header().machine(), type);
            if (kind == null) {
                continue;
            }
            if (offset < 0 || offset > contents.limit() - kind.bytes) {
                throw new ElfException("relocation outside of its section");
            }
            int place = (int) offset;
            long addend = explicit ? addend(entries, at + 2 * word, wide) : get(contents, place, kind.bytes);
            long value = symbols.value(symbol) + addend;
            put(contents, place, kind.bytes, kind.relative ? value - (base + offset) : value);
        }
    }

    private static long addend(ByteBuffer entries, int at, boolean wide) {
        return wide ? entries.getLong(at) : entries.getInt(at);
    }

    private long loaded(SectionHeader section) {
        return section.isLoaded() ? addresses.of(file.name(section), section) : 0;
    }

    /** Null for one that changes nothing. */
    private static @Nullable Kind kind(int machine, int type) throws ElfException {
        int bytes = switch (machine) {
            case ElfHeader.EM_X86_64 ->
                switch (type) {
                    case 0 -> 0;
                    case 1, 17, 24 -> 8; // 64, DTPOFF64, PC64
                    case 2, 10, 11, 21 -> 4; // PC32, 32, 32S, DTPOFF32
                    case 12, 13 -> 2; // 16, PC16
                    case 14, 15 -> 1; // 8, PC8
                    default -> -1;
                };
            case ElfHeader.EM_386 ->
                switch (type) {
                    case 0 -> 0;
                    case 1, 2, 32 -> 4; // 32, PC32, TLS_LDO_32
                    case 20, 21 -> 2; // 16, PC16
                    case 22, 23 -> 1; // 8, PC8
                    default -> -1;
                };
            case ElfHeader.EM_AARCH64 ->
                switch (type) {
                    case 0, 256 -> 0;
                    case 257, 260 -> 8; // ABS64, PREL64
                    case 258, 261 -> 4; // ABS32, PREL32
                    case 259, 262 -> 2; // ABS16, PREL16
                    default -> -1;
                };
            case ElfHeader.EM_ARM ->
                switch (type) {
                    case 0 -> 0;
                    case 2, 3 -> 4; // ABS32, REL32
                    default -> -1;
                };
            default -> throw new ElfException("relocations for machine " + machine);
        };
        if (bytes < 0) {
            throw new ElfException("relocation of unknown kind " + type);
        }
        return bytes == 0 ? null : new Kind(bytes, isRelative(machine, type));
    }

    private static boolean isRelative(int machine, int type) {
        return switch (machine) {
            case ElfHeader.EM_X86_64 -> type == 2 || type == 13 || type == 15 || type == 24;
            case ElfHeader.EM_386 -> type == 2 || type == 21 || type == 23;
            case ElfHeader.EM_AARCH64 -> type >= 260;
            default -> type == 3;
        };
    }

    private static long get(ByteBuffer contents, int at, int bytes) {
        return switch (bytes) {
            case 1 -> contents.get(at);
            case 2 -> contents.getShort(at);
            case 4 -> contents.getInt(at);
            default -> contents.getLong(at);
        };
    }

    private static void put(ByteBuffer contents, int at, int bytes, long value) {
        switch (bytes) {
            case 1 -> contents.put(at, (byte) value);
            case 2 -> contents.putShort(at, (short) value);
            case 4 -> contents.putInt(at, (int) value);
            default -> contents.putLong(at, value);
        }
    }

    /** The values of the symbols that relocations name: addresses in memory. */
    private final class Symbols {
        private final SymbolTable table;
        private final @Nullable ByteBuffer longIndices;
        private final long[] bases;

        Symbols(int link) throws ElfException {
            if (link <= 0 || link >= file.sections().size()) {
                throw new ElfException("relocations without a symbol table");
            }
            this.table = file.symbols(file.sections().get(link));
            this.longIndices = longIndices(link);
            this.bases = new long[file.sections().size()];
            for (int i = 0; i < bases.length; i++) {
                bases[i] = loaded(file.sections().get(i));
            }
        }

        long value(long index) throws ElfException {
            if (index < 0 || index >= table.size()) {
                throw new ElfException("relocation to a symbol that is not there");
            }
            ElfSymbol symbol = table.get((int) index);
            int section = symbol.section();
            if (section == SHN_XINDEX && longIndices != null && index < longIndices.limit() / Integer.BYTES) {
                section = longIndices.getInt((int) index * Integer.BYTES);
            } else if (section >= SHN_LORESERVE) {
                return section == SHN_ABS ? symbol.value() : 0;
            }
            return section > 0 && section < bases.length ? bases[section] + symbol.value() : 0;
        }

        private @Nullable ByteBuffer longIndices(int link) throws ElfException {
            for (SectionHeader section : file.sections()) {
                if (section.type() == SectionHeader.SHT_SYMTAB_SHNDX && section.link() == link) {
                    return file.buffer(file.contents(section));
                }
            }
            return null;
        }
    }
}
