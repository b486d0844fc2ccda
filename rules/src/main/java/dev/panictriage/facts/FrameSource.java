// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What debugging information says of a {@link Frame}.
 *
 * @param stack the frame's stack
 * @param index the frame's index
 * @param calls the functions that the frame's instruction belongs to: inlined ones from the innermost on, then the function
 *     proper
 */
public record FrameSource(String stack, int index, List<Call> calls, Source source) implements Fact {
    public FrameSource {
        calls = List.copyOf(calls);
    }

    /**
     * A function, and the place in its source.
     *
     * @param inlined whether it was inlined into the next one
     * @param file relative to the top of the source tree where that is known
     * @param line absent where not known
     */
    public record Call(
            String function,
            boolean inlined,
            @Nullable String file,
            @Nullable Integer line) {}
}
