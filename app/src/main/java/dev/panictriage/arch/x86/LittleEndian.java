// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

/** Constants in code. */
final class LittleEndian {
    private LittleEndian() {}

    /** @param size bytes, 0 to 8 */
    static long signed(byte[] code, int at, int size) {
        if (size == 0) {
            return 0;
        }
        long value = code[at + size - 1];
        for (int i = size - 2; i >= 0; i--) {
            value = value << 8 | code[at + i] & 0xff;
        }
        return value;
    }

    /** @param size bytes, 0 to 7 */
    static long unsigned(byte[] code, int at, int size) {
        return signed(code, at, size) & (1L << 8 * size) - 1;
    }
}
