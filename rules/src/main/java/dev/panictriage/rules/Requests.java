// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.Oops;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Why somebody may have asked for a crash. */
public final class Requests {
    private Requests() {}

    /**
     * The first report of the log that may be why: of something that hangs, or of a task that died in the kernel and took its
     * locks along. Null if there is none.
     *
     * @param stack the panic's: what faulted on it is part of the crash itself, as the SysRq key's write through NULL is
     */
    public static @Nullable Oops reasonFor(Collection<?> reports, String stack) {
        Oops first = null;
        for (Object each : reports) {
            if (each instanceof Oops report
                    && isTrouble(report)
                    && !report.stack().equals(stack)
                    && !isCrash(report)
                    && (first == null || report.order() < first.order())) {
                first = report;
            }
        }
        return first;
    }

    /** What is not known then; null without such a report. */
    public static @Nullable String missing(@Nullable Oops reason) {
        return reason == null
                ? null
                : "whether it was asked for because of what the log reports before: " + reason.message();
    }

    private static boolean isTrouble(Oops report) {
        return report.kind().isHang() || report.details().containsKey("count");
    }

    /** The key's own oops, where the log shows it apart from the stack. */
    private static boolean isCrash(Oops report) {
        return report.rip() != null && "sysrq_handle_crash".equals(report.rip().symbol());
    }
}
