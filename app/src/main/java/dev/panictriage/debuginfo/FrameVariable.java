// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import org.jspecify.annotations.Nullable;

/**
 * A parameter or variable of a frame.
 *
 * @param function whose it is; of an inlined one if it was inlined into the frame's
 * @param type as C writes it
 * @param value as C would write it, and what it points to; absent if not known
 * @param why there is no value
 */
public record FrameVariable(
        String function,
        boolean parameter,
        String name,
        String type,
        @Nullable String value,
        @Nullable String why) {}
