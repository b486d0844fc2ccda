// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes BTF, from the numbers of {@code include/uapi/linux/btf.h} and without the reader's layouts. Types are numbered in
 * the order in which they are added.
 */
public final class BtfWriter {
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final int firstString;
    private int nextType;

    public BtfWriter() {
        this(1, 0);
        strings.write(0);
    }

    /** Split BTF, on top of what {@code base} has so far. */
    public BtfWriter(BtfWriter base) {
        this(base.nextType, base.firstString + base.strings.size());
    }

    private BtfWriter(int nextType, int firstString) {
        this.nextType = nextType;
        this.firstString = firstString;
    }

    public int integer(String name, int bytes, boolean signed) {
        return type(1, name, 0, false, bytes, (signed ? 1 << 24 : 0) | bytes * 8);
    }

    public int pointer(int target) {
        return type(2, "", 0, false, target);
    }

    public int array(int element, int count) {
        return type(3, "", 0, false, 0, element, 1, count);
    }

    /** @param members name, type, bit offset (and the bit-field's size in the top byte where {@code bitFields}) */
    public int struct(String name, int size, boolean bitFields, Object... members) {
        return composite(4, name, size, bitFields, members);
    }

    public int union(String name, int size, Object... members) {
        return composite(5, name, size, false, members);
    }

    public int enumeration(String name, boolean signed, Object... constants) {
        int[] words = new int[constants.length];
        for (int i = 0; i < constants.length; i += 2) {
            words[i] = string((String) constants[i]);
            words[i + 1] = (int) constants[i + 1];
        }
        return type(6, name, constants.length / 2, signed, 4, words);
    }

    public int enumeration64(String name, String constant, long value) {
        return type(19, name, 1, false, 8, string(constant), (int) value, (int) (value >>> 32));
    }

    /** FWD 7, TYPEDEF 8, VOLATILE 9, CONST 10, RESTRICT 11, FUNC 12, FLOAT 16, TYPE_TAG 18: three words only. */
    public int plain(int kind, String name, int target) {
        return type(kind, name, 0, false, target);
    }

    public int declarationTag(String name, int target) {
        return type(17, name, 0, false, target, -1);
    }

    /** Any kind, with any count. */
    public int type(int kind, String name, int count, boolean flag, int sizeOrType, int... more) {
        word(string(name));
        word((flag ? 1 << 31 : 0) | kind << 24 | count);
        word(sizeOrType);
        for (int word : more) {
            word(word);
        }
        return nextType++;
    }

    public int next() {
        return nextType;
    }

    public byte[] bytes() {
        return bytes(new byte[0]);
    }

    /** @param kinds for each kind u8 bytes once, u8 bytes for each element, u16 flags; none for the short header */
    public byte[] bytes(byte[] kinds) {
        int header = kinds.length == 0 ? 24 : 32;
        ByteBuffer blob = ByteBuffer.allocate(header + types.size() + strings.size() + kinds.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        blob.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(header);
        blob.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        if (kinds.length > 0) {
            blob.putInt(types.size() + strings.size()).putInt(kinds.length);
        }
        return blob.put(types.toByteArray())
                .put(strings.toByteArray())
                .put(kinds)
                .array();
    }

    public Btf parsed() {
        return Btf.parse(bytes());
    }

    private int composite(int kind, String name, int size, boolean flag, Object... members) {
        int[] words = new int[members.length];
        for (int i = 0; i < members.length; i++) {
            words[i] = members[i] instanceof String text ? string(text) : (int) members[i];
        }
        return type(kind, name, members.length / 3, flag, size, words);
    }

    private int string(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int offset = firstString + strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        strings.write(0);
        return offset;
    }

    private void word(int word) {
        for (int i = 0; i < 4; i++) {
            types.write(word >>> 8 * i);
        }
    }
}
