// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.explain.CpuIndex;
import dev.panictriage.explain.FaultExplainer;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
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
                explainer.explain(context, callerOf(context, facts)).ifPresent(facts::add);
                CpuIndex.of(kernel, context).ifPresent(facts::add);
            }
        }
    }

    static boolean isKernelFault(ExceptionContext context) {
        return context.kind().isFault() && !Boolean.TRUE.equals(context.user());
    }

    /** The frame after the one that was interrupted; null if it is not known for sure. */
    static @Nullable Frame callerOf(ExceptionContext context, FactSink facts) {
        if (context.frame() == null) {
            return null;
        }
        for (Frame frame : facts.all(Frame.class)) {
            if (frame.stack().equals(context.stack()) && frame.index() == context.frame() + 1) {
                return frame.reliable() ? frame : null;
            }
        }
        return null;
    }
}
