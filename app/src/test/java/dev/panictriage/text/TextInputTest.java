// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextInputTest {
    @ParameterizedTest
    @MethodSource("dev.panictriage.text.OopsCorpusTest#oops")
    void logs(TextCase text) {
        assertThat(recognise(text.log())).isEqualTo(TextInput.LOG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anon-vma-null.txt",
                "freed-module-timer.txt",
                "jiffies-seqlock-livelock.txt",
                "posix-cpu-timers-wrong-task.txt",
                "thread-info-stack-overflow.txt"
            })
    void transcripts(String name) throws IOException {
        try (InputStream in = TextInputTest.class.getResourceAsStream("/text/transcripts/" + name)) {
            assertThat(TextInput.recognise(in.readAllBytes())).isEqualTo(TextInput.TRANSCRIPT);
        }
    }

    @Test
    void disassembly() {
        assertThat(recognise("""
            ffffffff81058e10 <task_rq_lock>:
            ffffffff81058e10: 55 push %rbp
            ffffffff81058e11: 48 89 e5 mov %rsp,%rbp
            """)).isEqualTo(TextInput.DISASSEMBLY);
    }

    @Test
    void binary() {
        byte[] bytes = new byte[4096];
        new Random(1).nextBytes(bytes);
        assertThat(TextInput.recognise(bytes)).isEqualTo(TextInput.NOT_TEXT);
        assertThat(TextInput.recognise("KDUMP   \0\0\0".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(TextInput.NOT_TEXT);
    }

    @Test
    void zerosBeforeAndWithinACaptureOfAConsole() {
        String zeros = "\0".repeat(5000);
        assertThat(recognise(zeros + "[   12.345678] eth0: link up\n".repeat(5) + zeros
                        + "[   13.345678] eth0: link down\n"))
                .isEqualTo(TextInput.LOG);
        assertThat(TextInput.recognise(new byte[5000])).isEqualTo(TextInput.NOT_TEXT);
    }

    @Test
    void logsOfPstoreHaveSomeZeros() {
        assertThat(recognise("Panic#1 Part1\n<4>[   12.345678] eth0: link up\n".repeat(10) + "\0\0\0"))
                .isEqualTo(TextInput.LOG);
    }

    @Test
    void empty() {
        assertThat(TextInput.recognise(new byte[0])).isEqualTo(TextInput.LOG);
    }

    private static TextInput recognise(String text) {
        return TextInput.recognise(text.getBytes(StandardCharsets.UTF_8));
    }
}
