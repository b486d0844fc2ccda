// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.StackUse;
import dev.panictriage.facts.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which calls took the room on a kernel stack. */
public final class StackDepth {
    private StackDepth() {}

    /**
     * How a stack was left at its low end.
     *
     * @param address below the stack, where known
     * @param how what tells so
     * @param order of the exception that found it out
     */
    public record Overflow(
            @Nullable Word address, String how, @Nullable Integer order) {}

    /**
     * @param calls those on this stack, innermost first
     * @param owner which kernel stack it is, in words
     * @param untouched bytes at its end that no call ever used
     */
    public static StackUse of(
            List<Frame> calls,
            String owner,
            @Nullable Word start,
            @Nullable Long bytes,
            @Nullable Overflow overflow,
            @Nullable Long untouched,
            Source source) {
        Recursion recursion = Recursion.in(calls);
        Frame largest = null;
        Long largestBytes = null;
        Location deepest = calls.get(0).location();
        Word lowest = null;
        boolean inModule = false;
        for (int i = 0; i < calls.size(); i++) {
            Frame call = calls.get(i);
            if (!inModule && call.location().module() != null) {
                deepest = call.location();
                inModule = true;
            }
            Word sp = call.sp();
            if (sp == null) {
                continue;
            }
            lowest = lowest == null || sp.compareTo(lowest) < 0 ? sp : lowest;
            Word callersSp = i + 1 < calls.size() ? calls.get(i + 1).sp() : null;
            if (callersSp != null && (largestBytes == null || callersSp.minus(sp) > largestBytes)) {
                largest = call;
                largestBytes = callersSp.minus(sp);
            }
        }
        return new StackUse(
                calls.get(0).stack(),
                owner,
                start,
                bytes,
                lowest,
                overflow == null ? null : overflow.address(),
                overflow == null ? null : overflow.how(),
                overflow == null ? null : overflow.order(),
                recursion == null ? List.of() : recursion.cycle(),
                recursion == null ? null : (Integer) recursion.turns(),
                recursion == null ? null : recursion.bytesPerTurn(),
                largest == null ? null : largest.location(),
                largestBytes,
                deepest,
                untouched,
                source);
    }
}
