// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Absence;
import dev.panictriage.dump.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Memory made of pieces that a test puts where it likes; what lies between is not mapped. */
public final class SparseMemory implements Memory {
    private final TreeMap<Long, byte[]> pieces = new TreeMap<>();

    public SparseMemory put(long address, byte... bytes) {
        pieces.put(address, bytes);
        return this;
    }

    public SparseMemory zeros(long address, int length) {
        return put(address, new byte[length]);
    }

    public SparseMemory u64(long address, long value) {
        return patch(address, 8, value);
    }

    public SparseMemory u32(long address, long value) {
        return patch(address, 4, value);
    }

    public SparseMemory u8(long address, long value) {
        return patch(address, 1, value);
    }

    public SparseMemory text(long address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            u8(address + i, bytes[i]);
        }
        return this;
    }

    /** Changes a piece, or puts a new one where there is none. */
    private SparseMemory patch(long address, int width, long value) {
        Map.Entry<Long, byte[]> piece = pieces.floorEntry(address);
        if (piece == null || address + width > piece.getKey() + piece.getValue().length) {
            put(address, new byte[width]);
            piece = pieces.floorEntry(address);
        }
        for (int i = 0; i < width; i++) {
            piece.getValue()[(int) (address - piece.getKey()) + i] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    @Override
    public void read(long address, byte[] into, int at, int length) {
        for (int i = 0; i < length; i++) {
            Map.Entry<Long, byte[]> piece = pieces.floorEntry(address + i);
            long within = piece == null ? -1 : address + i - piece.getKey();
            if (piece == null || within >= piece.getValue().length) {
                throw new UnreadableException("virtual", address + i, Absence.NOT_MAPPED);
            }
            into[at + i] = piece.getValue()[(int) within];
        }
    }

    @Override
    public boolean isMapped(long address) {
        return isReadable(address, 1);
    }
}
