// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.HardwareError.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes of Intel's manual, and status words of real machines. */
class MachineCheckStatusTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0001 | unclassified error",
                "0005 | internal parity error",
                "0400 | internal timer error: an instruction did not end in time",
                "0405 | internal unclassified error",
                "0e0b | generic I/O error",
                "000f | cache hierarchy error, generic level",
                "0015 | TLB error: data TLB, level 1",
                "0090 | memory controller error: read, channel 0",
                "00bf | memory controller error: address or command, channel not known",
                "00c0 | memory controller error: scrubbing, channel 0",
                "0134 | cache or memory hierarchy error: data read, data cache, level 0",
                "0179 | cache or memory hierarchy error: eviction, generic cache, level 1",
                "1135 | cache or memory hierarchy error: data read, data cache, level 1",
                "0280 | memory error in memory used as a cache: generic request, channel 0",
                "0e0f | bus or interconnect error: generic error for other transaction, participant not known",
                "0f0f | bus or interconnect error: generic error for other transaction, participant not known, timed"
                        + " out",
            })
    void codes(String code, String meaning) {
        assertThat(new MachineCheckStatus(Long.parseLong(code, 16)).code()).isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "be00000000800400, FATAL",
        "bd80000000100134, UNCORRECTED",
        "8c00004000010090, CORRECTED",
        "0c00004000010090, INFO",
    })
    void severity(String status, Severity severity) {
        assertThat(new MachineCheckStatus(Long.parseUnsignedLong(status, 16)).severity())
                .isEqualTo(severity);
    }

    @Test
    void saysWhatIsLost() {
        assertThat(new MachineCheckStatus(0xfe00_0000_0080_0400L))
                .hasToString("uncorrected, processor context corrupt, errors were lost;"
                        + " internal timer error: an instruction did not end in time");
    }
}
