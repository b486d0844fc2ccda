// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ExtentsTest {
    /** Against an array that is painted over. */
    @Property
    void theLaterExtentHolds(@ForAll @Size(max = 12) List<@IntRange(max = 60) Integer> numbers) {
        long[] painted = new long[80];
        Arrays.fill(painted, -1);
        List<Extent> list = new ArrayList<>();
        for (int i = 0; i + 1 < numbers.size(); i += 2) {
            int start = numbers.get(i);
            int length = 1 + numbers.get(i + 1) % 12;
            list.add(new Extent(start, start + length, 1000L * (i + 1)));
            for (int at = start; at < start + length; at++) {
                painted[at] = 1000L * (i + 1) + at - start;
            }
        }
        Extents extents = new Extents(list);
        for (int at = 0; at < painted.length; at++) {
            int piece = extents.find(at);
            assertThat(piece >= 0 ? extents.offsetOf(piece, at) : -1)
                    .as("at %d", at)
                    .isEqualTo(painted[at]);
            assertThat(extents.covers(at, at + 2)).isEqualTo(painted[at] >= 0 && at + 1 < 80 && painted[at + 1] >= 0);
            if (piece < 0) {
                int next = at;
                while (next < painted.length && painted[next] < 0) {
                    next++;
                }
                assertThat(extents.from(-1 - piece)).isEqualTo(next < painted.length ? next : Long.MAX_VALUE);
            }
        }
    }

    @Test
    void skipsTheGapsBetweenRecords() {
        Extents extents = new Extents(List.of(new Extent(100, 160, 5000, new int[] {10, 30, 20}, 16)));
        assertThat(extents.offsetOf(0, 100)).isEqualTo(5000);
        assertThat(extents.offsetOf(0, 109)).isEqualTo(5009);
        assertThat(extents.offsetOf(0, 110)).isEqualTo(5026);
        assertThat(extents.offsetOf(0, 159)).isEqualTo(5091);
        assertThat(extents.contiguousFrom(0, 103)).isEqualTo(7);
        assertThat(extents.contiguousFrom(0, 110)).isEqualTo(30);
        assertThat(extents.contiguousFrom(0, 159)).isEqualTo(1);
    }
}
