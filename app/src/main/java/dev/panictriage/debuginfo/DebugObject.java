// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SupplementaryLink;
import dev.panictriage.elf4j.dwarf.DebugInfo;
import dev.panictriage.elf4j.dwarf.DwarfSections;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file with the debugging information of the kernel, or of a module, as it was loaded.
 *
 * @param offset what to add to an address of the file to get the one at run time
 */
record DebugObject(Path path, MappedElf elf, @Nullable MappedElf supplementary, DebugInfo info, long offset)
        implements Closeable {
    /**
     * @param addresses where the sections are: of a relocatable file, at run time
     * @throws ElfException if a part of the file that matters is damaged
     */
    static DebugObject of(Path path, MappedElf elf, SectionAddresses addresses, long offset) throws ElfException {
        MappedElf supplementary = supplementary(path, elf.file());
        DwarfSections shared = supplementary == null ? null : DwarfSections.of(supplementary.file());
        DebugInfo info = DebugInfo.of(
                DwarfSections.of(elf.file(), addresses), shared, dev.panictriage.elf4j.dwarf.DebugFiles.NONE);
        return new DebugObject(path, elf, supplementary, info, offset);
    }

    /** As dwz makes it for the packages of whole distributions: one file for all modules of a package. */
    private static @Nullable MappedElf supplementary(Path path, ElfFile file) throws ElfException {
        Optional<SupplementaryLink> link = file.supplementaryLink();
        if (link.isEmpty()) {
            return null;
        }
        try {
            MappedElf elf = MappedElf.open(path.resolveSibling(link.get().name()));
            if (java.util.Arrays.equals(elf.file().buildId(), link.get().buildId())) {
                return elf;
            }
            elf.close();
        } catch (IOException | java.nio.file.InvalidPathException e) {
            // what refers to it will not be known
        }
        return null;
    }

    static Optional<String> buildId(ElfFile file) {
        byte[] id = file.buildId();
        return id.length == 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(id));
    }

    /** Bytes of the file stand for the code at that run-time address, as linked. */
    long linked(long address) {
        return address - offset;
    }

    @Override
    public void close() {
        elf.close();
        if (supplementary != null) {
            supplementary.close();
        }
    }
}
