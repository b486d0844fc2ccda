// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.RootBlocker;
import dev.panictriage.facts.RootBlocker.State;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.WaitCycle;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitGraphTest {
    private static LockWait wait(String waiter, String holder) {
        return wait(waiter, Kind.MUTEX, holder, Holding.READ);
    }

    private static LockWait wait(String waiter, Kind kind, String holder, Holding holding) {
        return new LockWait(
                waiter,
                waiter,
                kind,
                null,
                null,
                null,
                holder,
                holder,
                holder == null ? null : holding,
                "",
                Source.computed("test"));
    }

    private static List<RootBlocker> roots(WaitGraph graph) {
        return graph.roots(stack -> new WaitGraph.End(stack, State.RUNS, null));
    }

    private static List<String> waiters(List<LockWait> waits) {
        return waits.stream().map(LockWait::waiter).toList();
    }

    @Test
    void twoThatWaitForEachOtherAreACycle() {
        WaitGraph graph = new WaitGraph(List.of(wait("a", "b"), wait("b", "a")));

        assertThat(graph.cycles()).hasSize(1);
        assertThat(waiters(graph.cycles().get(0).waits())).containsExactly("a", "b");
        assertThat(roots(graph)).isEmpty();
    }

    @Test
    void aChainIntoACycleIsBehindIt() {
        WaitCycle cycle = new WaitGraph(
                        List.of(wait("x", "y"), wait("y", "a"), wait("a", "b"), wait("b", "c"), wait("c", "a")))
                .cycles()
                .get(0);

        assertThat(waiters(cycle.waits())).containsExactly("a", "b", "c");
        assertThat(cycle.behind()).containsExactly("y", "x");
        assertThat(cycle.holdsUp("x")).isTrue();
    }

    @Test
    void oneThatWaitsForItselfIsACycle() {
        assertThat(new WaitGraph(List.of(wait("a", "a"))).cycles()).hasSize(1);
    }

    @Test
    void aCycleWithAHintIsNotSure() {
        WaitGraph graph = new WaitGraph(List.of(wait("a", Kind.RWSEM_WRITE, "b", Holding.HINT), wait("b", "a")));

        assertThat(graph.cycles().get(0).sure()).isFalse();
    }

    @Test
    void aLongChainHasARootAndNoCycle() {
        List<LockWait> chain = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            chain.add(wait("t" + i, "t" + (i + 1)));
        }
        WaitGraph graph = new WaitGraph(chain);

        assertThat(graph.cycles()).isEmpty();
        assertThat(roots(graph)).singleElement().satisfies(root -> {
            assertThat(root.blocker()).isEqualTo("t1000");
            assertThat(root.state()).isEqualTo(State.RUNS);
            assertThat(root.behindCount()).isEqualTo(1000);
            assertThat(root.behind()).hasSizeLessThan(100);
            assertThat(root.chain()).hasSize(1000);
        });
    }

    @Test
    void whoeverWaitsForALockOfUnknownHolderIsNoRoot() {
        assertThat(roots(new WaitGraph(List.of(wait("a", "b"), wait("b", Kind.SPINLOCK, null, null)))))
                .singleElement()
                .extracting(RootBlocker::blocker, RootBlocker::state)
                .containsExactly(null, State.UNKNOWN);
    }

    @Test
    void aSleeperThatNobodyWaitsForDoesNotMatter() {
        assertThat(roots(new WaitGraph(List.of(wait("a", Kind.TIME, null, null)))))
                .isEmpty();
    }

    @Test
    void aSleeperThatIsWaitedForIsARoot() {
        assertThat(roots(new WaitGraph(List.of(wait("a", "b"), wait("b", Kind.TIME, null, null)))))
                .singleElement()
                .extracting(RootBlocker::blocker, RootBlocker::state)
                .containsExactly("b", State.SLEEPS);
    }

    @Test
    void oneThatWaitsForSeveralHasSeveralRoots() {
        WaitGraph graph = new WaitGraph(List.of(
                wait("a", Kind.RCU, "b", Holding.READ), wait("a", Kind.RCU, "c", Holding.READ), wait("d", "c")));

        assertThat(roots(graph)).extracting(RootBlocker::blocker).containsExactly("c", "b");
    }

    @Test
    void aCycleBesideAnotherWaitIsFound() {
        WaitGraph graph = new WaitGraph(List.of(
                wait("a", Kind.RCU, "b", Holding.READ), wait("a", Kind.RCU, "c", Holding.READ), wait("c", "a")));

        assertThat(graph.cycles()).hasSize(1);
        assertThat(waiters(graph.cycles().get(0).waits())).containsExactly("a", "c");
        assertThat(roots(graph)).extracting(RootBlocker::blocker).containsExactly("b");
    }
}
