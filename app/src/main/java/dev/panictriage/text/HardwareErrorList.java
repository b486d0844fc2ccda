// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The hardware errors of a log in order; those that repeat each other are one. */
final class HardwareErrorList {
    /** A machine with more different ones tells no more. */
    private static final int MOST = 200;

    private final List<Entry> entries = new ArrayList<>();
    private int dropped;

    /** An error as it is put together from the lines about it. */
    static final class Entry {
        private final Report report;
        private final @Nullable Double timeSeconds;
        private final Source source;
        private long count = 1;
        Severity severity;

        @Nullable
        Integer cpu;

        @Nullable
        Integer bank;

        @Nullable
        Word status;

        @Nullable
        Word address;

        @Nullable
        String part;

        String text;

        Entry(Report report, Severity severity, @Nullable Double timeSeconds, String text, Source source) {
            this.report = report;
            this.severity = severity;
            this.timeSeconds = timeSeconds;
            this.text = text;
            this.source = source;
        }

        void more(long errors) {
            count += errors;
        }

        void atLeast(long errors) {
            count = Math.max(count, errors);
        }

        /** Corrected errors of one part are told apart by nothing. */
        private boolean repeats(Entry other) {
            boolean harmless = severity == Severity.CORRECTED || severity == Severity.INFO;
            return report == other.report
                    && severity == other.severity
                    && Objects.equals(cpu, other.cpu)
                    && Objects.equals(bank, other.bank)
                    && Objects.equals(part, other.part)
                    && (harmless || Objects.equals(status, other.status) && Objects.equals(address, other.address));
        }

        private HardwareError fact() {
            return new HardwareError(
                    report, severity, cpu, bank, status, address, part, count, timeSeconds, text, source);
        }
    }

    /** @return the entry that counts: this, or the one that it repeats */
    Entry add(Entry entry) {
        for (Entry known : entries) {
            if (entry.repeats(known)) {
                known.more(1);
                return known;
            }
        }
        if (entries.size() < MOST) {
            entries.add(entry);
        } else {
            dropped++;
        }
        return entry;
    }

    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            facts.add(entry.fact());
        }
        if (dropped > 0) {
            facts.add(new Unreadable(dropped + " more hardware errors of the log", "too many", Source.log("log")));
        }
        return facts;
    }
}
