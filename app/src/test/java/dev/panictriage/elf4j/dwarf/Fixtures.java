// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.ElfSymbol;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.elf4j.SymbolTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The committed programs; what they are compiled from is beside them. */
final class Fixtures {
    private Fixtures() {}

    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ElfFile elf(String name) throws ElfException {
        return new ElfFile(MemorySegment.ofArray(bytes(name)));
    }

    static DebugInfo info(String name) throws ElfException {
        return DebugInfo.of(DwarfSections.of(elf(name)), null, Fixtures::split);
    }

    /** A split unit from a file that is named after it and the version of DWARF. */
    static Optional<DwarfSections> split(String name, String directory, long id) {
        for (String version : new String[] {"split4-", "split5-"}) {
            if (Fixtures.class.getResource(version + name) == null) {
                continue;
            }
            try {
                DwarfSections sections = DwarfSections.ofSplit(elf(version + name));
                UnitHeader header = UnitHeader.parse(sections, DebugSection.INFO, 0);
                boolean old = header.format().version() < 5;
                Unit unit = new Units(sections, null, null).unit(DebugSection.INFO, 0);
                if ((old ? unit.root().constant(DwAt.GNU_DWO_ID, 0) : header.signature()) == id) {
                    return Optional.of(sections);
                }
            } catch (ElfException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }

    static long symbol(ElfFile elf, String name) throws ElfException {
        for (SectionHeader section : elf.sections()) {
            if (section.type() == SectionHeader.SHT_SYMTAB) {
                SymbolTable symbols = elf.symbols(section);
                for (int i = 0; i < symbols.size(); i++) {
                    ElfSymbol symbol = symbols.get(i);
                    if (symbols.name(symbol).equals(name)) {
                        return symbol.value();
                    }
                }
            }
        }
        throw new IllegalArgumentException(name);
    }
}
