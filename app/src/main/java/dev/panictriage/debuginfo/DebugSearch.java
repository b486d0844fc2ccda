// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.DebugLink;
import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.dwarf.DwarfException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens the first of several files that has debugging information and is not of another build. A stripped file may lead to
 * the one that its debugging information was moved to.
 */
final class DebugSearch {
    private final DebugFiles files;
    private final List<Path> candidates;
    private final @Nullable String buildId;
    private final Opener opener;
    private final List<String> problems = new ArrayList<>();

    /** How a file is read as it was loaded. */
    @FunctionalInterface
    interface Opener {
        DebugObject open(Path path, MappedElf elf) throws ElfException;
    }

    /** @param buildId the dump's; null if it is not known */
    DebugSearch(DebugFiles files, List<Path> candidates, @Nullable String buildId, Opener opener) {
        this.files = files;
        this.candidates = candidates;
        this.buildId = buildId;
        this.opener = opener;
    }

    @Nullable
    DebugObject find() {
        for (Path path : candidates) {
            DebugObject found = open(path, null);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Why files were not used. */
    List<String> problems() {
        return problems;
    }

    /** @param link that led to the file; null if none did */
    private @Nullable DebugObject open(Path path, @Nullable DebugLink link) {
        MappedElf elf = null;
        DebugObject used = null;
        try {
            elf = MappedElf.open(path);
            String mismatch = mismatch(elf.file());
            if (mismatch != null) {
                problems.add(path + " is of another build: " + mismatch);
            } else if (link != null && elf.file().crc() != link.crc()) {
                problems.add(path + " is not the file that a debug link means: its checksum is another");
            } else {
                DebugObject object = opener.open(path, elf);
                if (object.info().isPresent()) {
                    used = object;
                } else {
                    problems.add(path + " has no debugging information");
                    return link == null ? linked(path, elf.file()) : null;
                }
            }
            return used;
        } catch (IOException | ElfException | DwarfException e) {
            problems.add(path + " cannot be used: " + e.getMessage());
            return null;
        } finally {
            if (elf != null && used == null) {
                elf.close();
            }
        }
    }

    /** From a file that a stripped one names. */
    private @Nullable DebugObject linked(Path stripped, ElfFile file) throws ElfException {
        DebugLink link = file.debugLink().orElse(null);
        if (link == null) {
            return null;
        }
        for (Path path : files.ofLink(stripped, link.name())) {
            DebugObject found = candidates.contains(path) ? null : open(path, link);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Both build ids if they differ; null if they do not, or one of them is not known. */
    private @Nullable String mismatch(ElfFile file) {
        Optional<String> own = DebugObject.buildId(file);
        return buildId == null || own.isEmpty() || own.get().equals(buildId)
                ? null
                : "its build id is " + own.get() + ", the dump's " + buildId;
    }
}
