// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads integer instructions in AT&amp;T syntax, as objdump, gdb and {@code crash} print them: assembles the text by the
 * decoder's own tables, decodes what came out, and takes it only if that is written the same. So what an instruction
 * reads, writes and leads to is said in one place, and nothing is guessed. Vector instructions are not read.
 */
public final class AttReader {
    private static final List<String> SUFFIXES = List.of("b", "w", "l", "q");

    /** One opcode of {@link OpcodeTables}. */
    private record Encoding(int[] bytes, Opcode opcode) {}

    private final X86Decoder decoder = new X86Decoder();
    private final Map<String, List<Encoding>> encodings = new HashMap<>();

    public AttReader() {
        collect(OpcodeTables.PRIMARY);
        collect(OpcodeTables.MAP_0F, 0x0f);
        collect(OpcodeTables.MAP_0F38, 0x0f, 0x38);
    }

    private void collect(int number, int... escape) {
        OpcodeMap map = OpcodeTables.map(number);
        for (int opcodeByte = 0; map != null && opcodeByte < 256; opcodeByte++) {
            for (Opcode opcode : map.opcodes(opcodeByte)) {
                if ((opcode.match() & Selector.SPACE) == Selector.LEGACY) {
                    int[] bytes = Arrays.copyOf(escape, escape.length + 1);
                    bytes[escape.length] = opcodeByte;
                    encodings
                            .computeIfAbsent(opcode.operation(), name -> new ArrayList<>(4))
                            .add(new Encoding(bytes, opcode));
                }
            }
        }
    }

    /**
     * Reads one instruction. Its length is that of the encoding which ends at the next instruction, where that is
     * known: by {@code next}, or by a RIP-relative operand and the remark that says where it leads. Otherwise, and if no
     * encoding ends there, it is that of the shortest one.
     *
     * @param text with a remark ({@code # ffffffff819eb1c0 <jiffies_lock>}) or without
     * @param next address of the instruction printed next; absent if unknown
     * @return absent if it is no instruction that is known here
     */
    public @Nullable Instruction read(String text, long address, @Nullable Long next) {
        AttText parsed = AttText.parse(text);
        if (parsed == null) {
            return null;
        }
        Long told = parsed.end();
        Long end = told != null ? told : next;
        Instruction found = read(parsed, address, end);
        if (found != null || parsed.mnemonic().length() < 2) {
            return found;
        }
        // A size that the operands tell too is optional: "callq", "pushq %rbp", "movq %rsp,%rbp".
        String stem = parsed.mnemonic().substring(0, parsed.mnemonic().length() - 1);
        int size = SUFFIXES.indexOf(parsed.mnemonic().substring(stem.length()));
        Instruction bare = size < 0 ? null : read(parsed.withMnemonic(stem), address, end);
        return bare != null && fits(bare, 1 << size) ? bare : null;
    }

    private static boolean fits(Instruction instruction, int size) {
        for (Operand operand : instruction.operands()) {
            if (operand instanceof Operand.Register register && register.size() != size
                    || operand instanceof Operand.Memory memory && memory.size() != size) {
                return false;
            }
        }
        return !instruction.operands().isEmpty() || size == 8;
    }

    private @Nullable Instruction read(AttText text, long address, @Nullable Long end) {
        Instruction shortest = null;
        for (int length = text.mnemonic().length(); length > 0; length--) {
            for (Encoding encoding : encodings.getOrDefault(text.mnemonic().substring(0, length), List.of())) {
                if (encoding.opcode.operands().length != text.operands().size()) {
                    continue;
                }
                for (int variant = 0; variant < 8; variant++) {
                    Instruction instruction = read(encoding, text, variant, address);
                    if (instruction == null) {
                        continue;
                    }
                    if (end != null && instruction.end() == end) {
                        return instruction;
                    }
                    if (shortest == null || instruction.length() < shortest.length()) {
                        shortest = instruction;
                    }
                }
            }
        }
        return shortest;
    }

    /** @param variant bit 0: 66 as operand-size prefix; bit 1: REX.W; bit 2: a long displacement */
    private @Nullable Instruction read(Encoding encoding, AttText text, int variant, long address) {
        byte[] code = Assembly.of(
                encoding.opcode,
                encoding.bytes,
                text,
                (variant & 2) != 0,
                (variant & 1) != 0,
                (variant & 4) != 0,
                address);
        Instruction instruction = code == null ? null : decoder.decode(code, 0, code.length, address);
        if (code == null || instruction == null || instruction.length() != code.length) {
            return null;
        }
        AttText decoded = AttText.parse(instruction.text());
        return decoded != null && text.isSame(decoded) ? instruction : null;
    }
}
