// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * A row of a line table: it holds from its address up to that of the next row of its sequence.
 *
 * @param operation index inside of a VLIW instruction; else 0
 * @param file an index of the header's files, counted as the version of the table counts
 * @param endSequence whether the address is the first one behind the sequence, and the rest says nothing
 */
record LineTableRow(
        long address,
        int operation,
        int file,
        int line,
        int column,
        boolean statement,
        boolean endSequence,
        int discriminator) {}
