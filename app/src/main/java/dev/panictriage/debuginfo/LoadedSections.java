// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.ElfSymbol;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.elf4j.SymbolTable;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.MissingTypeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Where the sections of a module's file were loaded: the same function, in the file and in memory, tells. */
final class LoadedSections {
    /** Of each section: enough to tell another build, few enough to cost nothing. */
    private static final int FUNCTIONS_COMPARED = 8;

    private LoadedSections() {}

    /** @throws ElfException if the file is of another build than the module */
    static SectionAddresses of(KernelModule module, ElfFile file) throws ElfException {
        Map<Integer, Long> starts = startsByIndex(module, file);
        List<SectionHeader> headers = file.sections();
        return (name, section) -> starts.getOrDefault(headers.indexOf(section), 0L);
    }

    /** @throws ElfException if functions of one section are not as far from each other in memory as they are in the file */
    private static Map<Integer, Long> startsByIndex(KernelModule module, ElfFile file) throws ElfException {
        Map<Integer, Long> found = new HashMap<>();
        Map<Integer, Integer> compared = new HashMap<>();
        for (SectionHeader table : file.sections()) {
            if (table.type() != SectionHeader.SHT_SYMTAB) {
                continue;
            }
            SymbolTable symbols = file.symbols(table);
            for (int i = 0; i < symbols.size(); i++) {
                ElfSymbol symbol = symbols.get(i);
                Integer section = symbol.section();
                if (symbol.type() != ElfSymbol.STT_FUNC || section == ElfSymbol.SHN_UNDEF) {
                    continue;
                }
                Long start = found.get(section);
                if (start == null) {
                    OptionalLong loaded = addressIn(module, symbols.name(symbol));
                    if (loaded.isPresent()) {
                        found.put(section, loaded.getAsLong() - symbol.value());
                    }
                } else if (compared.merge(section, 1, Integer::sum) <= FUNCTIONS_COMPARED
                        && !startsAt(module, start + symbol.value())) {
                    throw new ElfException("it is of another build: in the dump, " + symbols.name(symbol)
                            + " is not where it would be");
                }
            }
        }
        return found;
    }

    private static OptionalLong addressIn(KernelModule module, String function) {
        try {
            return module.symbols().address(function);
        } catch (UnreadableException | MissingTypeException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean startsAt(KernelModule module, long address) {
        try {
            return module.symbols()
                    .at(address)
                    .filter(symbol -> symbol.address() == address)
                    .isPresent();
        } catch (UnreadableException | MissingTypeException e) {
            return true; // not known to be another's
        }
    }
}
