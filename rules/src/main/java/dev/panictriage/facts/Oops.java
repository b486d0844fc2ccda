// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One crash report in the kernel log: an oops, a BUG, a WARNING, a lockup, a stall, a sanitizer's report or a panic.
 *
 * @param stack the name under which its call trace is found among the {@link Frame}s and its registers among the
 *     {@link ExceptionContext}s
 * @param order 0 for the first in the log
 * @param kind class of the report
 * @param message its first line, without time stamp and prefixes
 * @param title kind and function, as a kernel developer would name the bug
 * @param function the guilty function: the first of the trace that is not reporting machinery
 * @param faultAddress the address that could not be used
 * @param access how it was used
 * @param errorCode of a page fault or general protection fault
 * @param bugLocation {@code file:line} of a BUG or WARNING
 * @param modules names in "Modules linked in:", without their flags; empty if not printed
 * @param lastUnloaded the name in "[last unloaded: ...]"
 * @param details other values of the report by the name the kernel prints: "exitcode", "lock", "was", "should be", ...
 */
public record Oops(
        String stack,
        int order,
        Kind kind,
        String message,
        String title,
        @Nullable String function,
        @Nullable Integer cpu,
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable Double timeSeconds,
        @Nullable Location rip,
        @Nullable Word faultAddress,
        @Nullable Access access,
        @Nullable Long errorCode,
        @Nullable String bugLocation,
        @Nullable String code,
        @Nullable String tainted,
        List<String> modules,
        @Nullable String lastUnloaded,
        Map<String, String> details,
        Source source)
        implements Fact {
    public Oops {
        modules = List.copyOf(modules);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details)); // in their order, on every run
    }

    /** The same, with its trace under another name, and its place as it was found there. */
    public Oops on(String otherStack, Location place) {
        return new Oops(
                otherStack,
                order,
                kind,
                message,
                title,
                function,
                cpu,
                pid,
                comm,
                timeSeconds,
                place,
                faultAddress,
                access,
                errorCode,
                bugLocation,
                code,
                tainted,
                modules,
                lastUnloaded,
                details,
                source);
    }

    /** Classes of report, by what the kernel's text says, in the order of {@code signatures.md}'s families. */
    public enum Kind {
        NULL_DEREFERENCE,
        PAGE_FAULT,
        GENERAL_PROTECTION,
        NX_VIOLATION,
        SMEP_VIOLATION,
        SMAP_VIOLATION,
        READ_ONLY_WRITE,
        DOUBLE_FAULT,
        STACK_GUARD_PAGE,
        STACK_CORRUPTED,
        BUG,
        WARNING,
        DIVIDE_ERROR,
        INVALID_OPCODE,
        INT3,
        SEGMENT_FAULT,
        ALIGNMENT_CHECK,
        MACHINE_CHECK,
        HARDWARE_ERROR,
        NMI,
        HARD_LOCKUP,
        SOFT_LOCKUP,
        RCU_STALL,
        HUNG_TASK,
        WORKQUEUE_LOCKUP,
        SCHEDULING_WHILE_ATOMIC,
        SLEEPING_IN_ATOMIC,
        PER_CPU_WHILE_PREEMPTIBLE,
        LIST_CORRUPTION,
        SLAB_CORRUPTION,
        REFCOUNT,
        BAD_PAGE,
        BAD_PAGE_MAP,
        USERCOPY,
        FORTIFY,
        LOCKDEP,
        SPINLOCK_DEBUG,
        KASAN,
        KFENCE,
        KMSAN,
        KCSAN,
        UBSAN,
        ODEBUG,
        OUT_OF_MEMORY,
        MEMORY_LEAK,
        NETDEV_WATCHDOG,
        FILESYSTEM,
        CFI,
        PANIC,
        OTHER;

        /** Whether a watchdog found that something does not go on. */
        public boolean isHang() {
            return switch (this) {
                case HARD_LOCKUP, SOFT_LOCKUP, RCU_STALL, HUNG_TASK, WORKQUEUE_LOCKUP -> true;
                default -> false;
            };
        }
    }

    /** How memory was used. */
    public enum Access {
        READ,
        WRITE,
        EXECUTE
    }
}
