// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * A parameter or variable of a function on a stack, by debugging information.
 *
 * @param stack the stack of its {@link Frame}
 * @param frame the index of that
 * @param function whose it is: the frame's, or one that was inlined into it
 * @param type as C writes it
 * @param value as C would write it, and what it points to; absent if not known
 * @param why there is no value: "optimized out"
 */
public record LocalVariable(
        String stack,
        int frame,
        String function,
        boolean parameter,
        String name,
        String type,
        @Nullable String value,
        @Nullable String why,
        Source source)
        implements Fact {}
