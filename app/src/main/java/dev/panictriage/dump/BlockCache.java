// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.util.Arrays;

/**
 * Keeps the last blocks read of another source, so that bitmaps, page descriptors and records that lie side by side
 * cost one read together. One megabyte at most, whatever the size of the source.
 */
final class BlockCache implements ByteSource {
    private static final int BLOCK = 16 << 10;
    private static final int BLOCKS = 64;

    private final ByteSource source;
    private final long[] numbers = new long[BLOCKS];
    private final byte[][] blocks = new byte[BLOCKS][];
    private final int[] lengths = new int[BLOCKS];

    BlockCache(ByteSource source) {
        this.source = source;
        Arrays.fill(numbers, -1);
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public synchronized int read(long offset, byte[] into, int at, int length) throws IOException {
        if (length >= BLOCK) {
            return source.read(offset, into, at, length);
        }
        int done = 0;
        while (done < length) {
            int slot = slot((offset + done) / BLOCK);
            int skip = (int) ((offset + done) % BLOCK);
            int step = Math.min(length - done, lengths[slot] - skip);
            if (step <= 0) {
                // The source ends here, or has a hole here.
                return done + source.read(offset + done, into, at + done, length - done);
            }
            System.arraycopy(blocks[slot], skip, into, at + done, step);
            done += step;
        }
        return done;
    }

    private int slot(long number) throws IOException {
        int slot = (int) (number % BLOCKS);
        if (numbers[slot] != number) {
            if (blocks[slot] == null) {
                blocks[slot] = new byte[BLOCK];
            }
            numbers[slot] = -1;
            lengths[slot] = source.read(number * BLOCK, blocks[slot], 0, BLOCK);
            numbers[slot] = number;
        }
        return slot;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void close() {
        source.close();
    }
}
