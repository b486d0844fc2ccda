// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/**
 * The firmware's error records as the kernel prints them: {@code {1}[Hardware Error]: Hardware error from APEI Generic Hardware
 * Error Source: 4}, then its severity and sections. {@code drivers/acpi/apei/ghes.c}, {@code drivers/firmware/efi/cper.c}.
 */
final class FirmwareErrors {
    private static final String HARDWARE = "[Hardware Error]: ";

    private final HardwareErrorList errors;
    private HardwareErrorList.@Nullable Entry record;
    private String number = "";

    /** Whether what comes without a number is of the boot before: the boot error record table. */
    private boolean beforeBoot;

    FirmwareErrors(HardwareErrorList errors) {
        this.errors = errors;
    }

    void boot(String text, int at) {
        beforeBoot |= text.startsWith("BERT: Error records from previous boot", at);
    }

    /** A line that starts with the number of its record, in braces. */
    void read(LogLine line, int at) {
        String text = line.text();
        int close = text.indexOf('}', at);
        if (close < 0 || !text.startsWith(HARDWARE, close + 1)) {
            return;
        }
        String its = text.substring(at, close);
        if (!its.equals(number)) {
            end();
            number = its;
        }
        part(line, close + 1 + HARDWARE.length(), true);
    }

    /** A line without a number: of the table of the boot before, or of kernels before 3.2. */
    void unnumbered(LogLine line, int at) {
        part(line, at, !beforeBoot);
    }

    private void part(LogLine line, int from, boolean now) {
        String text = line.text();
        int at = Chars.skipSpaces(text, from);
        boolean first = text.startsWith("Hardware error from APEI", at);
        if (first) {
            end();
        }
        boolean begins = first
                || text.startsWith("event severity: ", at)
                || text.startsWith("APEI generic hardware error status", at);
        HardwareErrorList.Entry known = record;
        if (known == null) {
            if (!begins) {
                return;
            }
            known = HardwareLines.entry(Report.APEI, Severity.INFO, line, at);
            record = known;
        }
        if (!now) {
            known.text = "from the boot before: " + text.substring(at).strip();
            end();
            return;
        }
        add(known, text, at);
    }

    private static void add(HardwareErrorList.Entry record, String text, int at) {
        if (text.startsWith("It has been corrected by h/w", at)) {
            record.severity = Severity.CORRECTED;
        } else if (text.startsWith("event severity: ", at)) {
            severity(record, text.substring(at + "event severity: ".length()));
        } else if (text.startsWith("severity: ", at)) {
            // "severity: 1, fatal" before 3.18
            severity(record, text.substring(text.indexOf(' ', at + "severity: ".length()) + 1));
        } else if (text.startsWith("section_type: ", at) || text.startsWith("error_type: ", at)) {
            record.text += "; " + text.substring(at).strip();
        } else if (text.startsWith("physical_address: ", at)) {
            Word address = Chars.word(HardwareLines.hexAfter(text, "physical_address: ", at));
            record.address = record.address == null ? address : record.address;
        } else if (text.startsWith("DIMM location: ", at) && record.part == null) {
            record.part = text.substring(at + "DIMM location: ".length()).strip();
        } else if (text.startsWith("device_id: ", at) && record.part == null) {
            record.part =
                    "PCI device " + text.substring(at + "device_id: ".length()).strip();
        }
    }

    /** As cper_severity_str() has it. */
    private static void severity(HardwareErrorList.Entry record, String word) {
        if (word.startsWith("fatal")) {
            record.severity = Severity.FATAL;
        } else if (word.startsWith("recoverable")) {
            record.severity = Severity.UNCORRECTED;
        } else if (word.startsWith("corrected")) {
            record.severity = Severity.CORRECTED;
        }
    }

    /** What was begun is whole. */
    void end() {
        if (record != null) {
            errors.add(record);
        }
        record = null;
    }
}
