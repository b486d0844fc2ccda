// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import org.jspecify.annotations.Nullable;

/**
 * A function that code belongs to, and the place in its source.
 *
 * @param inlined whether it was inlined into the next one
 * @param file relative to the top of the source tree where that is known; absent if there is none
 * @param line 0 if not known
 */
public record SourceCall(
        String function, boolean inlined, @Nullable String file, int line) {}
