// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;

/** AT&amp;T syntax as binutils 2.40 writes it, with one space after the mnemonic and without symbols. */
final class AttSyntax implements Instruction.Syntax {
    static final AttSyntax INSTANCE = new AttSyntax();

    private AttSyntax() {}

    @Override
    public String text(Instruction instruction) {
        StringBuilder text = new StringBuilder(48);
        if (!instruction.prefixes().isEmpty()) {
            text.append(instruction.prefixes()).append(' ');
        }
        text.append(instruction.mnemonic());
        int count = instruction.operands().size();
        /* The one instruction that AT&T writes in Intel's order. */
        boolean inOrder = instruction.operation().equals("enter");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? ' ' : ',');
            append(instruction.operands().get(inOrder ? i : count - 1 - i), instruction, text);
        }
        return text.toString();
    }

    private static void append(Operand operand, Instruction instruction, StringBuilder text) {
        if (!(operand instanceof Operand.Target)
                && (instruction.flow() == Flow.CALL || instruction.flow() == Flow.JUMP)) {
            text.append('*');
        }
        if (operand instanceof Operand.Register register) {
            appendRegister(register, instruction, text);
        } else if (operand instanceof Operand.Memory memory) {
            appendMemory(memory, text);
        } else if (operand instanceof Operand.Immediate immediate) {
            long mask = immediate.size() == 8 ? -1 : (1L << 8 * immediate.size()) - 1;
            text.append("$0x").append(Long.toHexString(immediate.value() & mask));
        } else if (operand instanceof Operand.Target target) {
            text.append(Long.toHexString(target.address()));
        }
    }

    private static void appendRegister(Operand.Register register, Instruction instruction, StringBuilder text) {
        boolean port = register.name().equals("dx")
                && switch (instruction.operation()) {
                    case "in", "out", "ins", "outs" -> true;
                    default -> false;
                };
        text.append(port ? "(%" : "%")
                .append(register.name())
                .append(port ? ")" : "")
                .append(register.decoration());
    }

    private static void appendMemory(Operand.Memory memory, StringBuilder text) {
        if (memory.segment() != null) {
            text.append('%').append(memory.segment()).append(':');
        }
        boolean bare = memory.base() == null && memory.index() == null;
        if (bare) {
            long address = memory.addressSize() == 4 ? memory.displacement() & 0xffff_ffffL : memory.displacement();
            text.append("0x").append(Long.toHexString(address));
        } else if (memory.displacementSize() > 0) {
            text.append(memory.displacement() < 0 ? "-0x" : "0x");
            text.append(Long.toHexString(Math.abs(memory.displacement())));
        }
        if (!bare) {
            text.append('(');
            if (memory.base() != null) {
                text.append('%').append(memory.base());
            }
            if (memory.index() != null) {
                text.append(",%").append(memory.index()).append(',').append(memory.scale());
            }
            text.append(')');
        }
        text.append(memory.decoration());
    }
}
