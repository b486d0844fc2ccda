// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a log's reports the crash is named by: the first of those that led to its end. A warning of last week did
 * not; a warning of a second before the oops did.
 */
public final class PrimaryOops {
    /** Reports that follow each other within so many seconds are one affair. */
    private static final double MAX_GAP_SECONDS = 10;

    private PrimaryOops() {}

    /** The report to name the crash by; null if there is none. */
    public static @Nullable Oops of(List<? extends Fact> facts) {
        List<Oops> oopses = new ArrayList<>();
        PanicEvent panic = null;
        for (Fact fact : facts) {
            if (fact instanceof Oops oops) {
                oopses.add(oops);
            } else if (fact instanceof PanicEvent event && panic == null) {
                panic = event;
            }
        }
        int last = panic == null ? -1 : panicOf(oopses, panic);
        if (last >= 0) {
            return oopses.get(last);
        }
        int end = panic == null ? firstDeath(oopses) : lastBefore(oopses, panic);
        return end < 0 ? null : oopses.get(firstOfAffair(oopses, end));
    }

    /** The report that is the panic itself; -1 if the panic only followed from another. */
    private static int panicOf(List<Oops> oopses, PanicEvent panic) {
        for (int i = 0; i < oopses.size(); i++) {
            if (oopses.get(i).source().equals(panic.source())) {
                return i;
            }
        }
        return -1;
    }

    /** The report that the panic followed from: a death if there was one, and else the last before it. */
    private static int lastBefore(List<Oops> oopses, PanicEvent panic) {
        int last = oopses.size() - 1;
        for (int i = last; i >= 0; i--) {
            // What is printed after the panic has no part in it.
            if (numberOf(oopses.get(i).source().where())
                    <= numberOf(panic.source().where())) {
                last = i;
                break;
            }
        }
        boolean warned = panic.message().contains("panic_on_warn");
        int death = warned ? -1 : firstDeath(oopses.subList(0, last + 1));
        return death >= 0 && isDeath(oopses.get(death)) ? death : last;
    }

    /** The first report of die(); without one, the first report of all. */
    private static int firstDeath(List<Oops> oopses) {
        for (int i = 0; i < oopses.size(); i++) {
            if (isDeath(oopses.get(i))) {
                return i;
            }
        }
        return oopses.isEmpty() ? -1 : 0;
    }

    /** die() counts the oopses. */
    private static boolean isDeath(Oops oops) {
        return oops.details().containsKey("count");
    }

    private static int firstOfAffair(List<Oops> oopses, int end) {
        int first = end;
        while (first > 0 && isSoonAfter(oopses.get(first - 1), oopses.get(first))) {
            first--;
        }
        return first;
    }

    private static boolean isSoonAfter(Oops before, Oops after) {
        Double one = before.timeSeconds();
        Double other = after.timeSeconds();
        return one == null || other == null || other - one <= MAX_GAP_SECONDS;
    }

    /** The number at the end of {@code log line 123}. */
    private static int numberOf(String where) {
        try {
            return Integer.parseInt(where.substring(where.lastIndexOf(' ') + 1));
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE;
        }
    }
}
