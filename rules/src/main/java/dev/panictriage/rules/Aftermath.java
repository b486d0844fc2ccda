// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a fault. Without panic_on_oops the kernel kills the task and goes on: a panic of days later, for a reason of
 * its own, does not follow from it.
 */
public final class Aftermath {
    /** Reports that follow each other within so many seconds are one affair. */
    private static final double MAX_GAP_SECONDS = 10;

    /** A task that died with a lock makes others hang within so many seconds: hung_task_timeout_secs and some. */
    private static final double MAX_HANG_SECONDS = 600;

    /** Said after an oops, by {@code oops_end()} and {@code do_exit()} of the task that it killed. */
    private static final String[] AFTER_DEATH = {
        "Fatal exception",
        "Aiee, killing interrupt handler",
        "Attempted to kill init",
        "Attempted to kill the idle task",
    };

    private final List<Oops> reports;
    private final @Nullable PanicEvent panic;

    private Aftermath(Collection<?> reports, Collection<?> panics) {
        this.reports = new ArrayList<>();
        for (Object report : reports) {
            this.reports.add((Oops) report);
        }
        this.reports.sort((one, other) -> Integer.compare(one.order(), other.order()));
        this.panic = panics.isEmpty() ? null : (PanicEvent) panics.iterator().next();
    }

    /** Of faults those that no other came before; one that the machine survived only where there is none that it died of. */
    public static List<FatalFault> first(Collection<?> faults, Collection<?> reports, Collection<?> panics) {
        Aftermath aftermath = new Aftermath(reports, panics);
        List<FatalFault> all = new ArrayList<>();
        List<FatalFault> fatal = new ArrayList<>();
        for (Object fault : faults) {
            FatalFault judged = aftermath.judge((FatalFault) fault);
            all.add(judged);
            if (!aftermath.isSurvived(judged)) {
                fatal.add(judged);
            }
        }
        List<FatalFault> candidates = fatal.isEmpty() ? all : fatal;
        List<FatalFault> first = new ArrayList<>();
        for (FatalFault candidate : candidates) {
            if (candidates.stream().noneMatch(other -> other.isBefore(candidate))) {
                first.add(candidate);
            }
        }
        return first;
    }

    private FatalFault judge(FatalFault fault) {
        Oops report = report(fault);
        Oops end = report == null ? null : end(report);
        if (report == null || end == null) {
            return fault;
        }
        if (isSurvived(fault)) {
            double gap = seconds(end) - seconds(report);
            boolean hang = end.kind().isHang() && gap <= MAX_HANG_SECONDS;
            return fault.doubted(
                    hang ? Confidence.PROBABLE : Confidence.POSSIBLE,
                    String.format(
                            Locale.ROOT,
                            "that the end follows from this fault: the machine ran on for %.0f s, then came: %s",
                            gap,
                            end.message()));
        }
        if (end.order() > report.order() && isOfAnother(end, report)) {
            return fault.doubted(
                    Confidence.PROBABLE,
                    "that the panic follows from this fault: CPU " + end.cpu() + " panicked for its own, "
                            + end.message());
        }
        if (end.order() > report.order() && !isDeath(end)) {
            return fault.doubted(
                    Confidence.PROBABLE, "that the panic follows from this fault: its reason is " + end.message());
        }
        return isFirstLost(report)
                ? fault.doubted(
                        Confidence.PROBABLE,
                        "the oops before it: the kernel had died of another already, whose report is not there")
                : fault;
    }

    /** Whether the log shows that the kernel went on for long after the fault. */
    private boolean isSurvived(FatalFault fault) {
        Oops report = report(fault);
        Oops end = report == null ? null : end(report);
        // What is still on a CPU's stack has not been survived.
        if (report == null || end == null || fault.context().source().kind() != Source.Kind.LOG) {
            return false;
        }
        Oops before = report;
        for (Oops next : reports) {
            if (next.order() > report.order() && next.order() <= end.order()) {
                if (next.timeSeconds() != null
                        && before.timeSeconds() != null
                        && next.timeSeconds() - before.timeSeconds() > MAX_GAP_SECONDS) {
                    return true;
                }
                before = next;
            }
        }
        return false;
    }

    private @Nullable Oops report(FatalFault fault) {
        for (Oops report : reports) {
            if (fault.report() != null && report.order() == fault.report()) {
                return report;
            }
        }
        return null;
    }

    /** The report that the machine died with, at or after another; null if it did not die. */
    private @Nullable Oops end(Oops after) {
        PanicEvent died = panic;
        if (died == null) {
            return null;
        }
        Oops end = after;
        boolean death = startsWithAny(died.message());
        for (Oops report : reports) {
            if (report.source().equals(died.source()) || report.message().equals(died.message())) {
                return report.order() > after.order() ? report : after;
            }
            boolean candidate = death ? isDeath(report) : report.kind() != Oops.Kind.WARNING;
            end = candidate && report.order() > end.order() ? report : end;
        }
        return end;
    }

    private static boolean startsWithAny(String message) {
        for (String start : AFTER_DEATH) {
            if (message.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private static double seconds(Oops report) {
        return report.timeSeconds() == null ? 0 : report.timeSeconds();
    }

    /** Another CPU's oops, of another task: it need not be a consequence. */
    private static boolean isOfAnother(Oops end, Oops report) {
        return isDeath(end)
                && end.cpu() != null
                && report.cpu() != null
                && !end.cpu().equals(report.cpu())
                && !Objects.equals(end.pid(), report.pid());
    }

    /** Whether an oops came before this one, and the log has none: {@code [#2]}, or the taint of a kernel that died. */
    private boolean isFirstLost(Oops report) {
        for (Oops other : reports) {
            if (other.order() < report.order() && isDeath(other)) {
                return false;
            }
        }
        String count = report.details().get("count");
        String taint = report.tainted() == null ? "" : report.tainted();
        return count != null && !count.equals("1") || taint.indexOf('D') >= 0 && !taint.contains("[");
    }

    /** die() counts the oopses. */
    private static boolean isDeath(Oops report) {
        return report.details().containsKey("count");
    }
}
