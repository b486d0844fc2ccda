// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

class HardwarePanicsTest {
    /** Uncorrected, but of a page that a program used: the kernel gave the page up. */
    private static final HardwareError SURVIVED = error(352317.4, null, Severity.UNCORRECTED);

    private static final HardwareError FATAL_BANK = error(367576.2, 0xbd80000000100134L, Severity.UNCORRECTED);

    @Test
    void theBankThatTheHandlerPanickedForIsTheWorst() {
        assertThat(HardwarePanics.worst(List.of(FATAL_BANK, SURVIVED))).isEqualTo(FATAL_BANK);
        assertThat(HardwarePanics.worst(List.of(SURVIVED, FATAL_BANK))).isEqualTo(FATAL_BANK);
    }

    @Test
    void ofTwoBanksTheLastIsTheWorst() {
        HardwareError before = error(100.0, 0xbd80000000100134L, Severity.UNCORRECTED);
        assertThat(HardwarePanics.worst(List.of(FATAL_BANK, before))).isEqualTo(FATAL_BANK);
    }

    @Test
    void aFatalOneIsWorseThanALaterUncorrectedOne() {
        HardwareError fatal = error(367576.1, 0xbe00000000800400L, Severity.FATAL);
        assertThat(HardwarePanics.worst(List.of(fatal, FATAL_BANK))).isEqualTo(fatal);
    }

    @Test
    void whatWasSurvivedIsSaidToBe() {
        assertThat(HardwarePanics.records(List.of(FATAL_BANK, SURVIVED)))
                .extracting(Evidence::text)
                .satisfiesExactly(
                        fatal -> assertThat(fatal).startsWith("Reported: "),
                        survived -> assertThat(survived).startsWith("15259 s before that, and survived: "));
    }

    @Test
    void anErrorOfHoursBeforeDidNotEndTheMachine() {
        assertThat(HardwarePanics.isOld(SURVIVED, List.of(367576.6))).isTrue();
        assertThat(HardwarePanics.isOld(FATAL_BANK, List.of(367576.6))).isFalse();
        assertThat(HardwarePanics.isOld(SURVIVED, List.of())).isFalse();
    }

    private static HardwareError error(double time, Long status, Severity severity) {
        return new HardwareError(
                Report.MACHINE_CHECK,
                severity,
                35,
                1,
                status == null ? null : Word.of(status),
                null,
                null,
                1L,
                time,
                "said",
                Source.log("line"));
    }
}
