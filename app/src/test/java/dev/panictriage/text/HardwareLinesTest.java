// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.HardwareError;
import dev.panictriage.facts.HardwareError.Report;
import dev.panictriage.facts.HardwareError.Severity;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as kernels of all ages print them, by the format strings of their sources. */
class HardwareLinesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[100.1] CPU 12: Machine Check Exception:                5 Bank 7: be00000000800400", // 2.6.32
                "[100.1] [Hardware Error]: CPU 12: Machine Check Exception: 5 Bank 7: be00000000800400", // 3.10
                "[100.1] mce: [Hardware Error]: CPU 12: Machine Check Exception: 5 Bank 7: be00000000800400", // 4.x on
                "[100.1] mce: [Hardware Error]: CPU 12: Machine Check: 5 Bank 7: be00000000800400",
            })
    void aBankAsAllVersionsPrintIt(String line) {
        assertThat(only(line)).satisfies(error -> {
            assertThat(error.report()).isEqualTo(Report.MACHINE_CHECK);
            assertThat(error.severity()).isEqualTo(Severity.FATAL);
            assertThat(error.cpu()).isEqualTo(12);
            assertThat(error.bank()).isEqualTo(7);
            assertThat(error.status()).isEqualTo(Word.parse("be00000000800400"));
        });
    }

    @Test
    void whatFollowsABankBelongsToIt() {
        HardwareError error = only("""
            [100.1] mce: [Hardware Error]: CPU 12: Machine Check Exception: 5 Bank 7: be00000000800400
            [100.2] mce: [Hardware Error]: RIP !INEXACT! 10:<ffffffff81329b4e> {intel_idle+0xce/0x200}
            [100.3] mce: [Hardware Error]: TSC 1234567890 ADDR 3fff81310140 MISC 7fff
            [100.4] mce: [Hardware Error]: PROCESSOR 0:306e4 TIME 1417000000 SOCKET 1 APIC 20 microcode 428
            [100.5] mce: [Hardware Error]: Machine check: Processor context corrupt
            [100.6] Kernel panic - not syncing: Fatal machine check
            """);
        assertThat(error.address()).isEqualTo(Word.parse("3fff81310140"));
        assertThat(error.part()).isEqualTo("socket 1");
        assertThat(error.text()).contains("intel_idle", "Processor context corrupt");
    }

    @Test
    void aFilledBankFoundAtBootIsNoErrorOfThisBoot() {
        assertThat(only("[0.5] mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 5: be00000000800400")
                        .severity())
                .isEqualTo(Severity.INFO);
        assertThat(only("[500.5] mce: [Hardware Error]: CPU 0: Machine Check: 0 Bank 5: be00000000800400")
                        .severity())
                .isEqualTo(Severity.FATAL);
    }

    @Test
    void aBankOfAmd() {
        HardwareError error = only("""
            [4000.2] [Hardware Error]: Corrected error, no action required.
            [4000.3] [Hardware Error]: CPU:5 (17:31:0) MC18_STATUS[-|CE|MiscV|AddrV|-|-|SyndV|CECC|-|-|-]: 0x9c2040000000011b
            [4000.4] [Hardware Error]: Error Addr: 0x0000000336ebdd80
            """);
        assertThat(error.severity()).isEqualTo(Severity.CORRECTED);
        assertThat(error.cpu()).isEqualTo(5);
        assertThat(error.bank()).isEqualTo(18);
        assertThat(error.address()).isEqualTo(Word.parse("336ebdd80"));
        assertThat(error.meaning())
                .isEqualTo("corrected; cache or memory hierarchy error: generic read, generic cache, generic level");
    }

    @Test
    void theFirmwaresRecord() {
        HardwareError error = only("""
            [9.1] {1}[Hardware Error]: Hardware error from APEI Generic Hardware Error Source: 0
            [9.2] {1}[Hardware Error]: event severity: fatal
            [9.3] {1}[Hardware Error]:  Error 0, type: fatal
            [9.4] {1}[Hardware Error]:   section_type: memory error
            [9.5] {1}[Hardware Error]:   physical_address: 0x00000012f4a000
            [9.6] {1}[Hardware Error]:   node:0 card:1 module:0 rank:1
            [9.7] {1}[Hardware Error]:   DIMM location: CPU1 DIMM_A1
            [9.8] Kernel panic - not syncing: Fatal hardware error!
            """);
        assertThat(error.report()).isEqualTo(Report.APEI);
        assertThat(error.severity()).isEqualTo(Severity.FATAL);
        assertThat(error.address()).isEqualTo(Word.parse("12f4a000"));
        assertThat(error.part()).isEqualTo("CPU1 DIMM_A1");
    }

    @Test
    void theFirmwaresRecordOfTheBootBeforeIsNoneOfThis() {
        assertThat(errors("""
            [0.9] BERT: Error records from previous boot:
            [0.9] [Hardware Error]: event severity: fatal
            [0.9] [Hardware Error]:  Error 0, type: fatal
            [0.9] [Hardware Error]:   section_type: memory error
            """)).extracting(HardwareError::severity).containsOnly(Severity.INFO);
    }

    @Test
    void repeatedCorrectedErrorsAreOne() {
        String line = "[%d.1] EDAC MC0: 2 CE memory read error on DIMM_A1 (channel:1 slot:0 page:0x12f4%d offset:0x80"
                + " grain:32)%n";
        HardwareError error = only(line.formatted(1, 1) + line.formatted(2, 2) + line.formatted(3, 3));
        assertThat(error.part()).isEqualTo("memory controller 0, DIMM_A1");
        assertThat(error.address()).isEqualTo(Word.parse("12f41080"));
        assertThat(error.severity()).isEqualTo(Severity.CORRECTED);
        assertThat(error.count()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void anUncorrectedErrorOfOldEdac() {
        HardwareError error = only("EDAC MC1: UE page 0x3a, offset 0x80, grain 4096, row 0, labels \":\": i3200 UE");
        assertThat(error.severity()).isEqualTo(Severity.UNCORRECTED);
        assertThat(error.address()).isEqualTo(Word.parse("3a080"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NMI: PCI system error (SERR) for reason b1 on CPU 3.",
                "NMI: IOCK error (debug interrupt?) for reason 61 on CPU 3.",
            })
    void anInterruptWithAReason(String line) {
        assertThat(only(line).severity()).isEqualTo(Severity.UNCORRECTED);
        assertThat(only(line).cpu()).isEqualTo(3);
    }

    @Test
    void anInterruptWithoutAReasonIsNoError() {
        assertThat(only("Uhhuh. NMI received for unknown reason 21 on CPU 0.").severity())
                .isEqualTo(Severity.INFO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Memory failure: 0x12f4a: recovery action for unknown page: Ignored",
                "Memory failure: 0x12f4a: recovery action for dirty LRU page: Failed",
                "MCE 0x12f4a: reserved kernel page recovery: Ignored",
            })
    void aPageThatWasGivenUp(String line) {
        assertThat(only(line).report()).isEqualTo(Report.MEMORY_FAILURE);
        assertThat(only(line).severity()).isEqualTo(Severity.UNCORRECTED);
        assertThat(only(line).address()).isEqualTo(Word.parse("12f4a000"));
    }

    @Test
    void aPageThatATestGaveUpIsNoError() {
        assertThat(only("""
            Injecting memory failure for pfn 0x12f4a at process virtual address 0x7f0000000000
            Memory failure: 0x12f4a: recovery action for unknown page: Ignored
            """).severity()).isEqualTo(Severity.INFO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pcieport 0000:00:1c.0: AER: Uncorrected (Fatal) error received: 0000:00:1c.0",
                "pcieport 0000:00:1c.0: AER: Multiple Uncorrected (Fatal) error received: id=00e0",
                "pcieport 0000:00:1c.0: AER: Uncorrectable (Fatal) error message received from 0000:01:00.0",
            })
    void anErrorOfPciExpress(String line) {
        assertThat(only(line).severity()).isEqualTo(Severity.FATAL);
        assertThat(only(line).part()).isEqualTo("port 0000:00:1c.0");
    }

    @Test
    void throttling() {
        HardwareError error =
                only("mce: CPU3: Package temperature above threshold, cpu clock throttled (total events = 12)");
        assertThat(error.report()).isEqualTo(Report.THERMAL);
        assertThat(error.severity()).isEqualTo(Severity.INFO);
        assertThat(error.count()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mce: CPU supports 10 MCE banks",
                "mce: CPU0: Thermal monitoring enabled (TM1)",
                "MCE: In-kernel MCE decoding enabled.",
                "EDAC MC0: Giving out device to module skx_edac controller Skylake Socket#0 IMC#0: DEV 0000:64:0a.0"
                        + " (INTERRUPT)",
                "EDAC MC: Ver: 3.0.0",
                "pcieport 0000:00:1c.0: AER: enabled with IRQ 122",
                "GHES: APEI firmware first mode is enabled by APEI bit and WHEA _OSC.",
                "CPU3: Core temperature/speed normal",
                "CPU 3: hand, Machine Checked: Bank 5",
                "Disabling lock debugging due to kernel taint",
            })
    void whatIsNoError(String line) {
        assertThat(errors(line)).isEmpty();
    }

    @Test
    void whatIsPrintedAfterThePanicDoesNotCount() {
        assertThat(errors("""
            Kernel panic - not syncing: Fatal exception
            EDAC MC0: 1 UE memory read error on DIMM_A1 (channel:1 slot:0 page:0x12f4a offset:0x80 grain:32)
            """)).isEmpty();
    }

    private static HardwareError only(String log) {
        List<HardwareError> errors = errors(log);
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }

    private static List<HardwareError> errors(String log) {
        List<HardwareError> errors = new ArrayList<>();
        for (Fact fact : OopsParser.parse(LogReader.read(log))) {
            if (fact instanceof HardwareError error) {
                errors.add(error);
            }
        }
        return errors;
    }
}
