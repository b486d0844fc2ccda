// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;

/**
 * How many frames of a bitmap come before a given one. Keeps one count for every {@value #BLOCK} frames, which is 8
 * bytes for each 16 MB of the machine's memory, and counts the rest when asked.
 */
final class FrameRanks {
    private static final int BLOCK = 4096;

    private final FrameBitmap bitmap;
    private final long first;
    private final long[] ranks;

    /**
     * Reads the whole bitmap once.
     *
     * @param first the frame from which on frames are counted
     */
    FrameRanks(FrameBitmap bitmap, long first) throws IOException {
        this.bitmap = bitmap;
        this.ranks = new long[Math.toIntExact(bitmap.frames() / BLOCK) + 1];
        for (int block = 1; block < ranks.length; block++) {
            long end = block * (long) BLOCK;
            ranks[block] = ranks[block - 1] + bitmap.count(end - BLOCK, end);
        }
        this.first = before(first);
    }

    /** The number of frames in the bitmap from the first one up to, and without, {@code frame}. */
    long rank(long frame) throws IOException {
        return before(frame) - first;
    }

    private long before(long frame) throws IOException {
        int block = Math.toIntExact(frame / BLOCK);
        return ranks[block] + bitmap.count(block * (long) BLOCK, frame);
    }
}
