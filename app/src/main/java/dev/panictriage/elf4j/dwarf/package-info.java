// SPDX-License-Identifier: Apache-2.0
/**
 * DWARF 2 to 5: units, entries, types, lines, ranges, locations and call frames of an ELF file. Reads what it is asked for,
 * from the file as it is mapped, and trusts none of it: every offset is checked, every walk is bounded. Knows nothing of Linux.
 */
@NullMarked
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.NullMarked;
