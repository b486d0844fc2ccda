// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** NUL-terminated strings, found by their offset. */
final class StringTable {
    static final StringTable EMPTY = new StringTable(ByteBuffer.allocate(0));

    private final ByteBuffer bytes;

    StringTable(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** The string there; empty behind the end. */
    String at(int offset) {
        int end = offset;
        if (offset < 0) {
            return "";
        }
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        if (end <= offset) {
            return "";
        }
        byte[] string = new byte[end - offset];
        bytes.get(offset, string);
        return new String(string, StandardCharsets.UTF_8);
    }
}
