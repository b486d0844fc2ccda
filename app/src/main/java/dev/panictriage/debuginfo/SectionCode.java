// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.ElfHeader;
import dev.panictriage.elf4j.ElfSymbol;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.elf4j.SymbolTable;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The contents of a file by address: of a linked one those of the link, of a module those it was loaded to. */
final class SectionCode {
    private static final int SHT_RELA = 4;
    private static final int RELA_BYTES = 24;
    private static final int SHN_LORESERVE = 0xff00;

    /** R_X86_64_64 and R_X86_64_PC64; all others of code are of 32 bits. */
    private static final int WIDE = 1;

    private static final int WIDE_RELATIVE = 24;

    private final ElfFile file;
    private final SectionAddresses addresses;
    private final long offset;

    /** @param offset what to add to an address of a linked file to get the one at run time */
    SectionCode(ElfFile file, SectionAddresses addresses, long offset) {
        this.file = file;
        this.addresses = addresses;
        this.offset = offset;
    }

    boolean isRelocatable() {
        return file.header().type() == ElfHeader.ET_REL;
    }

    long linked(long address) {
        return address - offset;
    }

    private long addressOf(SectionHeader section) {
        return isRelocatable() ? addresses.of(file.name(section), section) : section.address();
    }

    /** The section that has an address; null if none of which the file has the contents. */
    @Nullable
    SectionHeader sectionAt(long linked) {
        for (SectionHeader section : file.sections()) {
            long start = section.isLoaded() && section.type() != SectionHeader.SHT_NOBITS ? addressOf(section) : 0;
            if (start != 0 && Long.compareUnsigned(linked - start, section.size()) < 0) {
                return section;
            }
        }
        return null;
    }

    /** Null if the file does not have them all. */
    byte @Nullable [] bytes(long linked, int length) throws ElfException {
        SectionHeader section = sectionAt(linked);
        if (section == null || linked - addressOf(section) > section.size() - length) {
            return null;
        }
        return file.contents(section)
                .asSlice(linked - addressOf(section), length)
                .toArray(ValueLayout.JAVA_BYTE);
    }

    /** What the fields of a relocatable file's section refer to, where that is in the file: addresses by offset in the section. */
    Map<Long, Long> targets(SectionHeader section) throws ElfException {
        Map<Long, Long> targets = new HashMap<>();
        int index = file.sections().indexOf(section);
        for (SectionHeader relocations : file.sections()) {
            if (relocations.type() == SHT_RELA && relocations.info() == index) {
                ByteBuffer entries = entries(relocations);
                SymbolTable symbols = file.symbols(file.sections().get(linkOf(relocations)));
                for (int at = 0; at + RELA_BYTES <= entries.limit(); at += RELA_BYTES) {
                    Long base = symbolAt(symbols, entries.getLong(at + 8) >>> 32);
                    if (base != null) {
                        targets.putIfAbsent(entries.getLong(at), base + entries.getLong(at + 16));
                    }
                }
            }
        }
        return targets;
    }

    /** The fields that the loader writes into a relocatable file's section: numbers of bytes by address. */
    Map<Long, Integer> fields(SectionHeader section) throws ElfException {
        Map<Long, Integer> fields = new HashMap<>();
        int index = file.sections().indexOf(section);
        for (SectionHeader relocations : file.sections()) {
            if (relocations.type() == SHT_RELA && relocations.info() == index) {
                ByteBuffer entries = entries(relocations);
                for (int at = 0; at + RELA_BYTES <= entries.limit(); at += RELA_BYTES) {
                    int type = (int) entries.getLong(at + 8);
                    fields.put(addressOf(section) + entries.getLong(at), type == WIDE || type == WIDE_RELATIVE ? 8 : 4);
                }
            }
        }
        return fields;
    }

    private ByteBuffer entries(SectionHeader relocations) throws ElfException {
        return file.contents(relocations).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int linkOf(SectionHeader relocations) throws ElfException {
        if (relocations.link() <= 0 || relocations.link() >= file.sections().size()) {
            throw new ElfException("relocations without a symbol table");
        }
        return relocations.link();
    }

    private @Nullable Long symbolAt(SymbolTable symbols, long index) {
        if (index >= symbols.size()) {
            return null;
        }
        ElfSymbol symbol = symbols.get((int) index);
        if (symbol.section() == 0
                || symbol.section() >= Math.min(SHN_LORESERVE, file.sections().size())) {
            return null;
        }
        SectionHeader section = file.sections().get(symbol.section());
        long start = section.isLoaded() ? addressOf(section) : 0;
        return start == 0 ? null : (Long) (start + symbol.value());
    }
}
