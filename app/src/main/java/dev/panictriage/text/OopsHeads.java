// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reports that kernels print, 2.6.32 to 7.x, all architectures: one entry each, the special before the general.
 * The lines are those of the kernel's sources; titles follow syzkaller's, which kernel developers know.
 *
 * <p>Holes with a meaning of their own: {@code at} is a function, {@code cpu}, {@code pid} and {@code comm} say where
 * and who, {@code address} is the address that could not be used, {@code code} an error code, {@code file} the place
 * of an assertion. All others become the report's details.
 */
final class OopsHeads {
    static final String PAGING = "BUG: unable to handle kernel paging request in {function}";
    static final String NULL = "BUG: unable to handle kernel NULL pointer dereference in {function}";
    static final String UNHANDLED = "Unhandled fault in {function}";
    static final String DEADLOCK = "possible deadlock in {function}";

    /** Each family in its place: the special before the general. */
    private static final OopsHead[][] FAMILIES = {
        CheckerHeads.ALL,
        FaultHeads.ALL,
        HangHeads.ALL,
        LockHeads.ALL,
        MemoryHeads.ALL,
        AssertionHeads.ALL,
        DeathHeads.ALL,
        EventHeads.ALL,
    };

    /** Whatever else the kernel calls a bug at the start of a line. */
    private static final OopsHead ANY_BUG = head(REPORT, OTHER, CALLERS, "BUG: {what}", "BUG: {what}");

    private static final int SLOTS = 512;

    /** Entries by the first two characters of their templates, in the order of the table. */
    private static final OopsHead[][] BY_START = new OopsHead[SLOTS][];

    static {
        int[] counts = new int[SLOTS];
        for (OopsHead[] family : FAMILIES) {
            for (OopsHead head : family) {
                counts[slot(head.template().start(), 0)]++;
            }
        }
        for (OopsHead[] family : FAMILIES) {
            for (OopsHead head : family) {
                int slot = slot(head.template().start(), 0);
                if (BY_START[slot] == null) {
                    BY_START[slot] = new OopsHead[counts[slot]];
                    counts[slot] = 0;
                }
                BY_START[slot][counts[slot]++] = head;
            }
        }
    }

    private OopsHeads() {}

    private static int slot(String text, int from) {
        return (text.charAt(from) * 31 + text.charAt(from + 1)) & (SLOTS - 1);
    }

    /** A cheap first test: whether any entry's line could start at {@code from}. */
    static boolean mayStart(String line, int from) {
        return from + 1 < line.length() && BY_START[slot(line, from)] != null;
    }

    /**
     * The entry whose line starts at {@code from}, with the line's values put into {@code holes}; null if there is
     * none.
     *
     * @param first whether nothing stands before, and the line is surely the kernel's
     */
    static @Nullable OopsHead at(String line, int from, boolean first, Map<String, String> holes) {
        OopsHead[] candidates = BY_START[slot(line, from)];
        if (candidates == null) {
            return null;
        }
        for (OopsHead head : candidates) {
            if (head.template().matches(line, from, holes)) {
                return head;
            }
        }
        return first && ANY_BUG.template().matches(line, from, holes) ? ANY_BUG : null;
    }
}
