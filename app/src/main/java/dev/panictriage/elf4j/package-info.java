// SPDX-License-Identifier: Apache-2.0
/**
 * A small, independent reader of ELF, and below it of DWARF. Knows nothing of Linux dumps or of any other package.
 */
@NullMarked
package dev.panictriage.elf4j;

import org.jspecify.annotations.NullMarked;
