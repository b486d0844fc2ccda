// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One opcode map. Its text is indexed when it is first used, and a line of it is parsed when its opcode byte is first
 * met, as a run meets few of them. Thread-safe: two threads may parse the same line, to the same effect.
 */
final class OpcodeMap {
    private static final Opcode[] NONE = {};

    private final String text;
    /** For every opcode byte where in the text the lines that start with it or a higher one begin. */
    private final int[] starts = new int[257];

    private final AtomicReferenceArray<Opcode[]> opcodes = new AtomicReferenceArray<>(256);

    /** @param text lines in ascending order of their first opcode byte */
    OpcodeMap(String text) {
        this.text = text;
        int known = 0;
        for (int line = 0; line < text.length(); line = text.indexOf('\n', line) + 1) {
            for (int first = opcodeAt(line); known <= first; known++) {
                starts[known] = line;
            }
        }
        for (; known <= 256; known++) {
            starts[known] = text.length();
        }
    }

    private int opcodeAt(int index) {
        return Character.digit(text.charAt(index), 16) << 4 | Character.digit(text.charAt(index + 1), 16);
    }

    /** All that the opcode byte may mean, in the order in which it is to be tried; empty if nothing. */
    Opcode[] opcodes(int opcodeByte) {
        Opcode[] known = opcodes.get(opcodeByte);
        if (known == null) {
            known = parse(opcodeByte);
            opcodes.set(opcodeByte, known);
        }
        return known;
    }

    private Opcode[] parse(int opcodeByte) {
        List<Opcode> found = new ArrayList<>();
        /* No range of opcodes crosses a multiple of sixteen. */
        int line = starts[opcodeByte & 0xf0];
        while (line < starts[opcodeByte + 1]) {
            int end = text.indexOf('\n', line);
            int last = text.charAt(line + 2) == '-' ? opcodeAt(line + 3) : opcodeAt(line);
            if (opcodeAt(line) <= opcodeByte && opcodeByte <= last) {
                OpcodeLine.parse(text.substring(text.indexOf(' ', line), end), found);
            }
            line = end + 1;
        }
        return found.toArray(NONE);
    }

    /** Whether a ModRM byte follows: the encodings of one opcode byte agree on that. */
    static boolean useModRm(Opcode[] opcodes) {
        return opcodes.length > 0 && opcodes[0].usesModRm();
    }

    static @Nullable Opcode select(Opcode[] opcodes, int selector) {
        for (Opcode opcode : opcodes) {
            if (opcode.matches(selector)) {
                return opcode;
            }
        }
        return null;
    }
}
