// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.text.Transcript;
import org.jspecify.annotations.Nullable;

/**
 * Joins the log's reports with the stacks they are about. A report that interrupted the same instruction as an exception on
 * a CPU's stack is that exception: the report then names that stack, the exception takes over the fault address that only the
 * log knows, and the trace and registers that the log printed, the poorer copy, are dropped.
 */
final class LogMerger implements Extractor {
    @Override
    public String subject() {
        return "reports of the log";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        merge(facts);
    }

    static void merge(FactSink facts) {
        for (Oops oops : facts.all(Oops.class)) {
            ExceptionContext context = contextOf(oops, facts);
            if (context != null) {
                join(oops, context, facts);
            }
        }
    }

    private static @Nullable ExceptionContext contextOf(Oops oops, FactSink facts) {
        if (oops.rip() == null) {
            return null;
        }
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            boolean onCpu = oops.cpu() == null
                    ? context.stack().startsWith("cpu ")
                    : context.stack().equals(CpuState.stackOf(oops.cpu()));
            boolean unnamed = context.stack().equals(Transcript.UNNAMED_STACK);
            if ((onCpu || unnamed) && oops.rip().isSamePlace(inModule(context.rip(), oops.rip()))) {
                return context;
            }
        }
        return null;
    }

    private static void join(Oops oops, ExceptionContext context, FactSink facts) {
        String printed = oops.stack();
        Location place = inModule(context.rip(), oops.rip());
        Kind kind = context.kind() == Kind.UNKNOWN ? kindOf(oops, context.kind()) : context.kind();
        facts.removeIf(fact -> isPrinted(fact, printed));
        facts.replace(oops, oops.on(context.stack(), place));
        facts.replace(
                context,
                new ExceptionContext(
                        context.stack(),
                        context.order(),
                        context.frame(),
                        kind,
                        place,
                        context.registers(),
                        kind.isFault() ? oops.faultAddress() : context.faultAddress(),
                        context.user(),
                        context.source()));
    }

    /** A place with the module that the log names: a debugger leaves it out where it names the exception. */
    private static Location inModule(Location place, @Nullable Location logged) {
        return logged == null || place.symbol() == null || place.module() != null
                ? place
                : new Location(place.address(), place.symbol(), place.offset(), place.size(), logged.module());
    }

    private static boolean isPrinted(Fact fact, String stack) {
        return fact instanceof Frame frame && frame.stack().equals(stack)
                || fact instanceof ExceptionContext context && context.stack().equals(stack);
    }

    private static Kind kindOf(Oops oops, Kind otherwise) {
        return switch (oops.kind()) {
            case NULL_DEREFERENCE, PAGE_FAULT, NX_VIOLATION, SMEP_VIOLATION, SMAP_VIOLATION, READ_ONLY_WRITE ->
                Kind.PAGE_FAULT;
            case GENERAL_PROTECTION -> Kind.GENERAL_PROTECTION;
            case DIVIDE_ERROR -> Kind.DIVIDE_ERROR;
            case BUG, INVALID_OPCODE -> Kind.INVALID_OPCODE;
            case INT3 -> Kind.BREAKPOINT;
            case DOUBLE_FAULT -> Kind.DOUBLE_FAULT;
            default -> otherwise;
        };
    }
}
