// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/** A bitmap with one bit for every page frame, least significant bit first, left in its file. Not thread-safe. */
final class FrameBitmap {
    private static final int WINDOW_BYTES = 4096;
    private static final int WINDOW_FRAMES = WINDOW_BYTES * Byte.SIZE;

    private final ByteSource source;
    private final long offset;
    private final long frames;
    private final byte[] window = new byte[WINDOW_BYTES];
    private final long[] words = new long[WINDOW_BYTES / Long.BYTES];
    private final LongBuffer windowWords =
            ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    private long windowStart = -1;

    /**
     * @param offset of the bitmap in the source, in bytes
     * @param frames bits that count; those behind are taken for 0
     */
    FrameBitmap(ByteSource source, long offset, long frames) {
        this.source = source;
        this.offset = offset;
        this.frames = frames;
    }

    long frames() {
        return frames;
    }

    boolean contains(long frame) throws IOException {
        if (frame < 0 || frame >= frames) {
            return false;
        }
        load(frame);
        int bit = (int) (frame - windowStart);
        return (words[bit >> 6] >>> bit & 1) != 0;
    }

    /** The smallest frame {@code >= from} whose bit is set, or -1. */
    long next(long from) throws IOException {
        for (long frame = Math.max(0, from); frame < frames; ) {
            load(frame);
            int bit = (int) (frame - windowStart);
            long word = words[bit >> 6] >>> bit;
            if (word != 0) {
                long found = frame + Long.numberOfTrailingZeros(word);
                return found < frames ? found : -1;
            }
            frame += Long.SIZE - (bit & 63);
        }
        return -1;
    }

    /**
     * The number of bits set from {@code from}, a multiple of 64, up to {@code to}; both in one aligned block of 32768.
     */
    int count(long from, long to) throws IOException {
        int count = 0;
        if (from < to) {
            load(from);
            int first = (int) (from - windowStart) >> 6;
            int bits = (int) (to - from);
            int last = first + (bits >> 6);
            for (int i = first; i < last; i++) {
                count += Long.bitCount(words[i]);
            }
            if ((bits & 63) != 0) {
                count += Long.bitCount(words[last] << -bits);
            }
        }
        return count;
    }

    private void load(long frame) throws IOException {
        long start = frame / WINDOW_FRAMES * WINDOW_FRAMES;
        if (start != windowStart) {
            windowStart = -1;
            int wanted = (int) Math.min(WINDOW_BYTES, (frames - start + Byte.SIZE - 1) / Byte.SIZE);
            int length = source.read(offset + start / Byte.SIZE, window, 0, wanted);
            if (length < wanted) {
                throw new EOFException("the file ends within its page bitmap");
            }
            Arrays.fill(window, length, WINDOW_BYTES, (byte) 0);
            windowWords.get(0, words);
            windowStart = start;
        }
    }
}
