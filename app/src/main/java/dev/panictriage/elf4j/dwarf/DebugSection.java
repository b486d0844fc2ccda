// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** The sections that DWARF is spread over. */
public enum DebugSection {
    INFO(".debug_info"),
    TYPES(".debug_types"),
    ABBREV(".debug_abbrev"),
    STR(".debug_str"),
    LINE_STR(".debug_line_str"),
    STR_OFFSETS(".debug_str_offsets"),
    ADDR(".debug_addr"),
    ARANGES(".debug_aranges"),
    RANGES(".debug_ranges"),
    RNGLISTS(".debug_rnglists"),
    LOC(".debug_loc"),
    LOCLISTS(".debug_loclists"),
    LINE(".debug_line"),
    FRAME(".debug_frame"),
    EH_FRAME(".eh_frame"),
    NAMES(".debug_names"),
    /** Indices of a package of split units: DWARF 5, 7.3.5. */
    CU_INDEX(".debug_cu_index"),
    TU_INDEX(".debug_tu_index");

    private final String sectionName;

    DebugSection(String sectionName) {
        this.sectionName = sectionName;
    }

    public String sectionName() {
        return sectionName;
    }

    /** In a file of split units. */
    String splitName() {
        return this == CU_INDEX || this == TU_INDEX ? sectionName : sectionName + ".dwo";
    }

    /** As old GNU tools named it where they had compressed it. */
    String compressedName() {
        return ".z" + sectionName.substring(1);
    }
}
