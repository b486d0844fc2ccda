// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/**
 * Decoder of LZO1X streams, as makedumpfile writes them page by page. The stream is described in the kernel's
 * Documentation/staging/lzo.rst.
 */
final class Lzo1x {
    /**
     * What came before an instruction below 16 decides what it means: 0 to 3 literals after a match, or a literal run.
     */
    private static final int AFTER_LITERAL_RUN = 4;

    private final byte[] in;
    private final int end;
    private final byte[] out;
    private int from;
    private int to;

    private Lzo1x(byte[] in, int length, byte[] out) {
        this.in = in;
        this.end = length;
        this.out = out;
    }

    /**
     * @param length bytes of {@code in} that hold the stream
     * @return bytes written to {@code out}, or -1 if the stream is malformed or does not fit
     */
    static int decode(byte[] in, int length, byte[] out) {
        return new Lzo1x(in, length, out).decode();
    }

    private int decode() {
        int state = 0;
        if (end > 0 && (in[0] & 0xff) > 17) {
            int literals = (in[from++] & 0xff) - 17;
            if (!copyLiterals(literals)) {
                return -1;
            }
            state = Math.min(literals, AFTER_LITERAL_RUN);
        }
        while (from < end) {
            int instruction = in[from++] & 0xff;
            int length;
            int distance;
            int literals;
            if (instruction >= 64) {
                if (from >= end) {
                    return -1;
                }
                length = (instruction >> 5) + 1;
                distance = ((in[from++] & 0xff) << 3) + ((instruction >> 2) & 7) + 1;
                literals = instruction & 3;
            } else if (instruction >= 16) {
                int lengthMask = instruction >= 32 ? 31 : 7;
                length = 2 + length(instruction, lengthMask);
                if (length < 2 || end - from < 2) {
                    return -1;
                }
                int low = (in[from] & 0xff) | (in[from + 1] & 0xff) << 8;
                from += 2;
                literals = low & 3;
                if (instruction >= 32) {
                    distance = (low >> 2) + 1;
                } else {
                    distance = ((instruction & 8) << 11) + (low >> 2);
                    if (distance == 0) {
                        return from == end ? to : -1;
                    }
                    distance += 1 << 14;
                }
            } else if (state == 0) {
                int run = length(instruction, 15);
                if (run < 0 || !copyLiterals(run + 3)) {
                    return -1;
                }
                state = AFTER_LITERAL_RUN;
                continue;
            } else {
                if (from >= end) {
                    return -1;
                }
                boolean far = state == AFTER_LITERAL_RUN;
                length = far ? 3 : 2;
                distance = ((in[from++] & 0xff) << 2) + (instruction >> 2) + (far ? 2049 : 1);
                literals = instruction & 3;
            }
            if (!copyMatch(distance, length) || !copyLiterals(literals)) {
                return -1;
            }
            state = literals;
        }
        return -1;
    }

    /**
     * The length in the instruction's low bits or, where these are 0, in the bytes that follow; -1 if out of bounds.
     */
    private int length(int instruction, int mask) {
        int length = instruction & mask;
        if (length != 0) {
            return length;
        }
        length = mask;
        while (from < end && in[from] == 0) {
            length += 255;
            from++;
            if (length > out.length) {
                return -1;
            }
        }
        return from < end ? length + (in[from++] & 0xff) : -1;
    }

    private boolean copyLiterals(int length) {
        if (length > end - from || length > out.length - to) {
            return false;
        }
        System.arraycopy(in, from, out, to, length);
        from += length;
        to += length;
        return true;
    }

    private boolean copyMatch(int distance, int length) {
        if (distance > to || length > out.length - to) {
            return false;
        }
        // A match may reach into what it writes itself, so it goes byte by byte.
        for (int source = to - distance, stop = to + length; to < stop; ) {
            out[to++] = out[source++];
        }
        return true;
    }
}
