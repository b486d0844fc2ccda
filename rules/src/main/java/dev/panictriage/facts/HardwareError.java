// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * What the hardware or the firmware complained of, or the kernel on their behalf. Equal reports are one, with their number.
 *
 * @param report who reported it
 * @param cpu the CPU that it was found on, which need not be the one that caused it
 * @param bank the machine-check bank
 * @param status {@code MCi_STATUS} of that bank: see {@link MachineCheckStatus}
 * @param address physical address of the memory concerned
 * @param part DIMM, device or other part, as the report names it
 * @param count how many there were; absent where the report does not say
 * @param timeSeconds of the first of them, since boot
 * @param text what was said, as far as it matters
 */
public record HardwareError(
        Report report,
        Severity severity,
        @Nullable Integer cpu,
        @Nullable Integer bank,
        @Nullable Word status,
        @Nullable Word address,
        @Nullable String part,
        @Nullable Long count,
        @Nullable Double timeSeconds,
        String text,
        Source source)
        implements Fact {
    private static final int PAGE_SHIFT = 12;

    /** Who reported an error. */
    public enum Report {
        /** A bank of a processor's machine-check architecture, or the kernel's handler of its exception. */
        MACHINE_CHECK,
        /** The firmware, through ACPI (APEI: GHES, BERT). */
        APEI,
        /** A driver of a memory controller. */
        EDAC,
        /** PCI Express advanced error reporting. */
        PCIE_AER,
        THERMAL,
        /** The kernel, which gave up a page of memory (hwpoison). */
        MEMORY_FAILURE,
        /** The reason port that a non-maskable interrupt is asked for. */
        NMI
    }

    /** How bad it was, worst first. */
    public enum Severity {
        FATAL,
        UNCORRECTED,
        CORRECTED,
        /** No error by itself, or not known to be one. */
        INFO
    }

    /** Whether data or control was lost: what a correction did not undo. */
    public boolean lost() {
        return severity == Severity.FATAL || severity == Severity.UNCORRECTED;
    }

    /** What the status word means; null without one. */
    public @Nullable String meaning() {
        return status == null ? null : new MachineCheckStatus(status.value()).toString();
    }

    /** Whether both concern the same page of memory. */
    public boolean isSamePage(HardwareError other) {
        return address != null
                && other.address != null
                && address.value() >>> PAGE_SHIFT == other.address.value() >>> PAGE_SHIFT;
    }

    /** Where and what, in short: "CPU 3, bank 5, status 0xbe00000000800400 (...)". */
    public String brief() {
        StringBuilder brief = new StringBuilder();
        add(brief, cpu == null ? null : "CPU " + cpu);
        add(brief, bank == null ? null : "bank " + bank);
        add(brief, status == null ? null : "status " + status + " (" + meaning() + ")");
        add(brief, address == null ? null : "physical address " + address);
        add(brief, part);
        return brief.isEmpty() ? text : brief.toString();
    }

    private static void add(StringBuilder text, @Nullable String more) {
        if (more != null) {
            text.append(text.isEmpty() ? "" : ", ").append(more);
        }
    }
}
