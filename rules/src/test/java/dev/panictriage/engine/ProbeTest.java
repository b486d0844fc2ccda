// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Word;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeTest {
    @ParameterizedTest
    @CsvSource({
        "ffffffffc0ded7fa, true",
        "ffff888012345678, true",
        "ff47e40b06683c80, true",
        "004500087d7dca13, false",
        "dead000000000108, false",
        "00007f8e150a58d8, false",
    })
    void crashIsAskedForAddressesThatTheKernelMayHave(String address, boolean worth) {
        assertThat(new Probe.WhatIsAt(Word.parse(address), "what lies there").isWorthAsking())
                .isEqualTo(worth);
    }
}
