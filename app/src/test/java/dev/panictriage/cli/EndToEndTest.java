// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.kernel.KernelImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole program on the real dumps in {@code fixtures/dumps}. Beside {@code NAME.vmcore} lie
 * <ul>
 *   <li>{@code NAME.expected.json}: what the program says, in short; the golden file. After a change that is meant, write
 *       all of them anew and review the difference:
 *       {@code ./mvnw -pl app -am test -Dtest=EndToEndTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.update=true}
 *   <li>{@code NAME.dmesg}: the log as {@code makedumpfile --dump-dmesg} wrote it on the machine that crashed;
 *   <li>{@code NAME.truth.json}, for a dump of our lab: how it was made to crash.
 * </ul>
 */
class EndToEndTest {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private static final Pattern CALLER = Pattern.compile("\\A\\[ *\\d+\\.\\d+\\] \\[ *[TC]\\d+\\] ");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{16}");

    /** Members of the JSON report that hold machine words. */
    private static final Set<String> WORDS =
            Set.of("address", "faultAddress", "effectiveAddress", "sp", "base", "start", "rip", "rsp", "rax", "cs");

    private static final JsonMapper JSON = new JsonMapper();

    /** One item a line: what changes in a golden file can be reviewed. */
    private static final ObjectWriter PRETTY =
            JSON.writer().with(new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> saysWhatItSaidBefore() throws IOException {
        return each(dump -> {
            String found = PRETTY.writeValueAsString(golden(dump, Outcome.report(dump))) + "\n";
            Path expected = Fixtures.beside(dump, ".expected.json");
            if (UPDATE) {
                Files.writeString(expected, found);
            }
            assertThat(found).isEqualTo(Files.readString(expected));
        });
    }

    @TestFactory
    Stream<DynamicTest> rendersTheLogAsMakedumpfileDoes() throws IOException {
        return each(dump -> assertThat(new String(log(dump), StandardCharsets.UTF_8))
                .isEqualTo(new String(oracleLog(dump), StandardCharsets.UTF_8)));
    }

    @TestFactory
    Stream<DynamicTest> findsWhatTheLabDid() throws IOException {
        return each(dump -> Files.exists(Fixtures.beside(dump, ".truth.json")), dump -> {
            JsonNode truth = JSON.readTree(Files.readString(Fixtures.beside(dump, ".truth.json")));
            JsonNode report = Outcome.report(dump).json();
            JsonNode root = report.path("diagnoses").path(0);
            assertThat(root.path("signature").asString())
                    .isEqualTo(truth.path("signature").asString());
            // A kernel that carries no types leaves what its memory would prove to its log.
            assertThat(root.path("confidence").asString()).isEqualTo(lacksTypes(report) ? "probable" : "confirmed");
            // Who asked for a crash is not in the lab's truth, only how.
            if (!root.path("culprit").path("kind").asString().equals("operator") && root.has("culprit")) {
                assertThat(truth.path("culprit").asString())
                        .contains(root.path("culprit").path("name").asString());
            }
            assertThat(report.path("kernel").path("release").asString())
                    .isEqualTo(truth.path("kernel").asString());
        });
    }

    @TestFactory
    Stream<DynamicTest> factsAloneGiveTheSameDiagnoses() throws IOException {
        return each(dump -> {
            Outcome facts = Outcome.of("--facts", dump);
            Path file = Files.writeString(directory.resolve("facts.json"), facts.out());
            Outcome ofFacts = Outcome.report(file);
            Outcome ofDump = Outcome.report(dump);

            assertThat(ofFacts.json().path("diagnoses")).isEqualTo(ofDump.json().path("diagnoses"));
            assertThat(ofFacts.json().path("bucket")).isEqualTo(ofDump.json().path("bucket"));
            assertThat(List.of(facts.exitCode(), ofFacts.exitCode())).containsOnly(ofDump.exitCode());
            assertThat(Outcome.of("--facts", file).json()).isEqualTo(facts.json());
        });
    }

    @TestFactory
    Stream<DynamicTest> wordsAreHexStringsInJson() throws IOException {
        return each(dump -> {
            List<String> words = new ArrayList<>();
            List<String> wrong = new ArrayList<>();
            collect(Outcome.report(dump).json(), "", words, wrong);
            assertThat(wrong).isEmpty();
            assertThat(words).hasSizeGreaterThan(10);
        });
    }

    @TestFactory
    Stream<DynamicTest> theVerdictIsInTheFirstTwoLines() throws IOException {
        return each(dump -> {
            JsonNode root = Outcome.report(dump).json().path("diagnoses").path(0);
            List<String> lines = Outcome.of(dump).out().lines().limit(2).toList();
            assertThat(lines.get(0)).isEqualTo(root.path("title").asString());
            assertThat(lines.get(1))
                    .contains(root.path("signature").asString())
                    .containsIgnoringCase(root.path("confidence").asString());
        });
    }

    @Test
    void coloursOnlyWhenAskedOrOnATerminal() throws Exception {
        Path facts = Files.writeString(
                directory.resolve("facts.json"),
                Outcome.of("--facts", Fixtures.smallest()).out());
        assertThat(Outcome.of("--color", "always", facts).out()).contains("\033[1m");
        assertThat(Outcome.of("--color", "never", facts).out()).doesNotContain("\033");
        assertThat(Outcome.of(facts).out()).doesNotContain("\033");
    }

    /** Each needs an environment of its own, so a process of its own. */
    @Test
    void noColorIsHonoured() throws Exception {
        Path facts = Files.writeString(
                directory.resolve("facts.json"),
                Outcome.of("--facts", Fixtures.smallest()).out());
        assertThat(onTerminal(facts, Map.of("TERM", "xterm"))).contains("\033[1m");
        assertThat(onTerminal(facts, Map.of("TERM", "xterm", "NO_COLOR", "1"))).doesNotContain("\033");
        assertThat(onTerminal(facts, Map.of("TERM", "dumb"))).doesNotContain("\033");
    }

    private String onTerminal(Path facts, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpanictriage.terminal=out",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                facts.toString());
        program.environment().remove("NO_COLOR");
        program.environment().putAll(environment);
        Path out = directory.resolve("out");
        Process process = program.redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        return Files.readString(out);
    }

    private static boolean lacksTypes(JsonNode report) {
        return report.path("quality").toString().contains("the dump has no readable BTF");
    }

    private static Map<String, Object> golden(Path dump, Outcome outcome) throws Exception {
        JsonNode report = outcome.json();
        JsonNode panic = report.path("panic");
        Map<String, Object> golden = new LinkedHashMap<>();
        golden.put("exitCode", outcome.exitCode());
        golden.put("kernel", report.path("kernel").path("release"));
        Map<String, Object> crash = new LinkedHashMap<>();
        crash.put("message", panic.path("message"));
        crash.put("cpu", panic.path("cpu"));
        crash.put("pid", panic.path("task").path("pid"));
        crash.put("comm", panic.path("task").path("comm"));
        crash.put("rip", place(panic.path("rip")));
        if (panic.has("faultAddress")) {
            crash.put("faultAddress", panic.path("faultAddress"));
        }
        golden.put("panic", crash);
        golden.put("taint", report.path("taint").path("letters"));
        golden.put(
                "modules",
                list(report.path("modules"), module -> module.path("name").asString()));
        golden.put(
                "unloadedModules",
                list(
                        report.path("unloadedModules"),
                        module -> module.path("name").asString()));
        golden.put("frames", list(report.path("frames"), EndToEndTest::frame));
        golden.put("diagnoses", list(report.path("diagnoses"), EndToEndTest::diagnosis));
        golden.put("bucket", report.path("bucket").path("id"));
        golden.put("logSha256", sha256(log(dump)));
        return golden;
    }

    private static String frame(JsonNode frame) {
        return place(frame) + ", " + frame.path("trust").asString();
    }

    private static String place(JsonNode location) {
        String place = location.has("symbol")
                ? location.path("symbol").asString() + "+0x"
                        + Long.toHexString(location.path("offset").asLong())
                : location.path("address").asString();
        return location.has("module") ? place + " [" + location.path("module").asString() + "]" : place;
    }

    private static Map<String, Object> diagnosis(JsonNode diagnosis) {
        Map<String, Object> golden = new LinkedHashMap<>();
        golden.put("signature", diagnosis.path("signature"));
        golden.put("confidence", diagnosis.path("confidence"));
        if (diagnosis.has("culprit")) {
            golden.put("culprit", diagnosis.path("culprit"));
        }
        return golden;
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> form) {
        List<T> list = new ArrayList<>();
        array.forEach(item -> list.add(form.apply(item)));
        return list;
    }

    private static byte[] oracleLog(Path dump) throws IOException {
        return Files.readAllBytes(Fixtures.beside(dump, ".dmesg"));
    }

    /** makedumpfile prints each record's caller if it is new enough and the kernel keeps it; so do we, for this once. */
    private static byte[] log(Path dump) throws Exception {
        boolean callers = CALLER.matcher(new String(oracleLog(dump), StandardCharsets.UTF_8))
                .find();
        try (Dump opened = Dumps.open(List.of(dump))) {
            return KernelImage.open(opened).log().toDmesg(callers);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static void collect(JsonNode node, String path, List<String> words, List<String> wrong) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), path + "[" + i + "]", words, wrong);
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            JsonNode value = member.getValue();
            String at = path + "." + member.getKey();
            if (WORDS.contains(member.getKey()) && !value.isContainer()) {
                (value.isString() && WORD.matcher(value.asString()).matches() ? words : wrong).add(at + " = " + value);
            } else if (value.isIntegralNumber() && Math.abs(value.asLong()) >= 1L << 53) {
                wrong.add(at + " = " + value + ", more than a double holds");
            }
            collect(value, at, words, wrong);
        }
    }

    private interface Check {
        void of(Path dump) throws Exception;
    }

    private static Stream<DynamicTest> each(Check check) throws IOException {
        return each(dump -> true, check);
    }

    private static Stream<DynamicTest> each(Predicate<Path> which, Check check) throws IOException {
        return Fixtures.dumps().stream()
                .filter(which)
                .map(dump -> DynamicTest.dynamicTest(dump.getFileName().toString(), () -> check.of(dump)));
    }
}
