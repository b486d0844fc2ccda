// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a report's guilty function is found. Each way gives functions in the order of suspicion; the first that is
 * not {@link Machinery} is guilty.
 */
enum Guilt {
    /** Nobody is. */
    NONE {
        @Override
        List<String> suspects(Report report) {
            return List.of();
        }
    },
    /** The interrupted instruction, then its callers. */
    INSTRUCTION {
        @Override
        List<String> suspects(Report report) {
            Trace trace = report.trace();
            if (trace.firstInstruction() == null) {
                return NAMED.suspects(report);
            }
            return report.isJump() ? jumpers(trace) : trace.fromInstruction();
        }
    },
    /** Who called for the report. */
    CALLERS {
        @Override
        List<String> suspects(Report report) {
            List<String> calls = report.trace().calls();
            return calls.isEmpty() ? report.lockSites() : calls;
        }
    },
    /** The function that the head names, then the callers. */
    NAMED {
        @Override
        List<String> suspects(Report report) {
            List<String> suspects = new ArrayList<>();
            String named = report.namedFunction();
            if (named != null) {
                suspects.add(named);
            }
            suspects.addAll(report.trace().calls());
            return suspects;
        }
    },
    /** The function that the head names, whatever it is; without one, the callers. */
    STATED {
        @Override
        List<String> suspects(Report report) {
            return CALLERS.suspects(report);
        }

        @Override
        @Nullable
        String find(Report report, String[] innocent) {
            String named = report.namedFunction();
            return named != null ? named : super.find(report, innocent);
        }
    },
    /** What the watchdog's NMI interrupted, and not the watchdog itself. */
    INTERRUPTED {
        @Override
        List<String> suspects(Report report) {
            if (report.trace().firstInstruction() != null) {
                return report.trace().fromInstruction();
            }
            List<String> below = report.trace().belowNmi();
            List<String> calls = NAMED.suspects(report);
            // The stack of a watchdog on another CPU shows nothing of the one that hangs.
            return below.isEmpty() && calls.stream().noneMatch(call -> call.contains("watchdog")) ? calls : below;
        }
    },
    /** Where the lock that the report is about was taken or given back, then the callers. */
    LOCK_SITE {
        @Override
        List<String> suspects(Report report) {
            List<String> suspects = new ArrayList<>(report.lockSites());
            suspects.addAll(report.trace().calls());
            // Of a work item that waits for its own end, only who waits for the queue is of interest.
            suspects.addAll(report.trace().titled("-> #"));
            return suspects;
        }
    },
    /** Where a lock's class became what it must not be. */
    BECAME {
        @Override
        List<String> suspects(Report report) {
            List<String> became = report.trace().titled("which became");
            return became.isEmpty() ? LOCK_SITE.suspects(report) : became;
        }
    },
    /** Who allocated. */
    ALLOCATION {
        @Override
        List<String> suspects(Report report) {
            List<String> backtrace = report.trace().titled("backtrace");
            return backtrace.isEmpty() ? CALLERS.suspects(report) : backtrace;
        }
    },
    /** What a CPU was busy with: the handler below the generic entry, not the instruction it was caught at. */
    STALL {
        @Override
        List<String> suspects(Report report) {
            return report.trace().belowTimerInterrupt();
        }

        @Override
        @Nullable
        String choose(List<String> suspects) {
            return Dispatch.handler(suspects);
        }
    },
    /** As {@link #STALL}, where the watchdog's interrupt shows the instruction that it interrupted. */
    LOOP {
        @Override
        List<String> suspects(Report report) {
            return report.trace().firstInstruction() == null
                    ? STALL.suspects(report)
                    : report.trace().fromInstruction();
        }

        @Override
        @Nullable
        String choose(List<String> suspects) {
            return Dispatch.handler(suspects);
        }
    },
    /** What used up the stack: a recursion, and without one as {@link #STALL}. */
    OVERRUN {
        @Override
        List<String> suspects(Report report) {
            return INSTRUCTION.suspects(report);
        }

        @Override
        @Nullable
        String choose(List<String> suspects) {
            String recursion = Dispatch.recursion(suspects);
            return recursion != null ? recursion : Dispatch.handler(suspects);
        }
    },
    /** What a task waits in: the caller of the waiting primitive, or the lock that everybody waits for. */
    WAITER {
        @Override
        List<String> suspects(Report report) {
            return report.trace().calls();
        }

        @Override
        @Nullable
        String choose(List<String> suspects) {
            return Dispatch.waiter(suspects);
        }
    };

    abstract List<String> suspects(Report report);

    /** One of suspects that are not machinery. */
    @Nullable
    String choose(List<String> suspects) {
        return suspects.isEmpty() ? null : suspects.getFirst();
    }

    /** The guilty function; null if none can be named. */
    @Nullable
    String find(Report report, String[] innocent) {
        List<String> suspects = new ArrayList<>(suspects(report));
        Report fault = report.brokenOffBy();
        if (fault != null && this != NONE) {
            suspects.addAll(fault.trace().fromInstruction());
        }
        List<String> left = new ArrayList<>();
        boolean found = false;
        for (String suspect : suspects) {
            boolean atFault = ReportCode.dumpsStacks(suspect) && (found || isFaultIn(suspect, suspects, report));
            if (atFault || !isInnocent(suspect, report, innocent)) {
                left.add(suspect);
            }
            found |= ReportCode.findsFaults(suspect);
        }
        String guilty = choose(left);
        if (guilty != null) {
            return guilty;
        }
        if (!left.isEmpty()) {
            return left.getFirst();
        }
        // The unwinder vouches for none of the callers: what lies on the stack is all there is.
        if (this == INSTRUCTION || this == LOOP || this == INTERRUPTED) {
            for (String suspect : report.trace().scanned()) {
                if (!isInnocent(suspect, report, innocent)) {
                    left.add(suspect);
                }
            }
            guilty = choose(left);
        }
        if (guilty != null) {
            return guilty;
        }
        // Better the machinery than no name at all, but not what prints the report, unless it was interrupted.
        String interrupted = report.trace().interrupted();
        for (String suspect : suspects) {
            if ((!ReportCode.covers(suspect) || suspect.equals(interrupted))
                    && !Machinery.contains(innocent, suspect)) {
                return suspect;
            }
        }
        return null;
    }

    /** Who called what is no code: where it would return to, then the callers. */
    private static List<String> jumpers(Trace trace) {
        List<String> jumpers = new ArrayList<>();
        String returnsTo = trace.returnsTo();
        if (returnsTo != null) {
            jumpers.add(returnsTo);
        }
        jumpers.addAll(trace.belowInstruction());
        return jumpers.isEmpty() ? trace.fromInstruction() : jumpers;
    }

    private static boolean isInnocent(String function, Report report, String[] innocent) {
        boolean taker = report.kind() == Oops.Kind.LOCKDEP && Helpers.isDriverCore(function);
        return Machinery.covers(function) && !taker
                || Machinery.covers(function, report.kind())
                || Machinery.contains(innocent, function);
    }

    /** Whether a sanitizer or a fault on memory says that it is {@code dumper} that failed, and did not just report. */
    private static boolean isFaultIn(String dumper, List<String> suspects, Report report) {
        return switch (report.kind()) {
            case KASAN, KMSAN, KCSAN, KFENCE -> dumper.equals(report.namedFunction());
            case PAGE_FAULT, NULL_DEREFERENCE, GENERAL_PROTECTION ->
                // Old kernels show the stack from its top: what printed it, then the fault's handlers.
                report.trace().interrupted() != null && !suspects.contains("show_registers");
            default -> false;
        };
    }
}
