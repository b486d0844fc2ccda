// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.HardwareError.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What panics that hardware asks for say, and which record tells most of why. */
public final class HardwarePanics {
    /** Seconds: the handler of a fatal error waits a second for the other CPUs, mce_timed_out(). */
    private static final int LONG_BEFORE = 10;

    private static final int MINUTE = 60;

    private HardwarePanics() {}

    /**
     * Whether the panic message is one of the machine-check handler when it found a fatal error: "Fatal machine check",
     * "Fatal local machine check", "Fatal machine check on current CPU", "Uncorrected machine check".
     */
    public static boolean isMachineCheck(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return lower.startsWith("fatal machine check")
                || lower.startsWith("fatal local machine check")
                || lower.startsWith("uncorrected machine check");
    }

    /** Whether the firmware said that an error is fatal: {@code __ghes_panic()}. */
    public static boolean isFirmware(String message) {
        return message.startsWith("Fatal hardware error!");
    }

    /** Whether a panic of this message is for errors that are reported that way. */
    public static boolean isFor(String message, HardwareError.Report report) {
        return report == HardwareError.Report.APEI && isFirmware(message)
                || report == HardwareError.Report.MACHINE_CHECK && isMachineCheck(message);
    }

    /** Whether CPUs did not come to the machine-check handler in time, or no bank says why it was called. */
    public static boolean isIncomplete(String message) {
        return message.startsWith("Timeout: Not all CPUs entered broadcast exception handler")
                || message.startsWith("Timeout synchronizing machine check over CPUs")
                || message.toLowerCase(Locale.ROOT).startsWith("machine check from unknown source");
    }

    /** Whether the panic is what an NMI with a reason leads to. */
    public static boolean isInterrupt(String message) {
        return message.startsWith("NMI: Not continuing") || message.startsWith("NMI IOCK error: Not continuing");
    }

    /**
     * The worst: of several the one with a bank's status, which the handler of the exception gives, and then the last, for the
     * handler prints the one that it panics for last. What was reported long before was survived.
     */
    public static @Nullable HardwareError worst(Collection<?> errors) {
        HardwareError worst = null;
        for (Object error : errors) {
            if (error instanceof HardwareError next
                    && (worst == null || rank(next) >= rank(worst) && !isBefore(next, worst))) {
                worst = next;
            }
        }
        return worst;
    }

    /** Whether it came long before the machine stopped. */
    public static boolean isOld(@Nullable HardwareError error, Collection<?> uptimes) {
        for (Object uptime : uptimes) {
            if (error != null
                    && error.timeSeconds() != null
                    && uptime instanceof Number seconds
                    && seconds.doubleValue() - error.timeSeconds() > MINUTE) {
                return true;
            }
        }
        return false;
    }

    private static int rank(HardwareError error) {
        int severity = error.severity() == Severity.FATAL ? 4 : error.lost() ? 2 : 0;
        return severity + (error.status() == null ? 0 : 1);
    }

    private static boolean isBefore(HardwareError error, HardwareError other) {
        return error.timeSeconds() != null && other.timeSeconds() != null && error.timeSeconds() < other.timeSeconds();
    }

    /** What the records say, but for those that repeat another. */
    public static List<Evidence> records(Collection<?> errors) {
        HardwareError worst = worst(errors);
        return errors.stream()
                .filter(HardwareError.class::isInstance)
                .map(HardwareError.class::cast)
                .limit(8)
                .map(error -> new Evidence(
                        earlier(error, worst)
                                + (error.report() == HardwareError.Report.APEI
                                        ? "The firmware reported: "
                                        : "Reported: ")
                                + error.brief()
                                + (error.status() == null && error.brief().equals(error.text())
                                        ? ""
                                        : ": " + error.text()),
                        error.source()))
                .toList();
    }

    /** {@code 15259 s before that: } of an error that the machine survived. */
    private static String earlier(HardwareError error, @Nullable HardwareError worst) {
        if (worst == null || error.timeSeconds() == null || worst.timeSeconds() == null) {
            return "";
        }
        long seconds = Math.round(worst.timeSeconds() - error.timeSeconds());
        return seconds < LONG_BEFORE ? "" : seconds + " s before that, and survived: ";
    }

    /** How many errors were corrected before, as a sentence; none if there were none. */
    public static List<Evidence> corrected(Collection<?> errors) {
        long count = 0;
        HardwareError first = null;
        for (Object error : errors) {
            if (error instanceof HardwareError corrected) {
                first = first == null ? corrected : first;
                count += Objects.requireNonNullElse(corrected.count(), 1L);
            }
        }
        return first == null
                ? List.of()
                : List.of(new Evidence(
                        "Before that, " + count + " errors were corrected, the first: " + first.brief(),
                        first.source()));
    }

    /** What to have a look at. */
    public static String part(HardwareError error) {
        if (error.part() != null) {
            return error.part();
        }
        if (error.cpu() != null) {
            return "CPU " + error.cpu() + (error.bank() == null ? "" : ", bank " + error.bank());
        }
        return error.address() == null ? "hardware" : "memory at " + error.address();
    }
}
