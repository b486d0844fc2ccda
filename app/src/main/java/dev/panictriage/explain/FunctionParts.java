// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function has in other places than behind its start: its cold part, and the code that its expected faults lead to. */
final class FunctionParts {
    /** What compilers move out of a function's way has a symbol of its own: -freorder-blocks-and-partition. */
    static final String COLD = ".cold";

    /** Of a fixup before it jumps back; those of section .fixup, which was until 5.17 (e5eefda5aa51), are two or three. */
    private static final int MOST_FIXUP_INSTRUCTIONS = 12;

    private FunctionParts() {}

    /** The exception table's entries for a function. */
    static List<CodeReader.Fixup> fixups(CodeReader reader, FunctionCode code) {
        List<Instruction> instructions = code.instructions();
        return instructions.isEmpty()
                ? List.of()
                : reader.fixups(
                        instructions.get(0).address(),
                        instructions.get(instructions.size() - 1).end());
    }

    /** The function with the parts of it that lie elsewhere. */
    static FunctionCode together(CodeReader reader, FunctionCode function) {
        List<Instruction> all = fixupCode(reader, function);
        for (Instruction instruction : function.instructions()) {
            boolean jump = instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP;
            Long target = jump ? instruction.target() : null;
            if (target == null || function.indexOf(target) >= 0) {
                continue;
            }
            FunctionCode other = reader.function(target);
            if (other == null || all != null && contains(all, other.start())) {
                continue;
            }
            if (arePartsOfOne(reader.symbol(function.start()), reader.symbol(other.start()))) {
                all = all == null ? new ArrayList<>(function.instructions()) : all;
                all.addAll(other.instructions());
            }
        }
        if (all == null) {
            return function;
        }
        all.sort(Comparator.comparing(Instruction::address, Long::compareUnsigned));
        String name = reader.symbol(function.start());
        boolean isCold = name != null && name.contains(COLD);
        return function.with(all, isCold ? hotStart(reader, all, function) : function.start());
    }

    private static boolean contains(List<Instruction> all, long address) {
        for (Instruction instruction : all) {
            if (instruction.address() == address) {
                return true;
            }
        }
        return false;
    }

    private static long hotStart(CodeReader reader, List<Instruction> all, FunctionCode cold) {
        for (Instruction instruction : all) {
            if (cold.indexOf(instruction.address()) < 0) {
                FunctionCode hot = reader.function(instruction.address());
                return hot == null ? cold.start() : hot.start();
            }
        }
        return cold.start();
    }

    private static boolean arePartsOfOne(@Nullable String one, @Nullable String other) {
        return one != null && other != null && (isColdPartOf(one, other) || isColdPartOf(other, one));
    }

    private static boolean isColdPartOf(String cold, String whole) {
        return cold.startsWith(whole) && cold.startsWith(COLD, whole.length());
    }

    /** The function's instructions with those fixups that are not among them; null if there are none. */
    private static @Nullable List<Instruction> fixupCode(CodeReader reader, FunctionCode function) {
        List<Instruction> all = null;
        for (CodeReader.Fixup fixup : fixups(reader, function)) {
            if (function.indexOf(fixup.instruction()) < 0 || function.indexOf(fixup.target()) >= 0) {
                continue;
            }
            FunctionCode other = reader.function(fixup.target());
            int first = other == null ? -1 : other.indexOf(fixup.target());
            if (other == null
                    || first < 0
                    || arePartsOfOne(reader.symbol(function.start()), reader.symbol(other.start()))) {
                continue;
            }
            all = all == null ? new ArrayList<>(function.instructions()) : all;
            List<Instruction> instructions = other.instructions();
            for (int i = first; i < instructions.size() && i - first < MOST_FIXUP_INSTRUCTIONS; i++) {
                if (contains(all, instructions.get(i).address())) {
                    break;
                }
                all.add(instructions.get(i));
                if (!instructions.get(i).flow().fallsThrough()
                        || instructions.get(i).flow() == Flow.CONDITIONAL_JUMP) {
                    break;
                }
            }
        }
        return all;
    }
}
