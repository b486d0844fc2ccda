// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.SectionAddresses;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.elf4j.SupplementaryLink;
import dev.panictriage.elf4j.dwarf.CallFrameTable;
import dev.panictriage.elf4j.dwarf.DebugInfo;
import dev.panictriage.elf4j.dwarf.DebugSection;
import dev.panictriage.elf4j.dwarf.DwarfSections;
import dev.panictriage.elf4j.dwarf.SplitFiles;
import dev.panictriage.elf4j.dwarf.UnwindRow;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Types;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file with the debugging information of the kernel, or of a module, as it was loaded. */
final class DebugObject implements Closeable {
    private final Path path;
    private final MappedElf elf;
    private final @Nullable MappedElf supplementary;
    private final DebugInfo info;
    private final long offset;
    private final SectionCode code;
    private final DwarfTypes types;
    private @Nullable CallFrameTable frames;

    private DebugObject(
            Path path,
            MappedElf elf,
            @Nullable MappedElf supplementary,
            DebugInfo info,
            SectionAddresses addresses,
            long offset) {
        this.path = path;
        this.elf = elf;
        this.supplementary = supplementary;
        this.info = info;
        this.offset = offset;
        this.code = new SectionCode(elf.file(), addresses, offset);
        this.types = new DwarfTypes(info);
    }

    /**
     * @param offset what to add to an address of the file to get the one at run time
     * @param addresses where the sections are: of a relocatable file, at run time
     * @throws ElfException if a part of the file that matters is damaged
     */
    static DebugObject of(Path path, MappedElf elf, SectionAddresses addresses, long offset) throws ElfException {
        MappedElf supplementary = supplementary(path, elf.file());
        DwarfSections shared = supplementary == null ? null : DwarfSections.of(supplementary.file());
        DebugInfo info = DebugInfo.of(DwarfSections.of(elf.file(), addresses), shared, SplitFiles.NONE);
        return new DebugObject(path, elf, supplementary, info, addresses, offset);
    }

    Path path() {
        return path;
    }

    DebugInfo info() {
        return info;
    }

    DwarfTypes types() {
        return types;
    }

    /** What to add to an address of the file to get the one at run time. */
    long offset() {
        return offset;
    }

    /**
     * The code of functions as the file has it; of those that it has.
     *
     * @param functions lengths by address at run time
     * @throws ElfException if it is not known where this file's code is patched
     */
    List<FileCode> code(NavigableMap<Long, Integer> functions, Types types, Symbols symbols) throws ElfException {
        NavigableMap<Long, Integer> linked = new TreeMap<>();
        functions.forEach((address, length) -> linked.put(linked(address), length));
        NavigableMap<Long, List<FileCode.Site>> sites = new TreeMap<>();
        for (FileCode.Site site : new CodeSites(elf.file(), code, types, symbols, linked).find()) {
            sites.computeIfAbsent(linked.floorKey(site.address()), start -> new ArrayList<>())
                    .add(site);
        }
        List<FileCode> found = new ArrayList<>();
        for (Map.Entry<Long, Integer> function : linked.entrySet()) {
            byte[] bytes = code.bytes(function.getKey(), function.getValue());
            if (bytes != null) {
                found.add(new FileCode(
                        function.getKey() + offset,
                        bytes,
                        sitesIn(function.getKey(), bytes.length, sites.getOrDefault(function.getKey(), List.of())),
                        code.isRelocatable() ? 0 : offset,
                        String.valueOf(path.getFileName())));
            }
        }
        return found;
    }

    private List<FileCode.Site> sitesIn(long start, int length, List<FileCode.Site> sites) throws ElfException {
        List<FileCode.Site> inside = new ArrayList<>();
        for (FileCode.Site site : sites) {
            inside.add(new FileCode.Site(site.address() + offset, site.bytes()));
        }
        SectionHeader section = code.isRelocatable() ? code.sectionAt(start) : null;
        if (section != null) {
            code.fields(section).forEach((address, bytes) -> {
                if (address + bytes > start && address - start < length) {
                    inside.add(new FileCode.Site(address, bytes));
                }
            });
        }
        return inside;
    }

    /** How callers' registers are found; null where nothing tells. */
    synchronized @Nullable UnwindRow unwindRow(long address) {
        if (frames == null) {
            frames = frames(info.sections());
        }
        return frames.rowAt(linked(address));
    }

    private static CallFrameTable frames(DwarfSections sections) {
        int bytes = sections.addressBytes();
        return sections.has(DebugSection.FRAME)
                ? CallFrameTable.debugFrame(sections.get(DebugSection.FRAME), sections.order(), bytes)
                : CallFrameTable.exceptionFrame(
                        sections.get(DebugSection.EH_FRAME),
                        sections.order(),
                        bytes,
                        sections.address(DebugSection.EH_FRAME),
                        0,
                        0);
    }

    /** As dwz makes it for the packages of whole distributions: one file for all modules of a package. */
    private static @Nullable MappedElf supplementary(Path path, ElfFile file) throws ElfException {
        Optional<SupplementaryLink> link = file.supplementaryLink();
        if (link.isEmpty()) {
            return null;
        }
        try {
            MappedElf elf = MappedElf.open(path.resolveSibling(link.get().name()));
            if (Arrays.equals(elf.file().buildId(), link.get().buildId())) {
                return elf;
            }
            elf.close();
        } catch (IOException | InvalidPathException e) {
            // what refers to it will not be known
        }
        return null;
    }

    /** Whether the file is known to be of this build. */
    boolean isOf(@Nullable String buildId) {
        return buildId != null && buildId(elf.file()).equals(Optional.of(buildId));
    }

    /** Lower-case hex; empty if the file has none. */
    static Optional<String> buildId(ElfFile file) {
        byte[] id = file.buildId();
        return id.length == 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(id));
    }

    /** The address in the file of what is at that one at run time. */
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
