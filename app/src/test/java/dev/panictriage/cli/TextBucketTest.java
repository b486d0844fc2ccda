// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.engine.Triage;
import dev.panictriage.report.Bucket;
import dev.panictriage.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of texts. */
class TextBucketTest {
    private static final List<String> TRANSCRIPTS = List.of(
            "anon-vma-null",
            "freed-module-timer",
            "jiffies-seqlock-livelock",
            "posix-cpu-timers-wrong-task",
            "thread-info-stack-overflow",
            "null-dereference-el8",
            "list-corruption-el9",
            "hung-task-el8",
            "soft-lockup-el9",
            "divide-error-el8");

    @Test
    void eachCrashHasItsOwn() throws IOException {
        Set<String> ids = new HashSet<>();
        for (String name : TRANSCRIPTS) {
            ids.add(id(transcript(name)));
        }
        assertThat(ids).hasSameSizeAs(TRANSCRIPTS);
    }

    /** What the session shows beside its log changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"list-corruption-el9", "hung-task-el8", "soft-lockup-el9"})
    void theLogAloneHasThatOfTheSession(String name) throws IOException {
        String session = transcript(name);
        String log = session.lines()
                .filter(line -> line.startsWith("[ ") || line.startsWith("[8"))
                .collect(Collectors.joining("\n"));

        assertThat(id(log)).isEqualTo(id(session));
    }

    private static String transcript(String name) throws IOException {
        try (InputStream in = TextBucketTest.class.getResourceAsStream("/text/transcripts/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Without rules: buckets are to stay when rules are added. */
    private static String id(String text) {
        Report.Facts facts =
                TextFacts.of("text", text.getBytes(StandardCharsets.UTF_8)).facts();
        return Bucket.of(new Report(facts.input(), new Triage(facts.facts(), List.of(), List.of())))
                .id();
    }
}
