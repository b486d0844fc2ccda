// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Optional;

/** Finds the other files that debugging information is in. Where files are is for the caller to know. */
@FunctionalInterface
public interface SplitFiles {
    /** Finds none. */
    SplitFiles NONE = (name, directory, id) -> Optional.empty();

    /**
     * The sections ({@link DwarfSections#ofSplit}) of the file that a unit was split off into, or of a package that has it.
     * Called once for each unit that is used. A file whose unit has another id is not used.
     *
     * @param name of the file, as the compiler wrote it
     * @param directory that the name is relative to
     */
    Optional<DwarfSections> split(String name, String directory, long id);
}
