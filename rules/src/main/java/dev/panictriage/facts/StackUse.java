// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deep the calls on a kernel stack went, and which of them took the room.
 *
 * @param stack the calls, named as in {@link Frame}: one CPU's calls may lie on several kernel stacks
 * @param owner which kernel stack it is: {@code task stack of init (pid 1)}, {@code interrupt stack of CPU 1}
 * @param start lowest address; absent where the log printed a hash of it
 * @param bytes size
 * @param lowest the lowest stack pointer of a call
 * @param overflow the address below {@code start} that was used; absent if the calls stayed within the stack
 * @param how what tells so; absent without an overflow
 * @param order of the {@link ExceptionContext} that found it out
 * @param cycle the calls that repeat, innermost first; empty without a recursion
 * @param turns how often they repeat
 * @param bytesPerTurn stack that one turn takes
 * @param largest the call with the most room between its stack pointer and its caller's
 * @param largestBytes that room, return address and saved registers included
 * @param deepest the innermost call of a module, or else the innermost of all
 * @param untouched bytes above the stack's end word that are still zero, as every stack begins its life since e01e80634ecd
 *     (4.17): no call ever came so deep
 */
public record StackUse(
        String stack,
        String owner,
        @Nullable Word start,
        @Nullable Long bytes,
        @Nullable Word lowest,
        @Nullable Word overflow,
        @Nullable String how,
        @Nullable Integer order,
        List<Location> cycle,
        @Nullable Integer turns,
        @Nullable Long bytesPerTurn,
        @Nullable Location largest,
        @Nullable Long largestBytes,
        @Nullable Location deepest,
        @Nullable Long untouched,
        Source source)
        implements Fact {
    /** The kernel's own build warns of a larger frame: CONFIG_FRAME_WARN, lib/Kconfig.debug. */
    private static final long LARGE_FRAME = 2048;

    public StackUse {
        cycle = List.copyOf(cycle);
    }

    public boolean overflowed() {
        return how != null;
    }

    /** Whether the stack pointer itself left the stack; false where only an access below the stack is known. */
    public boolean ranOut() {
        return start != null && lowest != null && lowest.compareTo(start) <= 0;
    }

    /** Whether a recursion took the room, and not a large frame beside it. */
    public boolean recursive() {
        return !cycle.isEmpty()
                && (bytes == null
                        || turns == null
                        || bytesPerTurn == null
                        || turns * bytesPerTurn * 2 >= bytes
                        || !largeFrame());
    }

    public boolean largeFrame() {
        return largestBytes != null && largestBytes > LARGE_FRAME;
    }

    /** The function that took the room: a recursion's, a huge frame's, or the deepest. */
    public @Nullable Location blamed() {
        if (!recursive()) {
            return largeFrame() ? largest : deepest;
        }
        for (Location call : cycle) {
            if (call.module() != null) {
                return call;
            }
        }
        return cycle.get(0);
    }
}
