// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.StackUse;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StackDepthTest {
    private static final long START = 0xffff_c900_0001_0000L;

    private final List<Frame> calls = new ArrayList<>();
    private long sp = START + 0x100;

    @Test
    void findsARecursion() {
        call("write", 64, 1);
        call("recurse", 224, 5);
        call("start", 64, 1);

        StackUse use = use();

        assertThat(use.cycle()).extracting(Location::symbol).containsExactly("recurse");
        assertThat(use.turns()).isEqualTo(5);
        assertThat(use.bytesPerTurn()).isEqualTo(224);
    }

    @Test
    void findsACycleOfSeveralFunctions() {
        for (int i = 0; i < 4; i++) {
            call("submit", 100, 1);
            call("map", 60, 1);
            call("clone", 40, 1);
        }
        call("start", 64, 1);

        StackUse use = use();

        assertThat(use.cycle()).extracting(Location::symbol).containsExactly("submit", "map", "clone");
        assertThat(use.turns()).isEqualTo(4);
        assertThat(use.bytesPerTurn()).isEqualTo(200);
    }

    @Test
    void takesTheCycleThatCoversMost() {
        call("small", 16, 3);
        call("large", 200, 10);

        assertThat(use().cycle()).extracting(Location::symbol).containsExactly("large");
    }

    @Test
    void twoCallsAreNoRecursion() {
        call("a", 64, 2);
        call("b", 64, 2);

        assertThat(use().cycle()).isEmpty();
    }

    @Test
    void callsWithoutANameAreNoRecursion() {
        call(null, 64, 9);

        assertThat(use().cycle()).isEmpty();
    }

    @Test
    void findsTheLargestFrame() {
        call("leaf", 64, 1);
        call("huge", 12_000, 1);
        call("start", 64, 1);

        StackUse use = use();

        assertThat(use.largest()).extracting(Location::symbol).isEqualTo("huge");
        assertThat(use.largestBytes()).isEqualTo(12_000);
        assertThat(use.blamed()).extracting(Location::symbol).isEqualTo("huge");
    }

    @Test
    void blamesAHugeFrameBesideASmallRecursion() {
        call("small", 16, 4);
        call("huge", 12_000, 1);
        call("start", 64, 1);

        assertThat(use().blamed()).extracting(Location::symbol).isEqualTo("huge");
    }

    @Test
    void printedCallsHaveNoSizes() {
        for (int i = 0; i < 4; i++) {
            calls.add(frame("recurse", null));
        }

        StackUse use = use();

        assertThat(use.turns()).isEqualTo(4);
        assertThat(use.bytesPerTurn()).isNull();
        assertThat(use.largest()).isNull();
        assertThat(use.lowest()).isNull();
    }

    private StackUse use() {
        return StackDepth.of(calls, "task stack", Word.of(START), 0x4000L, null, null, Source.computed("test"));
    }

    /** Calls that each have a frame of so many bytes, further out each time. */
    private void call(@Nullable String function, long bytes, int times) {
        for (int i = 0; i < times; i++) {
            calls.add(frame(function, Word.of(sp)));
            sp += bytes;
        }
    }

    private Frame frame(@Nullable String function, @Nullable Word at) {
        return new Frame(
                "cpu 0",
                calls.size(),
                new Location(null, function, 1L, null, null),
                at,
                null,
                Frame.Trust.CFI,
                null,
                null,
                null,
                Source.computed("test"));
    }
}
