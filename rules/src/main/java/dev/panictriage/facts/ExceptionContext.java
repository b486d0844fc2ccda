// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The registers that an exception, interrupt or NMI saved.
 *
 * @param stack the stack it was taken on, named as in {@link Frame}
 * @param order 0 for the exception taken first; the highest is the latest
 * @param frame index of the {@link Frame} that was interrupted
 * @param kind what was taken
 * @param rip the interrupted instruction
 * @param registers lower-case names without prefix ({@code rip}, {@code rax}, ... {@code r15}, {@code eflags},
 *     {@code cs}, {@code ss}, {@code orig_rax}); only those known
 * @param faultAddress the address that could not be used, for faults that have one
 * @param user whether user space was interrupted
 */
public record ExceptionContext(
        String stack,
        int order,
        @Nullable Integer frame,
        Kind kind,
        Location rip,
        Map<String, Word> registers,
        @Nullable Word faultAddress,
        @Nullable Boolean user,
        Source source)
        implements Fact {
    public ExceptionContext {
        registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
    }

    /** The same with what a report of it in the log adds. */
    public ExceptionContext with(Kind betterKind, @Nullable Word address) {
        return new ExceptionContext(stack, order, frame, betterKind, rip, registers, address, user, source);
    }

    public @Nullable Word register(String name) {
        return registers.get(name);
    }

    /** What was taken. */
    public enum Kind {
        PAGE_FAULT,
        GENERAL_PROTECTION,
        DIVIDE_ERROR,
        INVALID_OPCODE,
        BREAKPOINT,
        DEBUG,
        DOUBLE_FAULT,
        STACK_SEGMENT,
        ALIGNMENT_CHECK,
        MACHINE_CHECK,
        NMI,
        INTERRUPT,
        SYSTEM_CALL,
        UNKNOWN;

        /** Whether the interrupted instruction itself caused it. */
        public boolean isFault() {
            return switch (this) {
                case PAGE_FAULT,
                        GENERAL_PROTECTION,
                        DIVIDE_ERROR,
                        INVALID_OPCODE,
                        BREAKPOINT,
                        DOUBLE_FAULT,
                        STACK_SEGMENT,
                        ALIGNMENT_CHECK -> true;
                default -> false;
            };
        }
    }
}
