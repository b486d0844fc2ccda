// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * A record of the kernel's log.
 *
 * @param sequence counts records since boot
 * @param nanoseconds since boot
 * @param caller the thread, or the CPU where {@link #CPU_CALLER} is set; empty before kernel 5.1
 * @param facility syslog's: 0 for the kernel
 * @param level 0 (emergency) to 7 (debug)
 * @param bytes the message, as it was logged: may have several lines and any byte
 */
public record LogRecord(
        long sequence, long nanoseconds, OptionalInt caller, int facility, int level, byte[] bytes, State state) {
    /** Set in {@link #caller} where the caller was no thread: the other bits are a CPU. */
    public static final int CPU_CALLER = 0x80000000;

    public enum State {
        WRITTEN,
        /** An empty message, for which the ring buffer keeps no text. */
        EMPTY,
        /** The CPU that logs this was stopped before it was done: the text may be missing or cut. */
        BEING_WRITTEN,
        /** The buffer had no room for the text. */
        TEXT_LOST,
        /** The dump lacks the text. */
        TEXT_UNREADABLE
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
