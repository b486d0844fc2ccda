// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * The panic: the moment the kernel gave up. What led to it is told by {@link Oops} and {@link ExceptionContext}.
 *
 * @param message the text after "Kernel panic - not syncing: ", or the first line of the oops that crashed at once
 * @param cpu the CPU that panicked, which is often not the one at fault
 * @param task address of its task_struct
 */
public record PanicEvent(
        String message,
        @Nullable Integer cpu,
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable Word task,
        Source source)
        implements Fact {}
