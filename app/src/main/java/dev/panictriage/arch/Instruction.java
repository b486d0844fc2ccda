// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One decoded instruction.
 *
 * @param length bytes
 * @param prefixes as written before the mnemonic, separated by spaces, each once it means something or is idle:
 *     {@code lock}, {@code rep}; mostly empty
 * @param operation what is done, without sizes and conditions: {@code mov}, {@code add}, {@code j}, {@code set}
 * @param mnemonic as the assembler writes it: {@code movl}, {@code jne}
 * @param operands those that are written out, destination first
 * @param implicit the others: registers and memory that the instruction uses without naming them, flags
 *     ({@code eflags}), the stack
 * @param flow where execution goes on
 * @param condition of a conditional jump, move or set
 * @param syntax how to write it
 */
public record Instruction(
        long address,
        int length,
        String prefixes,
        String operation,
        String mnemonic,
        List<Operand> operands,
        List<Operand> implicit,
        Flow flow,
        @Nullable Condition condition,
        Syntax syntax) {

    /** A way to write instructions. */
    @FunctionalInterface
    public interface Syntax {
        String text(Instruction instruction);
    }

    /** Address of the next instruction in memory. */
    public long end() {
        return address + length;
    }

    /** As the assembler writes it, with targets and immediates in hexadecimal, without symbols. */
    public String text() {
        return syntax.text(this);
    }

    public boolean hasPrefix(String prefix) {
        return (" " + prefixes + " ").contains(" " + prefix + " ");
    }

    /** Where a direct call or jump goes; absent for all others. */
    public @Nullable Long target() {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Target target) {
                return target.address();
            }
        }
        return null;
    }

    /** The memory operand that is written out (of two, the destination); absent without one. */
    public Operand.@Nullable Memory memory() {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Memory memory) {
                return memory;
            }
        }
        return null;
    }

    /** All memory that is accessed, that of the stack included. Addresses are those before the instruction. */
    public List<Operand.Memory> memoryAccesses() {
        List<Operand.Memory> found = new ArrayList<>(2);
        addAccesses(operands, found);
        addAccesses(implicit, found);
        return found;
    }

    private static void addAccesses(List<Operand> operands, List<Operand.Memory> into) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Memory memory && memory.access() != Access.NONE) {
                into.add(memory);
            }
        }
    }

    /** Whole registers whose values matter, those of addresses included, and those that a write leaves in part. */
    public List<String> registersRead() {
        List<String> names = new ArrayList<>(4);
        addReads(operands, names);
        addReads(implicit, names);
        return names;
    }

    private static void addReads(List<Operand> operands, List<String> into) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Register register
                    && (register.access().reads() || register.access().writes() && register.merges())) {
                addOnce(register.whole(), into);
            } else if (operand instanceof Operand.Memory memory) {
                addOnce(memory.baseRegister(), into);
                addOnce(memory.indexRegister(), into);
            }
        }
    }

    /** Whole registers that are written, in whole or in part. */
    public List<String> registersWritten() {
        List<String> names = new ArrayList<>(2);
        addWrites(operands, names);
        addWrites(implicit, names);
        return names;
    }

    private static void addWrites(List<Operand> operands, List<String> into) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Register register
                    && register.access().writes()) {
                addOnce(register.whole(), into);
            }
        }
    }

    private static void addOnce(@Nullable String name, List<String> into) {
        if (name != null && !into.contains(name)) {
            into.add(name);
        }
    }

    public boolean reads(String wholeRegister) {
        return registersRead().contains(wholeRegister);
    }

    public boolean writes(String wholeRegister) {
        return registersWritten().contains(wholeRegister);
    }

    @Override
    public String toString() {
        return Long.toHexString(address) + ": " + text();
    }
}
