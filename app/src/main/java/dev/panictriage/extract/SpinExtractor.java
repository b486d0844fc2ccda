// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.explain.SpinLoops;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.ExceptionContext.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Finds the loops in which interrupted CPUs wait. */
final class SpinExtractor implements Extractor {
    /** What can interrupt a CPU that waits. */
    private static final Set<Kind> INTERRUPTIONS = EnumSet.of(Kind.NMI, Kind.INTERRUPT, Kind.UNKNOWN);

    @Override
    public String subject() {
        return "waiting loops";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        SpinLoops loops = new SpinLoops(kernel);
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            if (isInterruption(context)) {
                loops.around(context).ifPresent(facts::add);
            }
        }
    }

    /** Whether the kernel was interrupted where it may have waited. */
    static boolean isInterruption(ExceptionContext context) {
        return INTERRUPTIONS.contains(context.kind()) && !Boolean.TRUE.equals(context.user());
    }
}
