// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.explain.CpuIndex;
import dev.panictriage.explain.FaultExplainer;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains the faults that were found, by the instructions that faulted. */
final class FaultExtractor implements Extractor {
    @Override
    public String subject() {
        return "faulting instruction";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        FaultExplainer explainer = new FaultExplainer(kernel);
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            if (isKernelFault(context)) {
                explainer
                        .explain(context, callersOf(context, facts), accessOf(context, facts))
                        .ifPresent(facts::add);
                CpuIndex.of(kernel, context).ifPresent(facts::add);
            }
        }
    }

    static boolean isKernelFault(ExceptionContext context) {
        return context.kind().isFault() && !Boolean.TRUE.equals(context.user());
    }

    /** How the address was used, as the log says of the same fault; null if it does not. */
    static Oops.@Nullable Access accessOf(ExceptionContext context, FactSink facts) {
        for (Oops oops : facts.all(Oops.class)) {
            if (oops.stack().equals(context.stack()) && context.rip().isSamePlace(oops.rip())) {
                return oops.access();
            }
        }
        return null;
    }

    /** The frames after the one that was interrupted, outwards, up to the first that is not sure. */
    static List<Frame> callersOf(ExceptionContext context, FactSink facts) {
        List<Frame> callers = new ArrayList<>();
        if (context.frame() == null) {
            return callers;
        }
        int next = context.frame() + 1;
        for (Frame frame : facts.all(Frame.class)) {
            if (frame.stack().equals(context.stack()) && frame.index() == next) {
                if (!frame.reliable()) {
                    break;
                }
                callers.add(frame);
                next++;
            }
        }
        return callers;
    }
}
