// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Source;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a watchdog that ended the machine had found: kernel/watchdog.c, kernel/rcu/tree_stall.h. */
public final class Watchdogs {
    private static final String HARD_LOCKUP_ON = "hard LOCKUP on cpu ";

    /** In the timer's interrupt; softlockup_tick is of Linux up to 2.6.37. */
    private static final Set<String> SOFT = Set.of("watchdog_timer_fn", "softlockup_tick");

    private static final Set<String> HARD = Set.of("watchdog_overflow_callback", "watchdog_hardlockup_check");

    /** In the timer's interrupt of the CPU that stalls, if it noticed itself. */
    private static final Set<String> STALL = Set.of(
            "rcu_sched_clock_irq",
            "rcu_check_callbacks",
            "rcu_pending",
            "__rcu_pending",
            "check_cpu_stall",
            "print_cpu_stall");

    /**
     * The code that a hung CPU was interrupted in.
     *
     * @param place absent if it is not known
     * @param user who called it, if it only waits for a lock
     */
    public record Hung(
            @Nullable Location place,
            @Nullable Location user,
            @Nullable Source source) {
        static final Hung UNKNOWN = new Hung(null, null, null);

        /** To be added to a title. */
        public String suffix() {
            Location shown = user == null ? place : user;
            return shown == null ? "" : " in " + shown.symbol();
        }

        public List<Evidence> evidence(String cpu) {
            return place == null || source == null
                    ? List.of()
                    : List.of(new Evidence(
                            cpu + " was interrupted in " + place + (user == null ? "" : ", called by " + user),
                            source));
        }
    }

    private Watchdogs() {}

    /** Whether the soft-lockup watchdog said so: vendors have other panics whose text begins alike. */
    public static boolean isSoftLockup(@Nullable String message) {
        return message != null && message.contains("softlockup: hung tasks");
    }

    public static boolean isHardLockup(@Nullable String message) {
        return message != null && (message.contains("hard LOCKUP") || message.contains("Hard LOCKUP"));
    }

    /** Whether a function's name says that it is about lockups. */
    public static boolean isOfLockups(@Nullable String symbol) {
        return symbol != null && symbol.contains("lockup");
    }

    public static boolean isSoftHandler(@Nullable String symbol) {
        return symbol != null && SOFT.contains(Functions.plain(symbol));
    }

    /** @param frames those of the panic's stack, in any order */
    public static Hung softLockup(
            Collection<?> frames, Collection<?> contexts, Collection<?> reports, @Nullable Integer panicked) {
        Hung hung = below(frames, contexts, SOFT);
        return hung.place() != null ? hung : reported(reports, Oops.Kind.SOFT_LOCKUP, panicked, null);
    }

    /** With the buddy detector, since 6.5, the CPU that panicked is not the one that hung. */
    public static Hung hardLockup(
            Collection<?> frames,
            Collection<?> contexts,
            Collection<?> reports,
            @Nullable Integer panicked,
            String message) {
        Integer hung = cpu(message, reports, panicked);
        if (hung != null && !hung.equals(panicked)) {
            return Hung.UNKNOWN;
        }
        Hung found = Hung.UNKNOWN;
        for (Object each : contexts) {
            ExceptionContext context = (ExceptionContext) each;
            if (context.kind() == ExceptionContext.Kind.NMI) {
                found = below(frames, List.of(context), HARD);
            }
            if (found.place() != null) {
                return found;
            }
        }
        return reported(reports, Oops.Kind.HARD_LOCKUP, panicked, null);
    }

    /** Of the CPU that noticed its own stall. */
    public static Hung stall(
            Collection<?> frames, Collection<?> contexts, Collection<?> reports, @Nullable Integer panicked) {
        Hung reported = reported(reports, Oops.Kind.RCU_STALL, panicked, "self-detected");
        if (reported.place() == null) {
            return Hung.UNKNOWN;
        }
        Hung hung = below(frames, contexts, STALL);
        return hung.place() != null ? hung : reported;
    }

    /** The CPU that a hard lockup is of. */
    public static @Nullable Integer cpu(String message, Collection<?> reports, @Nullable Integer panicked) {
        Integer found = named(message);
        for (Object each : reports) {
            Oops report = (Oops) each;
            if (found == null && report.kind() == Oops.Kind.HARD_LOCKUP) {
                found = named(report.message());
            }
        }
        return found == null ? panicked : found;
    }

    private static @Nullable Integer named(String message) {
        int start = message.indexOf(HARD_LOCKUP_ON);
        int end = start < 0 ? 0 : start + HARD_LOCKUP_ON.length();
        int number = 0;
        int digits = 0;
        while (start >= 0 && end < message.length() && Character.isDigit(message.charAt(end)) && digits < 5) {
            number = number * 10 + message.charAt(end++) - '0';
            digits++;
        }
        return digits == 0 ? null : (Integer) number;
    }

    /** What the interrupt interrupted in which the watchdog ran: the first exception below the watchdog's frame. */
    private static Hung below(Collection<?> frames, Collection<?> contexts, Set<String> handlers) {
        int handler = -1;
        for (Object each : frames) {
            Frame frame = (Frame) each;
            String symbol = frame.location().symbol();
            if (symbol != null && handlers.contains(Functions.plain(symbol))) {
                handler = Math.max(handler, frame.index());
            }
        }
        ExceptionContext nearest = null;
        for (Object each : contexts) {
            ExceptionContext context = (ExceptionContext) each;
            if (handler >= 0
                    && context.frame() != null
                    && context.frame() > handler
                    && (nearest == null || nearest.frame() == null || context.frame() < nearest.frame())) {
                nearest = context;
            }
        }
        return nearest == null
                        || nearest.frame() == null
                        || nearest.rip().symbol() == null
                        || Boolean.TRUE.equals(nearest.user())
                ? Hung.UNKNOWN
                : new Hung(nearest.rip(), user(frames, nearest.rip(), nearest.frame()), nearest.source());
    }

    /** Who waits for the lock that a function takes; null if it takes none. */
    private static @Nullable Location user(Collection<?> frames, Location place, int index) {
        if (!Functions.isSpinLock(place.symbol())) {
            return null;
        }
        Frame nearest = null;
        for (Object each : frames) {
            Frame frame = (Frame) each;
            if (frame.index() > index
                    && frame.location().symbol() != null
                    && !Functions.isSpinLock(frame.location().symbol())
                    && (nearest == null || frame.index() < nearest.index())) {
                nearest = frame;
            }
        }
        return nearest == null ? null : nearest.location();
    }

    /** What the last report of that kind says where it was. */
    private static Hung reported(Collection<?> reports, Oops.Kind kind, @Nullable Integer cpu, @Nullable String word) {
        Oops last = null;
        for (Object each : reports) {
            Oops report = (Oops) each;
            if (report.kind() == kind
                    && (cpu == null || report.cpu() == null || cpu.equals(report.cpu()))
                    && (word == null || report.message().contains(word))
                    && (last == null || report.order() > last.order())) {
                last = report;
            }
        }
        return last == null || last.rip() == null || last.rip().symbol() == null
                ? Hung.UNKNOWN
                : new Hung(last.rip(), null, last.source());
    }
}
