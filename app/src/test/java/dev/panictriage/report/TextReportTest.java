// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.engine.Probe;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextReportTest {
    private static final String HOSTILE = "\033]0;title\007\033[2J" + (char) 0x202e;
    private static final KernelIdentity KERNEL =
            new KernelIdentity("6.1.0-56-amd64", "#1 SMP", "x86_64", null, "debian", Crashes.SOURCE);

    private static final Diagnosis ROOT = Diagnosis.cause("null-dereference", Confidence.CONFIRMED)
            .title("NULL pointer dereference in f")
            .culprit(Culprit.Kind.FUNCTION, "f")
            .explains("hard-lockup")
            .build();
    private static final Diagnosis SYMPTOM = Diagnosis.symptom("hard-lockup", Confidence.CONFIRMED)
            .title("the watchdog found CPU 1")
            .build();
    private static final Diagnosis UNRELATED = Diagnosis.cause("hung-task", Confidence.POSSIBLE)
            .title("a task was blocked")
            .build();

    private static List<String> lines(List<Diagnosis> diagnoses, Fact... facts) {
        return TextReport.render(Crashes.report(diagnoses, List.of(facts)), Style.PLAIN)
                .lines()
                .toList();
    }

    @Test
    void theFirstLineIsTheRootCause() {
        assertThat(lines(List.of(ROOT, SYMPTOM), KERNEL)).first().isEqualTo("NULL pointer dereference in f");
    }

    @Test
    void theSecondLineSaysHowSureWhoAndWhere() {
        assertThat(lines(List.of(ROOT, SYMPTOM), KERNEL, Crashes.panic(7)))
                .element(1)
                .isEqualTo(
                        "CONFIRMED (null-dereference), culprit: function f; Linux 6.1.0-56-amd64, CPU 0, task (pid 7)");
    }

    @Test
    void aCauseThatIsNotKnownIsSaidInTheSecondLine() {
        assertThat(lines(List.of(), KERNEL, Crashes.oops(1)))
                .startsWith(
                        "NULL pointer dereference in f",
                        "Cause not known: no signature matches; Linux 6.1.0-56-amd64, CPU 0, task (pid 1)");
    }

    @Test
    void aSymptomAloneIsNoCause() {
        assertThat(lines(List.of(SYMPTOM), Crashes.panic(1)))
                .element(1)
                .asString()
                .startsWith("Cause not known");
    }

    @Test
    void aHealthyMachineHasNoCrash() {
        assertThat(lines(List.of(), KERNEL)).first().isEqualTo("No crash found in vmcore");
    }

    @Test
    void whereNothingCanBeReadNothingIsClaimed() {
        assertThat(lines(List.of(), new Unreadable("kernel log", "not mapped", Crashes.SOURCE)))
                .first()
                .isEqualTo("Too little of vmcore can be read to tell what happened");
    }

    @Test
    void theChainIsInCausalOrder() {
        assertThat(lines(List.of(ROOT, SYMPTOM, UNRELATED)))
                .containsSequence(
                        "Chain, root cause first",
                        "  1. NULL pointer dereference in f (null-dereference, confirmed)",
                        "  2. which led to: the watchdog found CPU 1 (hard-lockup, confirmed)",
                        "  3. also: a task was blocked (hung-task, possible)");
    }

    @Test
    void oneDiagnosisIsNoChain() {
        assertThat(lines(List.of(ROOT))).doesNotContain("Chain, root cause first");
    }

    @Test
    void anOpenQuestionIsACommandToRun() {
        Probe probe = new Probe.WhatIsAt(Word.of(0x140), "what lies there");

        assertThat(TextReport.render(Crashes.report(List.of(), List.of(), probe), Style.PLAIN))
                .contains("  crash> kmem 0x0000000000000140   # what lies there");
    }

    @Test
    void plainTextHasNoEscapes() {
        assertThat(String.join("\n", lines(List.of(ROOT, SYMPTOM), KERNEL, Crashes.panic(1), Crashes.oops(1))))
                .doesNotContain("\033");
    }

    @Test
    void aTerminalGetsColours() {
        assertThat(TextReport.render(Crashes.report(List.of(ROOT), List.of()), Style.ANSI))
                .contains("\033[1;31mCONFIRMED\033[0m");
    }

    /** Each string of a dump that the report shows. */
    @ParameterizedTest
    @EnumSource(Place.class)
    void escapesOfTheDumpDoNotReachTheTerminal(Place place) {
        String text = TextReport.render(place.report, Style.PLAIN);

        assertThat(text).contains("\\x1b]0;title\\x07\\x1b[2J\\u202e").matches("[\\n\\x20-\\x7e]*");
    }

    enum Place {
        PANIC_MESSAGE(new PanicEvent(HOSTILE, 0, 1, "task", null, Crashes.SOURCE)),
        PANIC_COMMAND(new PanicEvent("m", 0, 1, HOSTILE, null, Crashes.SOURCE)),
        RELEASE(new KernelIdentity(HOSTILE, null, null, null, null, Crashes.SOURCE)),
        VERSION(new KernelIdentity(null, HOSTILE, null, null, null, Crashes.SOURCE)),
        HARDWARE(new MachineState(null, null, null, null, null, null, HOSTILE, Crashes.SOURCE)),
        HYPERVISOR(new MachineState(null, null, null, null, null, HOSTILE, null, Crashes.SOURCE)),
        MODULE(new LoadedModule(HOSTILE, null, null, List.of(), "", Crashes.SOURCE)),
        TASK(new Task(Word.ZERO, 1, 1, HOSTILE, "D", 0, null, null, null, null, Crashes.SOURCE)),
        TAINT(new Taint(1, "P", List.of(HOSTILE), Crashes.SOURCE)),
        INSTRUCTION(fault(HOSTILE, "")),
        ARITHMETIC(fault("", HOSTILE)),
        GAP(new Unreadable(HOSTILE, "why", Crashes.SOURCE)),
        FRAME(Crashes.panic(1), Crashes.stack(Crashes.TEXT, HOSTILE).get(0)),
        FRAME_OF_ANOTHER_MODULE(
                Crashes.panic(1),
                new Frame(
                        "cpu 0",
                        0,
                        new Location(null, "f", 0L, 1L, HOSTILE),
                        null,
                        null,
                        Frame.Trust.CFI,
                        null,
                        null,
                        null,
                        Crashes.SOURCE)),
        TITLE(Diagnosis.cause("s", Confidence.CONFIRMED).title(HOSTILE)),
        SUMMARY(Diagnosis.cause("s", Confidence.CONFIRMED).summary(HOSTILE)),
        EVIDENCE(Diagnosis.cause("s", Confidence.CONFIRMED).because(HOSTILE, Crashes.SOURCE)),
        CULPRIT(Diagnosis.cause("s", Confidence.CONFIRMED).culprit(Culprit.Kind.MODULE, HOSTILE)),
        ADVICE(Diagnosis.cause("s", Confidence.CONFIRMED).advise(HOSTILE)),
        MISSING(Diagnosis.cause("s", Confidence.CONFIRMED).missing(HOSTILE));

        private final Report report;

        Place(Fact... facts) {
            report = Crashes.report(List.of(), List.of(facts));
        }

        private static FaultExplanation fault(String instruction, String arithmetic) {
            return new FaultExplanation(
                    "cpu 0",
                    0,
                    Location.of(Word.ZERO),
                    instruction,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    Oops.Access.READ,
                    null,
                    arithmetic,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    Crashes.SOURCE);
        }

        Place(Diagnosis.Builder diagnosis) {
            report = Crashes.report(List.of(diagnosis.build()), List.of());
        }
    }
}
