// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines from the midst of reports of KASAN and of SLUB, by which such a report is known whose head is lost: {@code
 * mm/kasan/report.c}, {@code print_slab_info()} and {@code print_trailer()} of {@code mm/slub.c}. One may be a
 * quotation; two of different sorts are a report.
 */
final class CheckerLines {
    /** At most twelve. */
    private static final String[] KASAN = {
        "Read of size ",
        "Write of size ",
        "Read at addr ",
        "Write at addr ",
        "Free of addr ",
        "Allocated by task ",
        "Freed by task ",
        "The buggy address belongs to",
        "The buggy address is located",
        "Memory state around the buggy address:",
        "page dumped because: kasan: bad access",
    };

    /** The end of the head of SLUB's, up to 4.7. */
    private static final String OBJECT_ERROR = "): kasan: bad access detected";

    // Bits of what was seen; the lowest are those of KASAN's lines.
    private static final int KASAN_FRAME = 1 << 12;
    private static final int KASAN_OBJECT = 1 << 13;
    private static final int SLAB = 1 << 16;
    private static final int OBJECT = 1 << 17;
    private static final int TRACK = 1 << 18;
    private static final int SLUB_FRAME = 1 << 19;
    private static final int KASAN_LINES = SLAB - 1;

    private static final String[] SLUB_REPORTERS = {"print_trailer", "object_err", "slab_err", "check_bytes_and_report"
    };

    private int seen;
    private boolean dropped;

    /** Takes in a line; whether it is one of them. */
    boolean read(String text, int at) {
        if (text.startsWith("** ", at) && text.contains(" printk messages dropped **")) {
            dropped = true;
            return false;
        }
        int sort = sortOf(text, at);
        seen |= sort;
        return sort != 0;
    }

    /** What else the line has: who accessed, after the address. */
    private static String by(String start) {
        return start.endsWith(" size ") || start.endsWith(" addr ") ? " by task " : "";
    }

    private static int sortOf(String text, int at) {
        for (int i = 0; i < KASAN.length; i++) {
            if (text.startsWith(KASAN[i], at) && text.contains(by(KASAN[i]))) {
                return 1 << i;
            }
        }
        int start = text.startsWith("INFO: ", at) ? at + "INFO: ".length() : at;
        if (text.startsWith("Slab 0x", start) && text.contains(" objects=")) {
            return SLAB;
        }
        if (text.startsWith("Object 0x", start) && text.contains(" @offset=")) {
            return OBJECT;
        }
        boolean track = text.startsWith("Allocated in ", start) || text.startsWith("Freed in ", start);
        if (track && text.contains(" age=")) {
            return TRACK;
        }
        if (text.startsWith("BUG ", at) && text.endsWith(OBJECT_ERROR)) {
            return KASAN_OBJECT;
        }
        if (text.indexOf("+0x", at) < 0) {
            return 0;
        }
        return text.contains("kasan_report") ? KASAN_FRAME : Machinery.contains(SLUB_REPORTERS, text) ? SLUB_FRAME : 0;
    }

    /**
     * The head that the report must have had, where {@code trace} is what is left of its stacks; null if there is
     * no such report.
     */
    @Nullable
    OopsHead head(Trace trace) {
        if (Integer.bitCount(seen) < 2) {
            return null;
        }
        // KASAN has SLUB describe the object, up to 4.9.
        boolean kasan = (seen & KASAN_LINES) != 0;
        // Without its upper end a trace may be that of an allocation.
        boolean whole = !dropped && startsInReport(trace.calls());
        return new OopsHead(
                OopsHead.Role.REPORT,
                kasan ? Oops.Kind.KASAN : Oops.Kind.SLAB_CORRUPTION,
                whole ? Guilt.CALLERS : Guilt.NONE,
                new Template("{what}"),
                (kasan ? "KASAN: bad access" : "slab corruption") + " in {function}",
                "object_err",
                "print_trailer",
                "slab",
                "free_debug_processing",
                "alloc_debug_processing",
                "check_bytes");
    }

    private static boolean startsInReport(List<String> calls) {
        for (String call : calls) {
            if (ReportCode.findsFaults(call) || Machinery.contains(SLUB_REPORTERS, call)) {
                return true;
            }
        }
        return false;
    }
}
