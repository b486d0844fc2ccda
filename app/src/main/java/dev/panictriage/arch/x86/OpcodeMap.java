// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One opcode map. Its text is indexed when it is first used, and a line of it is parsed when its opcode byte is first
 * met, as a run decodes few of them. Thread-safe: a line that two threads parse gives the same twice.
 */
final class OpcodeMap {
    private static final Opcode[] NONE = {};

    private final String text;
    /** For every opcode byte where in the text its lines start, those of the next byte at the next index. */
    private final int[] starts = new int[257];

    private final Opcode[] @Nullable [] opcodes = new Opcode[256][];

    /** @param text lines in ascending order of the opcode byte, or of the last one of a range */
    OpcodeMap(String text) {
        this.text = text;
        int known = 0;
        for (int at = 0; at < text.length(); at = text.indexOf('\n', at) + 1) {
            int opcode = first(at);
            while (known <= opcode) {
                starts[known++] = at;
            }
        }
        while (known <= 256) {
            starts[known++] = text.length();
        }
    }

    private int first(int line) {
        return Character.digit(text.charAt(line), 16) << 4 | Character.digit(text.charAt(line + 1), 16);
    }

    /** The last opcode of the line's range, or its only one. */
    private int last(int line) {
        return text.charAt(line + 2) == '-' ? first(line + 3) : first(line);
    }

    /** All that the opcode byte may mean; empty if nothing. */
    Opcode[] lines(int opcode) {
        Opcode[] known = opcodes[opcode];
        if (known == null) {
            known = parse(opcode);
            opcodes[opcode] = known;
        }
        return known;
    }

    private Opcode[] parse(int opcode) {
        List<Opcode> found = new ArrayList<>();
        /* No range is longer than 16. */
        for (int at = starts[opcode & 0xf0]; at < starts[opcode + 1]; at = text.indexOf('\n', at) + 1) {
            if (first(at) <= opcode && opcode <= last(at)) {
                Opcode.parse(text.substring(text.indexOf(' ', at), text.indexOf('\n', at)), found);
            }
        }
        return found.toArray(NONE);
    }

    static boolean usesModRm(Opcode[] lines) {
        for (Opcode opcode : lines) {
            if (opcode.usesModRm()) {
                return true;
            }
        }
        return false;
    }

    static @Nullable Opcode find(Opcode[] lines, int selector) {
        for (Opcode opcode : lines) {
            if (opcode.matches(selector)) {
                return opcode;
            }
        }
        return null;
    }
}
