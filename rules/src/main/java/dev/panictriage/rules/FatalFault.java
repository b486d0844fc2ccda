// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Source;
import org.jspecify.annotations.Nullable;

/**
 * A symptom: a fault in the kernel that nobody handled. (Most page faults in kernel mode are handled: a copy from user
 * space that needs a page.)
 *
 * @param context the registers it saved
 * @param report the order of the log's report of it; absent if the log has none
 * @param how how it is known that nobody handled it
 */
public record FatalFault(ExceptionContext context, @Nullable Integer report, String how, Source source) {
    /** Whether this fault surely happened before {@code other}: by the stack if they share one, else by the log. */
    public boolean isBefore(FatalFault other) {
        if (context.stack().equals(other.context.stack())) {
            return context.order() < other.context.order();
        }
        return report != null && other.report != null && report < other.report;
    }
}
