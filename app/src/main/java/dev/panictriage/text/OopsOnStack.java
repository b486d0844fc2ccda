// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An oops of which a transcript shows a few lines of log, completed by the stack that the debugger printed. */
final class OopsOnStack {
    private OopsOnStack() {}

    /** The oops with the function to blame, instruction, CPU and task as far as a printed stack tells them. */
    static Oops of(Oops oops, List<Fact> printed) {
        ExceptionContext context = contextOf(oops, printed);
        if (context == null) {
            return oops;
        }
        String function = oops.function();
        if (function == null || Machinery.covers(function)) {
            String caller = firstToBlame(context, printed);
            function = caller == null ? function : caller;
        }
        CpuState cpu = cpuOf(context, printed);
        return new Oops(
                oops.stack(),
                oops.order(),
                oops.kind(),
                oops.message(),
                title(oops, function),
                function,
                oops.cpu() != null || cpu == null ? oops.cpu() : (Integer) cpu.cpu(),
                oops.pid() != null || cpu == null ? oops.pid() : cpu.pid(),
                oops.comm() != null || cpu == null ? oops.comm() : cpu.comm(),
                oops.timeSeconds(),
                oops.rip() != null ? oops.rip() : context.rip(),
                oops.faultAddress(),
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
                first = context.kind().isFault() && earlier ? context : first;
            } else if (rip.symbol() != null
                    && rip.symbol().equals(context.rip().symbol())
                    && rip.offset() != null
                    && rip.offset().equals(context.rip().offset())) {
                return context;
            }
        }
        return first;
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
