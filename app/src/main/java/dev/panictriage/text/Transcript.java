// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Map;

/**
 * What a debugger's transcript says.
 *
 * @param facts what the vocabulary of facts has a word for
 * @param disassembly every instruction printed, in the order of the text
 * @param words every word of memory printed
 * @param structs every object printed
 * @param symbols addresses of variables by name
 * @param perCpuBases start of each CPU's per-CPU area, as {@code kmem -o} prints it
 */
public record Transcript(
        List<Fact> facts,
        List<Disassembly> disassembly,
        List<MemoryWord> words,
        List<StructDump> structs,
        Map<String, Word> symbols,
        Map<Integer, Word> perCpuBases) {
    /** Name of the stack that {@code bt} printed of nobody knows which task: the one that panicked. */
    public static final String UNNAMED_STACK = "bt";

    public Transcript {
        facts = List.copyOf(facts);
        disassembly = List.copyOf(disassembly);
        words = List.copyOf(words);
        structs = List.copyOf(structs);
        symbols = Map.copyOf(symbols);
        perCpuBases = Map.copyOf(perCpuBases);
    }
}
