// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;

/** A 64-bit word of memory as {@code rd} printed it. */
public record MemoryWord(Word address, Word value, Source source) {}
