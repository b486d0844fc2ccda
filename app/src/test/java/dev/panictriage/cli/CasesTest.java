// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Triage;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.report.Report;
import dev.panictriage.report.Style;
import dev.panictriage.report.TextReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transcripts of real panics, and what must be said of each: {@code cases/NAME.expected} holds lines of a word and a text.
 * {@code chain} is a signature, in causal order; {@code confidence} is the root cause's; {@code report} is what the report
 * says, wherever its lines break; {@code fault} is what the explanation of a fault says.
 */
class CasesTest {
    private static final RuleEngine RULES = RuleEngine.load();

    private static final List<String> NAMES = List.of(
            "posix-cpu-timers-wrong-task",
            "freed-module-timer",
            "jiffies-seqlock-livelock",
            "thread-info-stack-overflow",
            "anon-vma-null");

    static List<String> names() {
        return NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void saysWhatIsExpected(String name) throws IOException {
        Report report = triage(name, resource(name + ".txt"));
        String text = TextReport.render(report, Style.PLAIN).replaceAll("\\s+", " ");
        List<String> chain = new ArrayList<>();
        for (String line : resource(name + ".expected").lines().toList()) {
            String expected = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, line.indexOf(' '))) {
                case "chain" -> chain.add(expected);
                case "confidence" ->
                    assertThat(report.diagnoses().getFirst().confidence()).hasToString(expected);
                case "report" -> assertThat(text).contains(expected);
                case "fault" -> assertThat(explanations(report)).contains(expected);
                default -> throw new IllegalArgumentException(line);
            }
        }
        if (!chain.isEmpty()) {
            assertThat(report.diagnoses()).extracting(Diagnosis::signature).containsExactlyElementsOf(chain);
        }
    }

    /** What mails, web pages and forums make of a text. */
    enum Paste {
        QUOTED(text -> text.lines().map("> "::concat).collect(Collectors.joining("\n"))),
        DOS(text -> text.replace("\n", "\r\n")),
        WITHOUT_INDENTATION(text -> text.lines().map(String::strip).collect(Collectors.joining("\n"))),
        INDENTED(text -> text.lines().map("    "::concat).collect(Collectors.joining("\n"))),
        SQUEEZED(text ->
                text.lines().map(line -> line.strip().replaceAll(" +", " ")).collect(Collectors.joining("\n"))),
        SPACED_OUT(text -> text.replace("\n", "\n\n")),
        HTML(text -> text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")),
        HARD_BLANKS(text -> text.replace("  ", "\u00a0 ")),
        TABS(text -> text.replace("        ", "\t")),
        NUMBERED(Paste::numbered),
        WITHOUT_PROMPTS(text -> text.replace("crash> ", "")),
        FENCED(text -> "# A crash\n\nThis is what I got:\n\n```\n" + text + "\n```\nWhat can I do?\n");

        private final UnaryOperator<String> paste;

        Paste(UnaryOperator<String> paste) {
            this.paste = paste;
        }

        private static String numbered(String text) {
            StringBuilder numbered = new StringBuilder();
            int number = 0;
            for (String line : text.split("\n")) {
                numbered.append(++number).append(": ").append(line).append('\n');
            }
            return numbered.toString();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysTheSameHoweverATextWasPasted(Paste paste) throws IOException {
        for (String name : NAMES) {
            String text = resource(name + ".txt");
            assertThat(verdicts(triage(name, paste.paste.apply(text))))
                    .as(name)
                    .isEqualTo(verdicts(triage(name, text)));
        }
    }

    private static List<String> verdicts(Report report) {
        return report.diagnoses().stream()
                .map(diagnosis -> diagnosis.signature() + " " + diagnosis.confidence())
                .toList();
    }

    @Test
    void anAddressThatNobodyLookedUpIsNoFreedModule() throws IOException {
        String text = resource("freed-module-timer.txt").replaceAll("(?m)^(crash> )?rd.*$", "");
        Report report = triage("near-miss", text);
        assertThat(signatures(report)).doesNotContain("freed-module-timer");
        assertThat(report.open()).anyMatch(probe -> probe.crashCommand().contains("ffffffffa88b53b8"));
    }

    /** With KASLR modules begin at ffffffffc0000000. */
    @Test
    void anAddressBelowTheModulesOfAMovedKernelIsNoFreedModule() throws IOException {
        String text = resource("freed-module-timer.txt").replace("ffffffff81", "ffffffff9b");
        assertThat(signatures(triage("near-miss", text))).doesNotContain("freed-module-timer");
    }

    @Test
    void anotherLockIsNoConfirmedSelfDeadlock() throws IOException {
        String text = resource("freed-module-timer.txt").replace("RDI: ffff88007b90c000", "RDI: ffff88007b90d000");
        int second = text.lastIndexOf("RDI: ffff88007b90d000");
        text = text.substring(0, second) + "RDI: ffff88007b90c000" + text.substring(second + 21);
        Report report = triage("near-miss", text);
        assertThat(report.diagnoses())
                .filteredOn(diagnosis -> diagnosis.signature().equals("timer-base-self-deadlock"))
                .extracting(Diagnosis::confidence)
                .containsExactly(Confidence.PROBABLE);
    }

    @Test
    void anEvenSequenceIsNotOrphaned() throws IOException {
        String text = resource("jiffies-seqlock-livelock.txt").replace("sequence = 896100417", "sequence = 896100418");
        assertThat(signatures(triage("near-miss", text))).doesNotContain("seqlock-orphaned-odd-sequence");
    }

    @Test
    void aSequenceWhoseWriteSideIsHeldIsNotOrphaned() throws IOException {
        String text = resource("jiffies-seqlock-livelock.txt").replace("counter = 0", "counter = 1");
        assertThat(signatures(triage("near-miss", text)))
                .contains("seqlock-writer-inside")
                .doesNotContain("seqlock-orphaned-odd-sequence");
    }

    @Test
    void whereTheWriteSideIsNotKnownNothingIsConfirmed() throws IOException {
        String text = resource("jiffies-seqlock-livelock.txt").replace("counter = 0", "...");
        Report report = triage("near-miss", text);
        assertThat(report.diagnoses())
                .filteredOn(diagnosis -> diagnosis.signature().startsWith("seqlock"))
                .isNotEmpty()
                .noneMatch(diagnosis -> diagnosis.confidence() == Confidence.CONFIRMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rd ffff9c956f7b4230\nffff9c956f7b4230:  ffff9c956f7b4230                    0B{o....",
                "struct anon_vma ffff9c956f7b4230\nstruct anon_vma {\n  root = 0xffff9c956f7b4230, \n  degree = 1\n}",
                "struct anon_vma.root ffff9c956f7b4230\n  root = 0xffff9c956f7b4230",
            })
    void anAnonVmaThatHasItsRootIsNoLostOne(String session) throws IOException {
        String text = resource("anon-vma-null.txt") + "crash> " + session + "\n";
        assertThat(signatures(triage("near-miss", text))).containsExactly("null-dereference");
    }

    @Test
    void aRootThatReadsNullIsEvidence() throws IOException {
        String text = resource("anon-vma-null.txt") + "crash> struct anon_vma.root ffff9c956f7b4230\n  root = 0x0\n";
        String report = TextReport.render(triage("anon-vma-null", text), Style.PLAIN);
        assertThat(report).contains("root of the anon_vma at 0xffff9c956f7b4230 reads NULL");
    }

    private static List<String> signatures(Report report) {
        return report.diagnoses().stream().map(Diagnosis::signature).toList();
    }

    private static String explanations(Report report) {
        StringBuilder text = new StringBuilder();
        for (FaultExplanation fault : report.all(FaultExplanation.class)) {
            text.append(fault.arithmetic()).append('\n').append(fault.origin()).append('\n');
        }
        return text.toString();
    }

    private static Report triage(String name, String text) {
        TextFacts facts = TextFacts.of(name, text.getBytes(StandardCharsets.UTF_8));
        Triage triage = RULES.match(facts.facts().facts(), facts.witness());
        return new Report(facts.facts().input(), triage);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = CasesTest.class.getResourceAsStream("/cases/" + name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
