// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls that repeat on a stack, whatever the return addresses.
 *
 * @param cycle the calls of one turn, innermost first
 * @param turns whole turns
 * @param bytesPerTurn stack that one turn takes; absent where stack pointers are not known
 */
record Recursion(List<Location> cycle, int turns, @Nullable Long bytesPerTurn) {
    /** Twice may be two calls that happen to alternate. */
    private static final int FEWEST_TURNS = 3;

    private static final int LONGEST_CYCLE = 64;

    /**
     * The cycle that covers most calls, the shortest of those.
     *
     * @param calls innermost first
     * @return null if there is none
     */
    static @Nullable Recursion in(List<Frame> calls) {
        int bestStart = 0;
        int bestPeriod = 0;
        int bestCalls = 0;
        for (int period = 1; period <= LONGEST_CYCLE && period * FEWEST_TURNS <= calls.size(); period++) {
            int alike = 0;
            for (int i = 0; i + period < calls.size(); i++) {
                alike = sameFunction(calls.get(i), calls.get(i + period)) ? alike + 1 : 0;
                int covered = alike + period;
                if (covered >= period * FEWEST_TURNS && covered > bestCalls) {
                    bestCalls = covered;
                    bestPeriod = period;
                    bestStart = i + 1 - alike;
                }
            }
        }
        if (bestPeriod == 0) {
            return null;
        }
        List<Location> cycle = new ArrayList<>(bestPeriod);
        // The innermost call may stand before its own frame is made; those after it are at their calls.
        for (Frame call : calls.subList(bestStart + bestPeriod, bestStart + 2 * bestPeriod)) {
            cycle.add(call.location());
        }
        int last = bestStart + bestCalls - 1;
        Word outer = calls.get(last).sp();
        Word inner = calls.get(last - bestPeriod).sp();
        Long bytes = outer == null || inner == null ? null : (Long) outer.minus(inner);
        return new Recursion(cycle, bestCalls / bestPeriod, bytes);
    }

    private static boolean sameFunction(Frame one, Frame other) {
        Location a = one.location();
        Location b = other.location();
        return a.symbol() != null && a.symbol().equals(b.symbol()) && Objects.equals(a.module(), b.module());
    }
}
