// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/**
 * A file of a line table, as its header names it.
 *
 * @param name as it was given to the compiler: absolute, or relative to the directory
 * @param directory an index of the header's directories, counted as the version of the table counts
 */
record FileEntry(String name, long directory) {}
