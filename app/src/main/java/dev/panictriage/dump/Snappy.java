// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/** Decoder of raw snappy blocks; the format is described in snappy's own format_description.txt. */
final class Snappy {
    private Snappy() {}

    /**
     * @param length bytes of {@code in} that hold the block
     * @return bytes written to {@code out}, or -1 if the block is malformed or does not fit
     */
    static int decode(byte[] in, int length, byte[] out) {
        int from = 0;
        long size = 0;
        for (int shift = 0; ; shift += 7) {
            if (from == length || shift > 28) {
                return -1;
            }
            int part = in[from++];
            size |= (part & 0x7fL) << shift;
            if (part >= 0) {
                break;
            }
        }
        if (size > out.length) {
            return -1;
        }
        int to = 0;
        while (from < length) {
            int tag = in[from++] & 0xff;
            int operandBytes;
            int run;
            int distance;
            if ((tag & 3) == 0) {
                run = (tag >> 2) + 1;
                operandBytes = Math.max(0, run - 60);
                if (operandBytes > length - from) {
                    return -1;
                }
                if (operandBytes > 0) {
                    run = littleEndian(in, from, operandBytes) + 1;
                    from += operandBytes;
                }
                if (run <= 0 || run > length - from || run > size - to) {
                    return -1;
                }
                System.arraycopy(in, from, out, to, run);
                from += run;
                to += run;
                continue;
            }
            operandBytes = (tag & 3) == 3 ? 4 : tag & 3;
            if (operandBytes > length - from) {
                return -1;
            }
            distance = littleEndian(in, from, operandBytes);
            from += operandBytes;
            if ((tag & 3) == 1) {
                run = ((tag >> 2) & 7) + 4;
                distance |= (tag & 0xe0) << 3;
            } else {
                run = (tag >> 2) + 1;
            }
            if (distance <= 0 || distance > to || run > size - to) {
                return -1;
            }
            // A copy may reach into what it writes itself, so it goes byte by byte.
            for (int stop = to + run; to < stop; to++) {
                out[to] = out[to - distance];
            }
        }
        return to == size ? to : -1;
    }

    private static int littleEndian(byte[] in, int at, int bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in[at + i] & 0xff) << (8 * i);
        }
        return value;
    }
}
