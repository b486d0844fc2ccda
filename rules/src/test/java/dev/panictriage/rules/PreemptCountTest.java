// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreemptCountTest {
    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 2, 0x100, 0x201, 0x10000, 0x110001, 0x0400_0000, 0x1000_0000, 0x1000_0100, 0x8000_0000L})
    void nestingIsPossible(long count) {
        assertThat(PreemptCount.isImpossible(count)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0xffff_ffffL, 0xffff_fffeL})
    void anUnbalancedEnableIsPossible(long count) {
        assertThat(PreemptCount.isImpossible(count)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0xffff_8811L, 0xffff_8800L, 0xffff_c900L})
    void theUpperHalfOfAPointerIsNotPossible(long count) {
        assertThat(PreemptCount.isHalfOfPointer(count)).isTrue();
    }

    @Test
    void anImpossibleCountNeedNotBeAPointer() {
        assertThat(PreemptCount.isImpossible(0x6b6b_6b6bL)).isTrue();
        assertThat(PreemptCount.isHalfOfPointer(0x6b6b_6b6bL)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.6.32-431.el6.x86_64", "3.10.0-327.el7.x86_64", "3.12", "unknown"})
    void oldKernelsKeepItInThreadInfo(String release) {
        assertThat(PreemptCount.isInThreadInfo(release)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.13.0", "4.18.0-553.el8", "6.1.0-56-cloud-amd64", "7.2.13"})
    void laterKernelsDoNot(String release) {
        assertThat(PreemptCount.isInThreadInfo(release)).isFalse();
    }
}
