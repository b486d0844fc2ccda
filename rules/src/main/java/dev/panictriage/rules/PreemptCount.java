// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/** What a preempt_count may hold: include/linux/preempt.h, until 3.13 include/linux/hardirq.h. */
public final class PreemptCount {
    /**
     * PREEMPT, SOFTIRQ, HARDIRQ and NMI nesting in any kernel's widths, PREEMPT_ACTIVE in its two places, and
     * PREEMPT_NEED_RESCHED. Three bits are left that no kernel uses.
     */
    private static final long POSSIBLE = 0x07ff_ffffL | 0x1000_0000L | 0x8000_0000L;

    /** One preempt_enable() too many, or a few, make it a small negative number: unbalanced, not overwritten. */
    private static final int UNDERFLOW = -0x100;

    private PreemptCount() {}

    /** Whether no nesting of locks, interrupts and NMIs gives that count. */
    public static boolean isImpossible(@Nullable Long count) {
        return count != null && (count & ~POSSIBLE) != 0 && !isUnderflow(count);
    }

    private static boolean isUnderflow(Long count) {
        return count.intValue() < 0 && count.intValue() >= UNDERFLOW;
    }

    /** Whether it reads as the upper half of a pointer to the direct map or to vmalloc's area, which begin with ffff8 to ffffe. */
    public static boolean isHalfOfPointer(@Nullable Long count) {
        return count != null && isImpossible(count) && count >>> 16 == 0xffff && (count & 0x8000) != 0;
    }

    /** The count that a "scheduling while atomic" printed; null if it printed none. */
    public static @Nullable Long printed(Oops oops) {
        String count = oops.details().get("preempt_count");
        try {
            return count == null ? null : (Long) (Word.parse(count).value() & 0xffff_ffffL);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * Whether a kernel may keep the count in thread_info: x86 until c2daa3bed53a (3.13), which made it a per-CPU variable.
     *
     * @param release as {@code uname -r} prints it; absent if not known
     */
    public static boolean isInThreadInfo(@Nullable String release) {
        if (release == null) {
            return true;
        }
        int dot = release.indexOf('.');
        int end = dot + 1;
        while (dot > 0 && end < release.length() && Character.isDigit(release.charAt(end))) {
            end++;
        }
        try {
            int major = dot < 0 ? 0 : Integer.parseInt(release.substring(0, dot));
            int minor = end == dot + 1 ? 0 : Integer.parseInt(release.substring(dot + 1, end));
            return major < 3 || major == 3 && minor < 13;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
