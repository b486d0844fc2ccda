// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
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
 * @param surest how sure a cause of the machine's end may be that rests on this fault
 * @param doubt what is not known about its part in that; absent where it is what the machine died of
 */
public record FatalFault(
        ExceptionContext context,
        @Nullable Integer report,
        String how,
        Source source,
        Confidence surest,
        @Nullable String doubt) {
    public FatalFault(ExceptionContext context, @Nullable Integer report, String how, Source source) {
        this(context, report, how, source, Confidence.CONFIRMED, null);
    }

    FatalFault doubted(Confidence atMost, String missing) {
        return new FatalFault(context, report, how, source, atMost, missing);
    }

    /** The less sure of the two. */
    public Confidence atMost(Confidence confidence) {
        return confidence.compareTo(surest) > 0 ? confidence : surest;
    }

    /** Whether this fault surely happened before {@code other}: by the stack if they share one, else by the log. */
    public boolean isBefore(FatalFault other) {
        if (context.stack().equals(other.context.stack())) {
            return context.order() < other.context.order();
        }
        return report != null && other.report != null && report < other.report;
    }
}
