// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameBitmapTest {
    private static final int OFFSET = 13;

    /** Against {@link BitSet}. */
    @ParameterizedTest
    @CsvSource({"1, 1", "64, 2", "4096, 3", "32768, 2", "100001, 2", "70000, 500", "131072, 40000"})
    void countsAndFinds(int frames, int oneIn) throws IOException {
        Random random = new Random(frames);
        BitSet expected = new BitSet();
        for (int frame = 0; frame < frames; frame++) {
            expected.set(frame, random.nextInt(oneIn) == 0);
        }
        byte[] bits = expected.toByteArray();
        byte[] file = new byte[OFFSET + (frames + 7) / 8];
        System.arraycopy(bits, 0, file, OFFSET, bits.length);
        FrameBitmap bitmap = new FrameBitmap(new ArraySource(file), OFFSET, frames);
        int first = frames / 3;
        FrameRanks ranks = new FrameRanks(bitmap, first);
        for (int probe = 0; probe < 500; probe++) {
            int frame = random.nextInt(frames);
            assertThat(bitmap.contains(frame)).isEqualTo(expected.get(frame));
            assertThat(bitmap.next(frame)).isEqualTo(expected.nextSetBit(frame));
            long rank = frame < first
                    ? -expected.get(frame, first).cardinality()
                    : expected.get(first, frame).cardinality();
            assertThat(ranks.rank(frame)).isEqualTo(rank);
        }
        assertThat(ranks.rank(frames)).isEqualTo(expected.get(first, frames).cardinality());
        assertThat(bitmap.contains(frames)).isFalse();
        assertThat(bitmap.next(frames)).isEqualTo(-1);
    }

    private record ArraySource(byte[] bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int read(long offset, byte[] into, int at, int length) {
            int available = Math.clamp(bytes.length - offset, 0, length);
            System.arraycopy(bytes, (int) offset, into, at, available);
            return available;
        }

        @Override
        public String name() {
            return "array";
        }

        @Override
        public void close() {}
    }
}
