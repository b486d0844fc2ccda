// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An oops of which a transcript shows a few lines of log or none, completed by the stack that the debugger printed. */
final class OopsOnStack {
    /** The heads of {@code kernel/watchdog.c}, with as little in them as can be. */
    private static final String SOFT_LOCKUP = "BUG: soft lockup - CPU#0 stuck for 0s! [:0]";

    private static final String HARD_LOCKUP = "Watchdog detected hard LOCKUP on cpu 0";

    /** What the kernel calls for a fault that nobody handles: arch/x86/mm/fault.c, kernel/dumpstack.c, and arm64's. */
    private static final String[] DEATHS = {
        "page_fault_oops",
        "no_context",
        "bad_area_nosemaphore",
        "__bad_area_nosemaphore",
        "kernelmode_fixup_or_oops",
        "__do_kernel_fault",
        "die_kernel_fault",
        "die",
        "__die",
        "die_addr",
        "oops_end",
        "crash_kexec",
        "df_debug",
    };

    private OopsOnStack() {}

    /** The oops with the function to blame, instruction, CPU and task as far as a printed stack tells them. */
    static Oops of(Oops oops, List<Fact> printed) {
        if (oops.function() == null && (oops.kind() == Oops.Kind.SOFT_LOCKUP || oops.kind() == Oops.Kind.HARD_LOCKUP)) {
            return lockup(oops, printed);
        }
        ExceptionContext context = contextOf(oops, printed);
        if (context == null) {
            return oops;
        }
        String function = oops.function();
        if (function == null || Machinery.covers(function)) {
            String caller = firstToBlame(context, printed);
            function = caller == null ? function : caller;
        }
        return with(oops, oops.order(), title(oops, function), function, context, cpuOf(context, printed));
    }

    /** A lockup, named by what the watchdog interrupted. */
    private static Oops lockup(Oops oops, List<Fact> printed) {
        PrintedStack stack = oops.cpu() == null
                ? PrintedStack.panicked(printed)
                : PrintedStack.of(CpuState.stackOf(oops.cpu()), printed);
        boolean hard = oops.kind() == Oops.Kind.HARD_LOCKUP;
        if (stack == null || hard && !isInNmi(stack)) {
            // A neighbour's timer can find a CPU dead too: its stack tells nothing.
            return oops;
        }
        Oops named = stack.report(hard ? HARD_LOCKUP : SOFT_LOCKUP, 0);
        if (named == null || named.function() == null) {
            return oops;
        }
        ExceptionContext first =
                stack.contexts().isEmpty() ? null : stack.contexts().getFirst();
        return with(oops, oops.order(), named.title(), named.function(), first, stack.cpu(printed));
    }

    private static boolean isInNmi(PrintedStack stack) {
        return !stack.contexts().isEmpty() && stack.contexts().getFirst().kind() == ExceptionContext.Kind.NMI;
    }

    /** What a stack alone proves: that a fault was not handled, that a watchdog gave up; null if it proves neither. */
    static @Nullable Oops shownBy(List<Fact> printed) {
        PrintedStack stack = PrintedStack.panicked(printed);
        if (stack == null) {
            return jumpToNull(printed);
        }
        boolean panic = stack.passes("panic", "nmi_panic");
        if (panic && stack.passes("watchdog_overflow_callback") && isInNmi(stack)) {
            return shown(
                    stack,
                    stack.report(HARD_LOCKUP, 0),
                    "hard lockup",
                    stack.contexts().getFirst(),
                    printed);
        }
        boolean neighbour = stack.passes("watchdog_hardlockup_check", "watchdog_buddy_check_hardlockup");
        if (panic && stack.passes("watchdog_timer_fn") && !neighbour) {
            ExceptionContext first =
                    stack.contexts().isEmpty() ? null : stack.contexts().getFirst();
            return shown(stack, stack.report(SOFT_LOCKUP, 0), "soft lockup", first, printed);
        }
        Oops fault = fault(stack, 0, printed);
        return fault != null || !panic ? fault : called(stack, printed);
    }

