// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The kernel's virtual memory. Little-endian, as every processor supported so far. Every read may throw {@link UnreadableException}. */
public interface Memory {
    VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * Copies virtual memory, across page boundaries where need be.
     *
     * @throws UnreadableException at the first byte that is not mapped or not in the dump
     */
    void read(long address, byte[] into, int at, int length);

    /**
     * Whether the page tables map the address, whether or not the dump has the page.
     *
     * @throws UnreadableException if it is the page tables that the dump lacks
     */
    boolean isMapped(long address);

    default byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        read(address, bytes, 0, length);
        return bytes;
    }

    default long u64(long address) {
        return (long) LONG.get(bytes(address, 8), 0);
    }

    default long u32(long address) {
        return Integer.toUnsignedLong((int) INT.get(bytes(address, 4), 0));
    }

    default int s32(long address) {
        return (int) INT.get(bytes(address, 4), 0);
    }

    /**
     * An unsigned number.
     *
     * @param size 1 to 8 bytes
     */
    default long number(long address, int size) {
        byte[] bytes = bytes(address, size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    default int u16(long address) {
        return Short.toUnsignedInt((short) SHORT.get(bytes(address, 2), 0));
    }

    default int u8(long address) {
        return Byte.toUnsignedInt(bytes(address, 1)[0]);
    }

    default boolean isReadable(long address, int length) {
        try {
            bytes(address, length);
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** A NUL-terminated string of at most {@code limit} bytes; what is readable of it, if its page ends the dump. */
    default String string(long address, int limit) {
        byte[] bytes = new byte[limit];
        int length = 0;
        while (length < limit) {
            int step = (int) Math.min(limit - length, 64 - ((address + length) & 63));
            read(address + length, bytes, length, step);
            for (int end = length + step; length < end; length++) {
                if (bytes[length] == 0) {
                    return new String(bytes, 0, length, StandardCharsets.UTF_8);
                }
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
