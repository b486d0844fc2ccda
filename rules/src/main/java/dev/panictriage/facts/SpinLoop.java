// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop that an interrupted CPU was in, which only another's write can end.
 *
 * @param stack the stack of the {@link ExceptionContext} that interrupted it
 * @param order the order of that context
 * @param kind what is waited for
 * @param function where the loop is
 * @param variable address of what is read in the loop
 * @param arithmetic how that address is computed, as a person would write it
 * @param name its symbol, where it has one
 * @param register the register that holds the value last read
 * @param registerValue that value
 * @param loop the instructions of the loop, AT&amp;T syntax, in the order of execution
 */
public record SpinLoop(
        String stack,
        int order,
        Kind kind,
        Location function,
        @Nullable Word variable,
        @Nullable String arithmetic,
        @Nullable String name,
        @Nullable String register,
        @Nullable Word registerValue,
        List<String> loop,
        Source source)
        implements Fact {
    public SpinLoop {
        loop = List.copyOf(loop);
    }

    public enum Kind {
        /** Waits for bit 0 of a sequence to clear. */
        SEQUENCE,
        /** Waits for a spinlock. */
        SPINLOCK,
        /** Waits for another CPU's answer to an IPI. */
        IPI,
        OTHER
    }
}