    /** Of a stack whose end was not copied. */
    private static @Nullable Oops jumpToNull(List<Fact> printed) {
        for (Fact fact : printed) {
            PrintedStack stack = fact instanceof ExceptionContext context && isJumpToNull(context)
                    ? PrintedStack.of(context.stack(), printed)
                    : null;
            Oops fault = stack == null ? null : fault(stack, 0, printed);
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** A panic of which only the stack tells. */
    private static @Nullable Oops called(PrintedStack stack, List<Fact> printed) {
        String caller = null;
        boolean inner = false;
        for (Frame frame : stack.frames()) {
            String symbol = PrintedStack.symbol(frame);
            boolean panicker = Machinery.isOneOf(PrintedStack.PANICKERS, symbol);
            inner |= panicker;
            if (inner && !panicker && !symbol.isEmpty()) {
                caller = symbol;
                break;
            }
        }
        String head = "Kernel panic - not syncing: called by " + (caller == null ? "an unknown function" : caller);
        return shown(stack, stack.report(head, 0), head, null, printed);
    }

    /** The fault that was being reported when {@code oops} came, which only the stack shows; null if none was. */
    static @Nullable Oops before(Oops oops, List<Fact> printed) {
        PrintedStack stack = PrintedStack.panicked(printed);
        ExceptionContext context = stack == null ? null : contextOf(oops, printed);
        int at = stack == null || context == null ? -1 : stack.contexts().indexOf(context);
        return stack == null || at < 0 ? null : fault(stack, at + 1, printed);
    }

    /** {@code oops}, which another came before. */
    static Oops second(Oops oops) {
        return with(oops, oops.order() + 1, oops.title(), oops.function(), null, null);
    }

    /** The fault that came first and was not handled. */
    private static @Nullable Oops fault(PrintedStack stack, int from, List<Fact> printed) {
        for (int i = stack.contexts().size() - 1; i >= from; i--) {
            ExceptionContext context = stack.contexts().get(i);
            Integer inner = i == 0 ? (Integer) 0 : stack.contexts().get(i - 1).frame();
            Integer frame = context.frame();
            String head = headOf(context);
            if (head != null
                    && inner != null
                    && frame != null
                    && (stack.passes(DEATHS, inner, frame)
                            || stack.calls("do_page_fault", "printk", inner, frame)
                            || isJumpToNull(context))
                    && !stack.passes(new String[] {"__warn"}, inner, frame)) {
                return shown(stack, stack.report(head, frame), what(context), context, printed);
            }
        }
        return null;
    }

    /** No kernel has code there: nothing handles that. */
    private static boolean isJumpToNull(ExceptionContext context) {
        Word rip = context.rip().address();
        return rip != null && rip.isZero() && !Boolean.TRUE.equals(context.user());
    }

    private static String what(ExceptionContext context) {
        return context.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static @Nullable String headOf(ExceptionContext context) {
        return switch (context.kind()) {
            case PAGE_FAULT -> "BUG: unable to handle kernel paging request";
            case GENERAL_PROTECTION -> "general protection fault: 0000 [#1]";
            case DIVIDE_ERROR -> "divide error: 0000 [#1]";
            case INVALID_OPCODE -> "invalid opcode: 0000 [#1]";
            case DOUBLE_FAULT -> "double fault: 0000 [#1]";
            case STACK_SEGMENT -> "stack segment: 0000 [#1]";
            case ALIGNMENT_CHECK -> "alignment check: 0000 [#1]";
            default -> null;
        };
    }

    private static @Nullable Oops shown(
            PrintedStack stack,
            @Nullable Oops oops,
            String what,
            @Nullable ExceptionContext context,
            List<Fact> printed) {
        if (oops == null) {
            return null;
        }
        CpuState cpu = stack.cpu(printed);
        String place = context == null ? "" : " at " + context.rip();
        return new Oops(
                oops.stack(),
                oops.order(),
                oops.kind(),
                what + place + ", as the stack shows",
                oops.title(),
                oops.function(),
                cpu == null ? null : (Integer) cpu.cpu(),
                cpu == null ? null : cpu.pid(),
                cpu == null ? null : cpu.comm(),
                null,
                context == null ? null : context.rip(),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of(),
                context == null ? stack.frames().getFirst().source() : context.source());
    }

    private static Oops with(
            Oops oops,
            int order,
            String title,
            @Nullable String function,
            @Nullable ExceptionContext context,
            @Nullable CpuState cpu) {
        return new Oops(
                order == oops.order() ? oops.stack() : "oops " + order,
                order,
                oops.kind(),
                oops.message(),
                title,
                function,
                oops.cpu() != null || cpu == null ? oops.cpu() : (Integer) cpu.cpu(),
                oops.pid() != null || cpu == null ? oops.pid() : cpu.pid(),
                oops.comm() != null || cpu == null ? oops.comm() : cpu.comm(),
                oops.timeSeconds(),
                oops.rip() != null || context == null ? oops.rip() : context.rip(),
                oops.faultAddress() != null || context == null ? oops.faultAddress() : context.faultAddress(),
                oops.access(),
                oops.errorCode(),
                oops.bugLocation(),
                oops.code(),
                oops.tainted(),
                oops.modules(),
                oops.lastUnloaded(),
                oops.details(),
                oops.source());
    }

    private static String title(Oops oops, @Nullable String function) {
        if (function == null) {
            return oops.title();
        }
        String before = oops.function();
        String in = " in " + SystemCalls.bare(function);
        return before == null ? oops.title() + in : oops.title().replace(" in " + SystemCalls.bare(before), in);
    }

    /** The exception at the oops's instruction; without one in the log, the first fault of the first stack. */
    private static @Nullable ExceptionContext contextOf(Oops oops, List<Fact> printed) {
        Location rip = oops.rip();
        ExceptionContext first = null;
        for (Fact fact : printed) {
            if (!(fact instanceof ExceptionContext context) || Boolean.TRUE.equals(context.user())) {
                continue;
            }
            if (rip == null) {
                boolean earlier =
                        first == null || first.stack().equals(context.stack()) && context.order() < first.order();
                first = isCause(context.kind(), oops.kind()) && earlier ? context : first;
            } else if (rip.symbol() != null
                    && rip.symbol().equals(context.rip().symbol())
                    && rip.offset() != null
                    && rip.offset().equals(context.rip().offset())) {
                return context;
            }
        }
        return first;
    }

    /** Whether a report of kind {@code oops} is made of such an exception. */
    private static boolean isCause(ExceptionContext.Kind exception, Oops.Kind oops) {
        return switch (oops) {
            case BUG, INVALID_OPCODE -> exception == ExceptionContext.Kind.INVALID_OPCODE;
            case PAGE_FAULT, NULL_DEREFERENCE -> exception == ExceptionContext.Kind.PAGE_FAULT;
            // These come of themselves, whatever the CPU was handling.
            case SOFT_LOCKUP, HARD_LOCKUP, HUNG_TASK, RCU_STALL, OUT_OF_MEMORY, MACHINE_CHECK, HARDWARE_ERROR, NMI ->
                false;
            default -> exception.isFault();
        };
    }

    private static @Nullable String firstToBlame(ExceptionContext context, List<Fact> printed) {
        Integer from = context.frame();
        for (Fact fact : printed) {
            if (from != null
                    && fact instanceof Frame frame
                    && frame.stack().equals(context.stack())
                    && frame.index() >= from
                    && frame.reliable()
                    && frame.location().symbol() != null) {
                String function = Trace.withoutSuffix(frame.location().symbol());
                if (!Machinery.covers(function)) {
                    return function;
                }
            }
        }
        return null;
    }

    private static @Nullable CpuState cpuOf(ExceptionContext context, List<Fact> printed) {
        for (Fact fact : printed) {
            if (fact instanceof CpuState cpu && cpu.stack().equals(context.stack())) {
                return cpu;
            }
        }
        return null;
    }
}
