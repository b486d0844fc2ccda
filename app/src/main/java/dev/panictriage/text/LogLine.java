// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Source;
import org.jspecify.annotations.Nullable;

/**
 * One line of a kernel log without its prefixes.
 *
 * @param number from 1, in the input
 * @param timeSeconds since boot
 * @param caller the task or CPU that printed it, as CONFIG_PRINTK_CALLER shows it: {@code T905}, {@code C1}
 * @param level 0 (emergency) to 7 (debug)
 * @param text the line itself
 */
public record LogLine(
        int number,
        @Nullable Double timeSeconds,
        @Nullable String caller,
        @Nullable Integer level,
        String text) {
    public static LogLine of(int number, String text) {
        return new LogLine(number, null, null, null, text);
    }

    /** The line with what another has, as one. */
    LogLine followedBy(LogLine rest) {
        return new LogLine(number, timeSeconds, caller, level, text + rest.text);
    }

    Source source() {
        return Source.log("log line " + number);
    }
}
