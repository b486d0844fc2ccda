// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListWalkTest {
    private static final long HEAD = 0x1000;

    private final SparseMemory memory = new SparseMemory();

    private void link(long... nodes) {
        for (int i = 0; i < nodes.length; i++) {
            memory.zeros(nodes[i], 16);
        }
        for (int i = 0; i < nodes.length; i++) {
            memory.u64(nodes[i], nodes[(i + 1) % nodes.length]);
            memory.u64(nodes[(i + 1) % nodes.length] + 8, nodes[i]);
        }
    }

    private static List<Long> walk(ListWalk walk) {
        List<Long> nodes = new ArrayList<>();
        while (walk.next()) {
            nodes.add(walk.node());
        }
        return nodes;
    }

    @Test
    void anEmptyListHasNoElements() {
        link(HEAD);
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).isEmpty();
        assertThat(walk.next()).isFalse();
        assertThat(walk.problem()).isEmpty();
    }

    @Test
    void elementsComeInOrder() {
        link(HEAD, 0x3000, 0x2000, 0x4000);
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).containsExactly(0x3000L, 0x2000L, 0x4000L);
        assertThat(walk.problem()).isEmpty();
    }

    @Test
    void behindABreakItGoesOnFromTheOtherEnd() {
        link(HEAD, 0x2000, 0x3000, 0x4000, 0x5000);
        memory.u64(0x2000, 0x9999_0000L);
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).containsExactly(0x2000L, 0x9999_0000L, 0x5000L, 0x4000L, 0x3000L);
        assertThat(walk.problem()).isPresent();
    }

    @Test
    void elementsOnBothSidesOfAMissingOneAreFoundOnce() {
        link(HEAD, 0x2000, 0x3000, 0x4000);
        memory.u64(0x2000, 0);
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).containsExactly(0x2000L, 0x4000L, 0x3000L);
        assertThat(walk.problem()).contains("NULL in list");
    }

    @Test
    void aLoopWithoutTheHeadEnds() {
        link(HEAD, 0x2000, 0x3000, 0x4000);
        memory.u64(0x4000, 0x3000);
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).hasSizeLessThan(12).startsWith(0x2000L, 0x3000L, 0x4000L);
        assertThat(walk.problem()).isPresent();
    }

    @Test
    void aHeadThatIsNotThereHasNoElements() {
        ListWalk walk = new ListWalk(memory, HEAD);

        assertThat(walk(walk)).isEmpty();
        assertThat(walk.problem()).isPresent();
    }
}
