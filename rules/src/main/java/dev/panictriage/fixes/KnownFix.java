// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fix that is publicly known.
 *
 * @param subject what it fixes, or what it is, in a few words
 * @param builds the first builds that have it
 * @param references where that is written
 */
record KnownFix(String signature, String subject, List<FirstBuild> builds, List<String> references) {

    /**
     * The first build with the fix on a line or in a stream.
     *
     * @param onLine whether every later build of the line has it too, and every stream that branched off there or later
     * @param remark the distribution's release, the commit; null for none
     */
    record FirstBuild(
            KernelBuild build, boolean onLine, @Nullable String remark) {
        @Override
        public String toString() {
            return build.version() + (remark == null ? "" : " (" + remark + ")");
        }
    }

    /** The build that brought the fix to the stream of {@code kernel}. */
    @Nullable
    FirstBuild inStreamOf(KernelBuild kernel) {
        for (FirstBuild first : builds) {
            if (first.build.sameStream(kernel)) {
                return first;
            }
        }
        return null;
    }

    /** The build that brought the fix to the line of {@code kernel}. */
    @Nullable
    FirstBuild onLineOf(KernelBuild kernel) {
        for (FirstBuild first : builds) {
            if (first.onLine && first.build.sameLine(kernel)) {
                return first;
            }
        }
        return null;
    }
}
