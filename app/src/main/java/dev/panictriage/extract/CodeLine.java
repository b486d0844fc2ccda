// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.InstructionDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Code:} line of an oops on x86: bytes in hex around the instruction that faulted, whose first byte is in
 * angle brackets. {@code show_opcodes()} of {@code arch/x86/kernel/dumpstack.c}.
 */
final class CodeLine {
    private static final int MAX_BYTES = 1024;

    private final InstructionDecoder decoder;
    private final byte[] bytes;
    /** Index of the instruction that faulted. */
    private final int mark;
    /** Address of the first byte. */
    private final long start;

    private CodeLine(InstructionDecoder decoder, byte[] bytes, int mark, long start) {
        this.decoder = decoder;
        this.bytes = bytes;
        this.mark = mark;
        this.start = start;
    }

    /** @return null if the line has no byte that is marked, or something else than bytes before that */
    static @Nullable CodeLine parse(String text, long rip, InstructionDecoder decoder) {
        byte[] bytes = new byte[Math.min(MAX_BYTES, text.length() / 2 + 1)];
        int count = 0;
        int mark = -1;
        for (int at = 0; at < text.length() && count < bytes.length; at++) {
            char c = text.charAt(at);
            if (c == ' ') {
                continue;
            }
            boolean marked = c == '<';
            int digits = marked ? at + 1 : at;
            int value = octet(text, digits);
            if (value < 0 || marked && (mark >= 0 || digits + 2 >= text.length() || text.charAt(digits + 2) != '>')) {
                break;
            }
            mark = marked ? count : mark;
            bytes[count++] = (byte) value;
            at = marked ? digits + 2 : digits + 1;
        }
        return mark < 0 ? null : new CodeLine(decoder, Arrays.copyOf(bytes, count), mark, rip - mark);
    }

    /** All of the line's bytes. */
    byte[] bytes() {
        return bytes;
    }

    /** Address of the first of them. */
    long start() {
        return start;
    }

    private static int octet(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /**
     * The instructions that surely are those of the function around the mark.
     *
     * @param function address of its first instruction
     */
    List<Instruction> instructions(long function) {
        List<Instruction> found = new ArrayList<>(before(function));
        int at = mark;
        while (at < bytes.length) {
            Instruction next = decode(at);
            if (next == null) {
                break;
            }
            found.add(next);
            at += next.length();
        }
        return found;
    }

    /**
     * Decodes what is before the mark. No instruction is longer than {@link InstructionDecoder#maximumLength}, so one of
     * so many first bytes begins one. Each of them is tried; what all agree upon that come to the mark is right.
     */
    private List<Instruction> before(long function) {
        int first = 0;
        int last = decoder.maximumLength() - 1;
        if (Long.compareUnsigned(function, start) >= 0) {
            first = (int) Math.min(function - start, mark);
            last = first;
        } else if (mark <= last) {
            return List.of();
        }
        List<Instruction> agreed = null;
        for (int from = first; from <= last; from++) {
            List<Instruction> path = pathToMark(from);
            if (path != null) {
                agreed = agreed == null ? path : commonEnd(agreed, path);
            }
        }
        return agreed == null ? List.of() : agreed;
    }

    private @Nullable List<Instruction> pathToMark(int from) {
        List<Instruction> path = new ArrayList<>();
        int at = from;
        while (at < mark) {
            Instruction next = decode(at);
            if (next == null) {
                return null;
            }
            path.add(next);
            at += next.length();
        }
        return at == mark ? path : null;
    }

    private static List<Instruction> commonEnd(List<Instruction> a, List<Instruction> b) {
        int same = 0;
        while (same < Math.min(a.size(), b.size())
                && a.get(a.size() - 1 - same).address()
                        == b.get(b.size() - 1 - same).address()) {
            same++;
        }
        return a.subList(a.size() - same, a.size());
    }

    private @Nullable Instruction decode(int at) {
        return decoder.decode(bytes, at, bytes.length - at, start + at);
    }
}
