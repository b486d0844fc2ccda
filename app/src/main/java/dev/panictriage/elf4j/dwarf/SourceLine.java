// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * The line of source that an instruction was compiled from.
 *
 * @param file absolute where the directory of compilation is known; absent where the table names none
 * @param line from 1; 0 where the compiler could give none
 * @param column from 1; 0 where the compiler gave none
 * @param statement whether a breakpoint for the line belongs here ({@code is_stmt})
 * @param discriminator tells apart the blocks that lie on one line; 0 for the only one
 */
public record SourceLine(@Nullable String file, int line, int column, boolean statement, int discriminator) {}
