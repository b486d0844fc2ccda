// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.RootBlocker;
import dev.panictriage.facts.RootBlocker.State;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.WaitCycle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The waits as a graph: those that wait in a circle, and those on whom all others wait in the end. */
public final class WaitGraph {
    private static final int MOST_RESULTS = 16;
    private static final int MOST_BEHIND = 64;
    private static final Source COMPUTED = Source.computed("who waits for whom");

    private final Map<String, List<LockWait>> waits = new LinkedHashMap<>();
    private final Map<String, List<LockWait>> waiting = new LinkedHashMap<>();
    private final Set<String> inCycle = new HashSet<>();
    private final List<WaitCycle> cycles = new ArrayList<>();

    /** What one that waits for nobody does. */
    public record End(String who, State state, @Nullable Location where) {}

    /** Tells it by the name of the stack. */
    @FunctionalInterface
    public interface Ends {
        End of(String stack);
    }

    public WaitGraph(List<LockWait> all) {
        for (LockWait wait : all) {
            waits.computeIfAbsent(wait.waiter(), stack -> new ArrayList<>(1)).add(wait);
            if (wait.holder() != null) {
                waiting.computeIfAbsent(wait.holder(), stack -> new ArrayList<>(1))
                        .add(wait);
            }
        }
        findCycles();
    }

    public List<WaitCycle> cycles() {
        return List.copyOf(cycles);
    }

    // ---- cycles ----

    /** Depth first; an edge back to the path that led there closes a cycle. */
    private void findCycles() {
        Set<String> done = new HashSet<>();
        for (String start : waits.keySet()) {
            Map<String, Integer> onPath = new LinkedHashMap<>();
            List<LockWait> path = new ArrayList<>();
            Deque<Deque<LockWait>> open = new ArrayDeque<>();
            if (done.add(start)) {
                onPath.put(start, 0);
                open.push(held(start));
            }
            while (!open.isEmpty()) {
                LockWait next = open.element().poll();
                if (next == null) {
                    open.pop();
                    if (!path.isEmpty()) {
                        onPath.remove(String.valueOf(path.removeLast().holder()));
                    }
                    continue;
                }
                String holder = String.valueOf(next.holder());
                Integer from = onPath.get(holder);
                if (from != null) {
                    List<LockWait> cycle = new ArrayList<>(path.subList(from, path.size()));
                    cycle.add(next);
                    add(cycle);
                } else if (done.add(holder)) {
                    path.add(next);
                    onPath.put(holder, path.size());
                    open.push(held(holder));
                }
            }
        }
    }

    private Deque<LockWait> held(String stack) {
        Deque<LockWait> edges = new ArrayDeque<>();
        for (LockWait wait : waits.getOrDefault(stack, List.of())) {
            if (wait.holder() != null) {
                edges.add(wait);
            }
        }
        return edges;
    }

    private void add(List<LockWait> cycle) {
        for (LockWait wait : cycle) {
            inCycle.add(wait.waiter());
        }
        if (cycles.size() < MOST_RESULTS) {
            List<String> behind = behind(cycle.stream().map(LockWait::waiter).toList());
            cycles.add(new WaitCycle(cycle, firstOf(behind), behind.size(), COMPUTED));
        }
    }

    // ---- roots ----

    /** Those that hold up the most first. */
    public List<RootBlocker> roots(Ends ends) {
        Set<String> stacks = new HashSet<>();
        List<RootBlocker> roots = new ArrayList<>();
        List<String> all = new ArrayList<>(waits.keySet());
        all.addAll(waiting.keySet());
        for (String stack : all) {
            if (stacks.add(stack) && held(stack).isEmpty()) {
                RootBlocker root = root(stack, ends.of(stack));
                if (root != null) {
                    roots.add(root);
                }
            }
        }
        roots.sort(Comparator.comparingInt(root -> -root.behindCount()));
        return List.copyOf(roots.subList(0, Math.min(roots.size(), MOST_RESULTS)));
    }

    /** @return null for one that nobody waits for, and that waits for nothing but time */
    private @Nullable RootBlocker root(String stack, End end) {
        List<String> behind = behind(List.of(stack));
        List<LockWait> chain = longest(stack);
        LockWait last = waits.containsKey(stack) ? waits.get(stack).get(0) : null;
        if (last != null) {
            chain.add(last);
            behind.add(0, stack);
        }
        boolean matters = last == null ? !behind.isEmpty() : behind.size() > 1 || last.kind() != Kind.TIME;
        if (!matters) {
            return null;
        }
        State state = last == null ? end.state() : stateOf(last.kind());
        boolean known = state != State.UNKNOWN;
        return new RootBlocker(
                known ? stack : null,
                known ? end.who() : null,
                state,
                last == null || !known ? end.where() : last.where(),
                chain,
                firstOf(behind),
                behind.size(),
                COMPUTED);
    }

    private static State stateOf(Kind kind) {
        return switch (kind) {
            case IO -> State.IO;
            case TIME -> State.SLEEPS;
            default -> kind.isLock() ? State.UNKNOWN : State.WAITS;
        };
    }

    /** The longest of the shortest ways that lead to a stack. */
    private List<LockWait> longest(String stack) {
        Map<String, LockWait> towards = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(stack));
        String farthest = stack;
        while (!open.isEmpty()) {
            farthest = open.remove();
            for (LockWait wait : waiting.getOrDefault(farthest, List.of())) {
                if (!wait.waiter().equals(stack) && towards.putIfAbsent(wait.waiter(), wait) == null) {
                    open.add(wait.waiter());
                }
            }
        }
        List<LockWait> chain = new ArrayList<>();
        for (LockWait wait = towards.get(farthest); wait != null; wait = towards.get(String.valueOf(wait.holder()))) {
            chain.add(wait);
        }
        return chain;
    }

    /** All that wait for one of these, directly or not. */
    private List<String> behind(List<String> stacks) {
        Set<String> seen = new HashSet<>(stacks);
        List<String> behind = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>(stacks);
        while (!open.isEmpty()) {
            for (LockWait wait : waiting.getOrDefault(open.remove(), List.of())) {
                if (seen.add(wait.waiter())) {
                    behind.add(wait.waiter());
                    open.add(wait.waiter());
                }
            }
        }
        return behind;
    }

    private static List<String> firstOf(List<String> behind) {
        return behind.subList(0, Math.min(behind.size(), MOST_BEHIND));
    }
}
