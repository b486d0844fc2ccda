// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/**
 * One instruction as a disassembler printed it.
 *
 * @param location where it is; the symbol and offset as printed, or as the header of an objdump listing gives them
 * @param instruction AT&amp;T syntax, mnemonic and operands separated by one blank
 * @param bytes its machine code in lower-case hex, if printed
 * @param target the address that the disassembler computed for a RIP-relative operand, or a jump's or call's target
 * @param targetSymbol what it named there, with its offset
 * @param file the source file, if printed
 * @param line the source line, if printed
 */
public record Disassembly(
        Location location,
        String instruction,
        @Nullable String bytes,
        @Nullable Word target,
        @Nullable String targetSymbol,
        @Nullable String file,
        @Nullable Integer line,
        Source source) {}
