// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** What the program does with input that is wrong, damaged or hostile: it says so, in a line, and never falls over. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInputTest {
    /** Headers, bitmaps and page descriptors of a small kdump file come first; the rest is pages. */
    private static final int METADATA = 512 << 10;

    private static byte[] good;
    private static JsonNode goodRoot;
    private static final Set<String> goodSignatures = new HashSet<>();

    @TempDir
    private Path directory;

    @BeforeAll
    static void readGoodDump() throws IOException {
        good = Files.readAllBytes(Fixtures.smallest());
        JsonNode diagnoses = Outcome.report(Fixtures.smallest()).json().path("diagnoses");
        goodRoot = diagnoses.path(0);
        diagnoses.forEach(
                diagnosis -> goodSignatures.add(diagnosis.path("signature").asString()));
        assertThat(goodRoot.path("confidence").asString()).isEqualTo("confirmed");
    }

    @Test
    void noArgument() {
        assertUsage(Outcome.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-such-option", "--format=yaml", "--color=sometimes"})
    void wrongOption(String option) throws IOException {
        assertUsage(Outcome.of(option, Fixtures.smallest()));
    }

    @Test
    void missingFile() {
        assertRefused(Outcome.of(directory.resolve("vmcore")), "no such file");
    }

    @Test
    void directoryWithoutDump() {
        assertRefused(Outcome.of(directory), "directory");
    }

    @Test
    void directoryWithDump() throws IOException {
        Files.write(directory.resolve("vmcore"), good);
        assertThat(Outcome.report(directory).json().path("diagnoses").path(0)).isEqualTo(goodRoot);
    }

    @Test
    void emptyFile() throws IOException {
        assertRefused(Outcome.of(file(new byte[0])), "empty");
    }

    @Test
    void textWithoutACrash() throws IOException {
        Outcome outcome =
                Outcome.of(file("Dear diary,\nthe machine is down again.\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NO_CRASH);
        assertThat(outcome.out()).startsWith("No crash found");
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 4096, 1 << 20})
    void noise(int length) throws IOException {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        assertRefused(Outcome.of(file(noise)), "");
    }

    @Test
    void executable() {
        assertRefused(Outcome.of(Path.of(System.getProperty("java.home"), "bin", "java")), "ELF");
    }

    @Test
    void compressedFile() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(good, 0, 1 << 16);
        }
        assertRefused(Outcome.of(file(packed.toByteArray())), "gzip");
    }

    static IntStream cuts() {
        IntStream powers = IntStream.range(0, 31).map(bit -> 1 << bit).filter(length -> length < good.length);
        IntStream odd = IntStream.of(4095, 4097, 12_345, 8192 + 24, 1_000_003, good.length - 4097, good.length - 1);
        return IntStream.concat(powers, odd);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void truncated(int length) throws IOException {
        byte[] cut = Arrays.copyOf(good, length);
        assertHonest(Outcome.report(file(cut)));
    }

    /** Where bytes are flipped, from which seed: most where the structure of the file is. */
    record Damage(int from, int to, int flips, long seed) {
        byte[] done() {
            byte[] bytes = good.clone();
            Random random = new Random(seed);
            for (int i = 0; i < flips; i++) {
                bytes[random.nextInt(from, to)] ^= (byte) random.nextInt(1, 256);
            }
            return bytes;
        }
    }

    static Stream<Damage> damages() {
        List<Damage> damages = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            damages.add(new Damage(0, 1024, 2, seed));
            damages.add(new Damage(4096, 4096 + 128, 2, seed));
            damages.add(new Damage(4096, 32 << 10, 16, seed));
            damages.add(new Damage(32 << 10, METADATA, 64, seed));
            damages.add(new Damage(METADATA, good.length, 256, seed));
        }
        return damages.stream();
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damaged(Damage damage) throws IOException {
        assertHonest(Outcome.report(file(damage.done())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\": \"panic-triage-facts/1\"",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": {}}",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": [1]}",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": [{}]}",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": [{\"fact\": \"Rumour\"}]}",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": [{\"fact\": \"PanicEvent\", \"cpu\":"
                        + " \"x\"}]}",
                "{\"schema\": \"panic-triage-facts/1\", INPUT, \"facts\": [{\"fact\": \"PanicEvent\", \"task\":"
                        + " \"0xyz\"}]}",
                "{\"schema\": \"panic-triage-facts/2\", INPUT, \"facts\": []}"
            })
    void brokenFacts(String json) throws IOException {
        String input = "\"input\": {\"name\": \"x\", \"kind\": \"dump\", \"format\": \"x\", \"deficiencies\": []}";
        assertRefused(Outcome.of(file(json.replace("INPUT", input).getBytes(StandardCharsets.UTF_8))), "");
    }

    @Test
    void cutFacts() throws IOException {
        byte[] facts = Outcome.of("--facts", Fixtures.smallest()).out().getBytes(StandardCharsets.UTF_8);
        for (int length = facts.length - 10; length > 100; length -= facts.length / 10) {
            assertRefused(Outcome.of(file(Arrays.copyOf(facts, length))), "facts");
        }
    }

    /** A task may call itself anything, and a module too: what a report shows must not reach the terminal as a command. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31mred",
                "\u009b31mred",
                "two\nlines",
                "over\rwritten",
                "be\u0007ll",
                "del\u007f",
                "\u202egnp.exe",
                "\u2066isolate",
                "zero\u200bwidth",
                "\u0000nul",
                "\ud83d\udca9",
                "lone\ud800",
                "<b>&amp;"
            })
    void hostileNames(String name) throws IOException {
        String facts = Outcome.of("--facts", Fixtures.smallest()).out();
        JsonNode quoted = StringNode.valueOf(name);
        String inside = quoted.toString().substring(1, quoted.toString().length() - 1);
        String hostile = facts.replaceAll(
                "(\"(?:comm|symbol|module|name|message|title|function|where|origin|"
                        + "release|version|detail)\" : \")",
                "$1" + Matcher.quoteReplacement(inside));
        Outcome outcome = Outcome.of(file(hostile.getBytes(StandardCharsets.UTF_8)));

        assertThat(outcome.exitCode()).isIn(ExitCode.CONFIRMED, ExitCode.PROBABLE, ExitCode.UNKNOWN_CAUSE);
        assertThat(harmful(outcome.out())).isEmpty();
        assertThat(outcome.err()).isEmpty();
    }

    private static void assertUsage(Outcome outcome) {
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("Usage: panic-triage").doesNotContain("\tat ");
    }

    /** Exit code 3, and one line that names the file and the reason. */
    private static void assertRefused(Outcome outcome, String reason) {
        assertThat(outcome.err()).startsWith("panic-triage: ").contains(reason).doesNotContain("internal error");
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(outcome.err().strip().lines()).hasSize(1);
        assertThat(harmful(outcome.err())).isEmpty();
        assertThat(outcome.out()).isEmpty();
    }

    /** Refused, or a report that claims nothing as confirmed but what the whole dump shows. */
    private static void assertHonest(Outcome outcome) {
        assertThat(outcome.err()).doesNotContain("internal error").doesNotContain("\tat ");
        if (outcome.exitCode() == ExitCode.NOT_READABLE && outcome.out().isEmpty()) {
            assertRefused(outcome, "");
            return;
        }
        // With a report, exit code 3 says that too little could be read to tell a crash from a healthy machine.
        assertThat(outcome.exitCode())
                .isIn(
                        ExitCode.NOT_READABLE,
                        ExitCode.NO_CRASH,
                        ExitCode.CONFIRMED,
                        ExitCode.PROBABLE,
                        ExitCode.UNKNOWN_CAUSE);
        for (JsonNode diagnosis : outcome.json().path("diagnoses")) {
            if (diagnosis.path("role").asString().equals("cause")
                    && diagnosis.path("confidence").asString().equals("confirmed")) {
                assertThat(diagnosis.path("signature").asString()).isIn(goodSignatures);
            }
        }
    }

    /** The characters of a text that a terminal would not simply show. */
    private static String harmful(String text) {
        StringBuilder harmful = new StringBuilder();
        text.codePoints()
                .filter(c -> c != '\n')
                .filter(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.SURROGATE)
                .forEach(c -> harmful.append(String.format("U+%04x ", c)));
        return harmful.toString();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("input"), content);
    }
}
