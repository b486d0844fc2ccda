// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * A timer on a CPU's timer wheel where no timer can be: in the module area, but in no module that is loaded; or in a loaded
 * module, but in none of its variables that has room for one.
 *
 * @param cpu whose wheel
 * @param timer address of the {@code timer_list}
 * @param running whether the wheel was running it; otherwise it is queued
 * @param function what its member {@code function} reads; absent if that cannot be read
 * @param module the loaded module whose memory it is now; absent where none is loaded
 * @param variable the symbol there; absent without one
 */
public record StrayTimer(
        int cpu,
        Word timer,
        boolean running,
        @Nullable Word function,
        @Nullable String module,
        @Nullable String variable,
        Source source)
        implements Fact {}
