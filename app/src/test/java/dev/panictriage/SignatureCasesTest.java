// SPDX-License-Identifier: Apache-2.0
package dev.panictriage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.diagnosis.Role;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Witness;
import dev.panictriage.facts.Word;
import dev.panictriage.report.FactsJson;
import dev.panictriage.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rules, tested with data: each file {@code rules/src/test/cases/SIGNATURE/CASE.json} holds facts as {@code --facts}
 * writes them, cut down to those that matter, and with them
 * <ul>
 *   <li>{@code why}: what the case is about, in one line;
 *   <li>{@code expect}: diagnoses that must be found, root cause first, as {@code signature}, {@code confidence} and
 *       {@code culprit} (its name; may be left out). No other cause may be confirmed;
 *   <li>{@code not}: diagnoses that must not be found; what a member leaves out is meant in any value.
 * </ul>
 * Nobody answers the rules' probes: what a case knows stands in it.
 */
class SignatureCasesTest {
    private static final Path CASES = Path.of("..", "rules", "src", "test", "cases");
    private static final Path RULES = Path.of("..", "rules", "src", "main", "resources", "dev", "panictriage", "rules");
    private static final Pattern DIAGNOSIS = Pattern.compile("Diagnosis\\.(?:cause|symptom)\\(\"([^\"]+)\"");
    private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{1,16}");
    private static final JsonMapper JSON = new JsonMapper();

    private static RuleEngine rules;

    @BeforeAll
    static void loadRules() {
        rules = RuleEngine.load();
    }

    static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.walk(CASES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(CASES::relativize)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isDiagnosed(Path file) {
        JsonNode test = read(file);
        List<Diagnosis> found = diagnose(test);

        List<Diagnosis> expected = new ArrayList<>();
        for (JsonNode diagnosis : test.path("expect")) {
            assertThat(found).as("found, of which one is %s", diagnosis).anyMatch(d -> is(diagnosis, d));
            found.stream().filter(d -> is(diagnosis, d)).forEach(expected::add);
        }
        if (!expected.isEmpty()) {
            assertThat(expected.get(0)).as("root cause").isSameAs(found.get(0));
            assertThat(expected)
                    .as("from root cause to symptom")
                    .isSortedAccordingTo((a, b) -> Integer.compare(found.indexOf(a), found.indexOf(b)));
        }
        for (JsonNode diagnosis : test.path("not")) {
            assertThat(found).as("found, none of which is %s", diagnosis).noneMatch(d -> is(diagnosis, d));
        }
        assertThat(found)
                .as("found, of which none is confirmed but what is expected")
                .noneMatch(
                        d -> d.role() == Role.CAUSE && d.confidence() == Confidence.CONFIRMED && !expected.contains(d));
    }

    /** A misspelt member would be ignored, and a near-miss would miss for the wrong reason. */
    @ParameterizedTest
    @MethodSource("cases")
    void isUnderstood(Path file) {
        JsonNode test = read(file);
        assertThat(test.propertyNames()).isSubsetOf(Set.of("schema", "why", "expect", "not", "input", "facts"));
        assertThat(test.path("why").asString("")).isNotBlank();
        assertThat(test.path("expect").size() + test.path("not").size())
                .as("expectations")
                .isPositive();
        for (String list : List.of("expect", "not")) {
            for (JsonNode diagnosis : test.path(list)) {
                assertThat(diagnosis.propertyNames()).isSubsetOf(Set.of("signature", "confidence", "culprit"));
                assertThat(signatures()).contains(diagnosis.path("signature").asString());
            }
        }

        Report.Facts facts = FactsJson.read(test.toString());
        JsonNode written = JSON.readTree(FactsJson.write(facts.input(), facts.facts()));
        assertThat(lost(test.path("facts"), written.path("facts"), "facts")).isEmpty();
    }

    @Test
    void everySignatureHasCasesThatMatchAndNearMisses() throws IOException {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (Path file : cases()) {
            String signature = file.getName(0).toString();
            JsonNode test = read(file);
            boolean matches = false;
            for (JsonNode diagnosis : test.path("expect")) {
                matches |= diagnosis.path("signature").asString().equals(signature);
            }
            seen.computeIfAbsent(signature, s -> new TreeSet<>()).add(matches ? "match" : "near-miss");
        }
        Map<String, Set<String>> wanted = new TreeMap<>();
        signatures().forEach(signature -> wanted.put(signature, Set.of("match", "near-miss")));
        assertThat(seen).isEqualTo(wanted);
    }

    private static List<Diagnosis> diagnose(JsonNode test) {
        return rules.match(FactsJson.read(test.toString()).facts(), Witness.NONE)
                .diagnoses();
    }

    private static boolean is(JsonNode wanted, Diagnosis diagnosis) {
        String culprit =
                diagnosis.culprit() == null ? null : diagnosis.culprit().name();
        return diagnosis.signature().equals(wanted.path("signature").asString())
                && (!wanted.has("confidence")
                        || diagnosis
                                .confidence()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .equals(wanted.path("confidence").asString()))
                && (!wanted.has("culprit") || wanted.path("culprit").asString().equals(culprit));
    }

    /** What of {@code wanted} is not in {@code written}: paths of members. */
    private static List<String> lost(JsonNode wanted, JsonNode written, String path) {
        List<String> lost = new ArrayList<>();
        if (wanted.isObject() && written.isObject()) {
            for (Map.Entry<String, JsonNode> member : wanted.properties()) {
                lost.addAll(lost(member.getValue(), written.path(member.getKey()), path + "." + member.getKey()));
            }
        } else if (wanted.isArray() && written.isArray() && wanted.size() == written.size()) {
            for (int i = 0; i < wanted.size(); i++) {
                lost.addAll(lost(wanted.get(i), written.get(i), path + "[" + i + "]"));
            }
        } else if (!isSame(wanted, written)) {
            lost.add(path);
        }
        return lost;
    }

    /** Words may be written with fewer digits, which reads better. */
    private static boolean isSame(JsonNode wanted, JsonNode written) {
        if (wanted.isString() && WORD.matcher(wanted.asString()).matches() && written.isString()) {
            return List.of(wanted.asString(), Word.parse(wanted.asString()).toString())
                    .contains(written.asString());
        }
        return wanted.equals(written)
                || wanted.isNumber() && written.isNumber() && wanted.asDouble() == written.asDouble();
    }

    private static Set<String> signatures() {
        try (Stream<Path> files = Files.list(RULES)) {
            Set<String> ids = new TreeSet<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".drl")).toList()) {
                Matcher rule = DIAGNOSIS.matcher(Files.readString(file));
                while (rule.find()) {
                    ids.add(rule.group(1));
                }
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(CASES.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
