// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralRegistersTest {
    @ParameterizedTest
    @ValueSource(strings = {"rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11"})
    void aCallMayOverwrite(String register) {
        assertThat(GeneralRegisters.isCallClobbered(register)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rbx", "rsp", "rbp", "r12", "r13", "r14", "r15"})
    void aCallKeeps(String register) {
        assertThat(GeneralRegisters.isCallClobbered(register)).isFalse();
    }
}
