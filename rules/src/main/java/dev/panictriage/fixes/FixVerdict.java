// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a kernel has a known fix.
 *
 * @param subject what the fix fixes, or what it is, in a few words
 * @param text why the status is what it is, with the builds that were compared
 * @param fixedBuild the build to have: the first with the fix in the kernel's own stream, else on its vendor's line,
 *     else of kernel.org; null if none is known
 * @param references where the fix is described
 */
public record FixVerdict(
        Status status,
        String subject,
        String text,
        @Nullable String fixedBuild,
        List<String> references) {
    public FixVerdict {
        references = List.copyOf(references);
    }

    public enum Status {
        /** The kernel is older than the first build of its own stream, or of the line that it is of, with the fix. */
        AFFECTED,
        /** The kernel has the fix, so the known bug is not what it died of. */
        FIXED,
        /** No build is known with which the kernel can be compared. */
        UNKNOWN
    }

    /** One line for a report. */
    public String line() {
        return subject + ": " + text;
    }
}
