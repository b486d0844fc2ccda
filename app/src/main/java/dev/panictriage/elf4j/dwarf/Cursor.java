// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A place in a section, which reading moves on. Every read throws {@link DwarfException} where the section, or the part of
 * it that this cursor is limited to, ends before.
 */
final class Cursor {
    /** Longer LEB128 numbers than 64 bits need are padded, by assemblers that reserve room; not by much. */
    private static final int LONGEST_LEB128 = 16;

    /** In bytes; names of C++ templates come to thousands. */
    private static final int LONGEST_STRING = 1 << 20;

    // Constants, for only through those does the compiler see what an access is.
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment section;
    private final ByteOrder order;
    private final boolean swaps;
    private final long end;
    private long position;

    private Cursor(MemorySegment section, ByteOrder order, long position, long end) {
        this.section = section;
        this.order = order;
        this.swaps = order == ByteOrder.BIG_ENDIAN;
        this.position = position;
        this.end = end;
    }

    /** Over a part of a section; positions are still from the start of the section. */
    static Cursor within(MemorySegment section, ByteOrder order, long position, long end) {
        return new Cursor(section, order, 0, Math.min(end, section.byteSize())).to(position);
    }

    static Cursor at(MemorySegment section, ByteOrder order, long position) {
        return new Cursor(section, order, 0, section.byteSize()).to(position);
    }

    /** Another cursor from here on, over so many bytes. This one does not move. */
    Cursor limited(long length) {
        require(length);
        return new Cursor(section, order, position, position + length);
    }

    /** Bytes from the start of the section. */
    long position() {
        return position;
    }

    long end() {
        return end;
    }

    boolean hasMore() {
        return position < end;
    }

    Cursor to(long target) {
        if (target < 0 || target > end) {
            throw new DwarfException("an offset outside of its section: 0x" + Long.toHexString(target));
        }
        position = target;
        return this;
    }

    Cursor skip(long bytes) {
        require(bytes);
        position += bytes;
        return this;
    }

    int u8() {
        require(1);
        return section.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
    }

    byte s8() {
        return (byte) u8();
    }

    int u16() {
        require(2);
        short value = section.get(SHORT, position);
        position += 2;
        return (swaps ? Short.reverseBytes(value) : value) & 0xffff;
    }

    /** Three bytes, as {@code DW_FORM_strx3} has. */
    int u24() {
        int first = u8();
        int second = u8();
        int third = u8();
        return order == ByteOrder.LITTLE_ENDIAN ? first | second << 8 | third << 16 : first << 16 | second << 8 | third;
    }

    long u32() {
        return s32() & 0xffff_ffffL;
    }

    int s32() {
        require(4);
        int value = section.get(INT, position);
        position += 4;
        return swaps ? Integer.reverseBytes(value) : value;
    }

    long u64() {
        require(8);
        long value = section.get(LONG, position);
        position += 8;
        return swaps ? Long.reverseBytes(value) : value;
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes: an address, an offset. */
    long unsigned(int bytes) {
        return switch (bytes) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            case 8 -> u64();
            default -> throw new DwarfException("a number of " + bytes + " bytes");
        };
    }

    long uleb128() {
        long value = 0;
        for (int i = 0; i < LONGEST_LEB128; i++) {
            int part = u8();
            value |= i < 10 ? (long) (part & 0x7f) << 7 * i : 0;
            if (part < 0x80) {
                return value;
            }
        }
        throw new DwarfException("a LEB128 number without an end");
    }

    long sleb128() {
        long value = 0;
        for (int i = 0; i < LONGEST_LEB128; i++) {
            int part = u8();
            int shift = 7 * i;
            value |= i < 10 ? (long) (part & 0x7f) << shift : 0;
            if (part < 0x80) {
                boolean negative = (part & 0x40) != 0 && shift + 7 < Long.SIZE;
                return negative ? value | -1L << shift + 7 : value;
            }
        }
        throw new DwarfException("a LEB128 number without an end");
    }

    void skipString() {
        while (u8() != 0) {
            // on to its end
        }
    }

    /** A NUL-terminated string. */
    String string() {
        long start = position;
        skipString();
        long length = position - 1 - start;
        if (length > LONGEST_STRING) {
            throw new DwarfException("a string of " + length + " bytes");
        }
        byte[] bytes = new byte[(int) length];
        MemorySegment.copy(section, ValueLayout.JAVA_BYTE, start, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The next bytes, not copied. */
    MemorySegment bytes(long length) {
        require(length);
        MemorySegment slice = section.asSlice(position, length);
        position += length;
        return slice;
    }

    private void require(long bytes) {
        if (bytes < 0 || bytes > end - position) {
            throw new DwarfException("a section that ends too early, at 0x" + Long.toHexString(position));
        }
    }
}
