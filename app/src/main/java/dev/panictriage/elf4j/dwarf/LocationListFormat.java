// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** How the entries of a location list are written. */
public enum LocationListFormat {
    /** {@code .debug_loc} of DWARF 2 to 4. */
    PAIRS,
    /** {@code .debug_loc.dwo} of GCC's split DWARF 4: kinds, with a length of two bytes for the expression. */
    GNU_SPLIT,
    /** {@code .debug_loclists} of DWARF 5. */
    KINDS
}
