// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.InstructionDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Compares code as it is with code as it should be, but for the places that are marked as ones which may change. What differs
 * by the distance the kernel was moved at boot is the same.
 */
public final class CodeComparison {
    private static final byte BREAKPOINT = (byte) 0xcc;
    private static final byte JUMP = (byte) 0xe9;
    private static final int JUMP_BYTES = 5;
    private static final int SHOWN = 16;

    private final InstructionDecoder decoder;
    private final long start;
    private final byte[] expected;
    private final byte[] found;
    private final boolean[] free;
    private int moved;

    /**
     * @param start address of the first byte
     * @param expected as it should be
     * @param found as it is; as many bytes
     */
    public CodeComparison(InstructionDecoder decoder, long start, byte[] expected, byte[] found) {
        this.decoder = decoder;
        this.start = start;
        this.expected = expected;
        this.found = found;
        this.free = new boolean[expected.length];
    }

    /**
     * What differs.
     *
     * @param address of the first byte that does
     * @param bytes from the first to the last that does
     * @param bit the number of the bit in the byte, if exactly one differs; else -1
     * @param found the bytes as they are, the first of them, in hex
     * @param expected as they should be
     */
    public record Difference(long address, int bytes, int bit, String found, String expected) {}

    /** Bytes that may be anything. */
    public void allow(long address, int bytes) {
        long from = Math.max(address - start, 0);
        long to = Math.min(address - start + bytes, free.length);
        if (from < to) {
            Arrays.fill(free, (int) from, (int) to, true);
        }
    }

    /** An instruction that may be replaced: as long as it is in the code as it should be. */
    public void allowInstruction(long address) {
        long at = address - start;
        if (at >= 0 && at < expected.length) {
            Instruction instruction = decoder.decode(expected, (int) at, expected.length - (int) at, address);
            allow(address, instruction == null ? 1 : instruction.length());
        }
    }

    /** Fields of 32 bits, or the lower halves of wider ones, that differ by what the kernel was moved by, up or (per-CPU) down. */
    public void allowMoved(long slide) {
        moved = (int) slide;
        for (int at = 0; moved != 0 && at + Integer.BYTES <= expected.length; at++) {
            int distance = word(found, at) - word(expected, at);
            if (distance == moved || distance == -moved) {
                Arrays.fill(free, at, at + Integer.BYTES, true);
            }
        }
    }

    /** A probe: a breakpoint, or a jump, where there is one. */
    public void allowProbe(long address) {
        long at = address - start;
        if (at >= 0 && at < found.length) {
            allow(address, found[(int) at] == BREAKPOINT ? 1 : found[(int) at] == JUMP ? JUMP_BYTES : 0);
        }
    }

    /** For want of knowing the probes: breakpoints and jumps wherever an instruction begins. */
    public void allowAnyProbe() {
        int at = 0;
        while (at < expected.length) {
            if (found[at] != expected[at]) {
                allowProbe(start + at);
            }
            Instruction instruction = decoder.decode(expected, at, expected.length - at, start + at);
            at += instruction == null ? 1 : instruction.length();
        }
    }

    /** Null if nothing differs. */
    public @Nullable Difference difference() {
        int first = -1;
        int last = -1;
        int differing = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!free[i] && found[i] != expected[i]) {
                first = first < 0 ? i : first;
                last = i;
                differing++;
            }
        }
        if (first < 0) {
            return null;
        }
        int bits = (found[first] ^ expected[first]) & 0xff;
        boolean one = differing == 1 && Integer.bitCount(bits) == 1;
        Difference inField = one ? null : inMovedField(first, last);
        if (inField != null) {
            return inField;
        }
        int shown = Math.min(last + 1, first + SHOWN);
        return new Difference(
                start + first,
                last - first + 1,
                one ? Integer.numberOfTrailingZeros(bits) : -1,
                HexFormat.of().formatHex(found, first, shown),
                HexFormat.of().formatHex(expected, first, shown));
    }

    /** A field that differs by what the kernel was moved by, but for one bit. Null if it is not that. */
    private @Nullable Difference inMovedField(int first, int last) {
        for (int at = Math.max(0, last - Integer.BYTES + 1);
                moved != 0 && at <= first && at + Integer.BYTES <= expected.length;
                at++) {
            for (int should : new int[] {word(expected, at) + moved, word(expected, at) - moved}) {
                int bits = word(found, at) ^ should;
                if (Integer.bitCount(bits) == 1) {
                    int number = Integer.numberOfTrailingZeros(bits);
                    int index = at + number / Byte.SIZE;
                    return new Difference(
                            start + index,
                            1,
                            number % Byte.SIZE,
                            HexFormat.of().toHexDigits(found[index]),
                            HexFormat.of().toHexDigits((byte) (should >>> number / Byte.SIZE * Byte.SIZE)));
                }
            }
        }
        return null;
    }

    private static int word(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }
}
