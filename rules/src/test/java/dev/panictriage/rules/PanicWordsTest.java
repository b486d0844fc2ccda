// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanicWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Attempted to kill init! exitcode=0x0000000b | was killed by signal 11 (SIGSEGV)",
                "Attempted to kill init! exitcode=0x00000087 | was killed by signal 7 (SIGBUS)",
                "Attempted to kill init! exitcode=0x00000022 | was killed by signal 34",
                "Attempted to kill init! exitcode=0x00007f00 | exited with status 127",
                "Attempted to kill init! exitcode=0x00000000 | exited with status 0",
                "Attempted to kill init!                     | ended",
            })
    void theExitCodeIsThatOfWait(String message, String ended) {
        assertThat(PanicWords.ofInit(message)).isEqualTo(ended);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stack-protector: Kernel stack is corrupted in: acme_read+0x1f4/0x200 [acme]|acme_read+0x1f4/0x200",
                "stack-protector: Kernel stack is corrupted in: ffffffff81234567|ffffffff81234567",
                "stack-protector: Kernel stack is corrupted in:|a function",
            })
    void theFunctionIsTheOneNamed(String message, String function) {
        assertThat(PanicWords.overrun(message)).isEqualTo(function);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Out of memory: system-wide panic_on_oom is enabled|true",
                "out of memory. panic_on_oom is selected|true",
                "Out of memory and no killable processes...|true",
                "System is deadlocked on memory|true",
                "acme: Out of memory: no ring for port 3|false",
            })
    void theOomKillersWordsAreItsOwn(String message, boolean killer) {
        assertThat(OutOfMemory.isPanic(message)).isEqualTo(killer);
    }
}
