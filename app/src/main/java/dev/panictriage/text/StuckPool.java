// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import org.jspecify.annotations.Nullable;

/**
 * The work that runs in the pool of workers that does not get on, as {@code kernel/workqueue.c} lists it below the head of a
 * workqueue lockup:
 *
 * <pre>
 * BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 56s!
 *   pwq 2: cpus=0 node=0 flags=0x0 nice=0 active=20 refcnt=21
 *     in-flight: 9:foo_work for 58s ,74:bar_work for 57s
 * </pre>
 */
final class StuckPool {
    private static final String IN_FLIGHT = "in-flight: ";
    private static final String FOR = " for ";

    private final String pool;
    private boolean listed;
    private int longest = -1;
    private @Nullable String work;

    /** @param head of the report */
    StuckPool(String head) {
        int start = head.indexOf("cpus=");
        int end = head.indexOf(" stuck for ");
        pool = start >= 0 && end > start ? head.substring(start, end) + " " : "";
    }

    /** Takes in a line if it is of the list. */
    boolean read(String text, int at) {
        if (text.startsWith("pwq ", at)) {
            listed = !pool.isEmpty() && text.contains(pool);
            return true;
        }
        if (!text.startsWith(IN_FLIGHT, at)) {
            return false;
        }
        if (listed) {
            readWorks(text, at + IN_FLIGHT.length());
        }
        return true;
    }

    /** The one that has run for longest, or the first where the kernel does not say for how long; null if none is listed. */
    @Nullable
    String work() {
        return work;
    }

    private void readWorks(String text, int from) {
        for (int colon = text.indexOf(':', from); colon >= 0; colon = text.indexOf(':', colon + 1)) {
            int end = Chars.skipSymbol(text, colon + 1);
            int digits = text.startsWith(FOR, end) ? end + FOR.length() : end;
            Integer found = Chars.number(text.substring(digits, Chars.skipDigits(text, digits)));
            int seconds = found == null ? 0 : found;
            if (end > colon + 1 && seconds > longest) {
                work = text.substring(colon + 1, end);
                longest = seconds;
            }
        }
    }
}
