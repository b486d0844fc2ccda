// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import dev.panictriage.kernel.MissingTypeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one BTF: where its sections are, its words and its strings. Strings stay bytes until one is asked for. */
final class BtfBlob {
    /** KSYM_NAME_LEN, doubled. */
    private static final int LONGEST_NAME = 1024;

    private final byte[] bytes;
    private final int typesAt;
    private final int typesLength;
    private final int stringsAt;
    private final int stringsLength;

    /** @throws MissingTypeException if that is no BTF */
    BtfBlob(byte[] bytes) {
        this.bytes = bytes;
        if (bytes.length < BtfLayout.SHORT_HEADER
                || (word(BtfLayout.MAGIC_AT) & 0xffff) != BtfLayout.MAGIC
                || bytes[BtfLayout.VERSION_AT] != BtfLayout.VERSION) {
            throw new MissingTypeException("BTF: no BTF header");
        }
        typesLength = word(BtfLayout.TYPES_LENGTH_AT);
        typesAt = section(word(BtfLayout.TYPES_OFFSET_AT), typesLength);
        stringsLength = word(BtfLayout.STRINGS_LENGTH_AT);
        stringsAt = section(word(BtfLayout.STRINGS_OFFSET_AT), stringsLength);
    }

    int typesAt() {
        return typesAt;
    }

    int typesLength() {
        return typesLength;
    }

    int stringsLength() {
        return stringsLength;
    }

    /** Sizes of kinds as the blob itself describes them, for kinds that are newer than this program; usually empty. */
    byte[] kindLayouts() {
        if (headerLength() < BtfLayout.LONG_HEADER || bytes.length < BtfLayout.LONG_HEADER) {
            return new byte[0];
        }
        int length = word(BtfLayout.KINDS_LENGTH_AT);
        int at = section(word(BtfLayout.KINDS_OFFSET_AT), length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    int word(int position) {
        return bytes[position] & 0xff
                | (bytes[position + 1] & 0xff) << 8
                | (bytes[position + 2] & 0xff) << 16
                | bytes[position + 3] << 24;
    }

    /** The string at an offset; empty for an offset that there is not. */
    String string(int offset) {
        int start = stringStart(offset);
        return start < 0 ? "" : new String(bytes, start, stringEnd(start) - start, StandardCharsets.UTF_8);
    }

    /** Whether that is the string at an offset. */
    boolean isString(int offset, byte[] text) {
        int start = stringStart(offset);
        if (start < 0) {
            return text.length == 0;
        }
        if (text.length >= stringsAt + stringsLength - start || bytes[start + text.length] != 0) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The {@link #hash} of the string at an offset. */
    int hashOfString(int offset) {
        int start = stringStart(offset);
        return start < 0 ? 0 : hash(bytes, start, stringEnd(start));
    }

    static int hash(byte[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text[i];
        }
        return hash ^ hash >>> 15;
    }

    private int headerLength() {
        return word(BtfLayout.HEADER_LENGTH_AT);
    }

    private int section(int offset, int length) {
        int header = headerLength();
        if (header < BtfLayout.SHORT_HEADER
                || offset < 0
                || length < 0
                || (long) header + offset + length > bytes.length) {
            throw new MissingTypeException("BTF: a section lies outside of it");
        }
        return header + offset;
    }

    private int stringStart(int offset) {
        return offset >= 0 && offset < stringsLength ? stringsAt + offset : -1;
    }

    private int stringEnd(int start) {
        int limit = Math.min(stringsAt + stringsLength, start + LONGEST_NAME);
        int end = start;
        while (end < limit && bytes[end] != 0) {
            end++;
        }
        return end;
    }
}
