// SPDX-License-Identifier: Apache-2.0
package dev.panictriage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.engine.Probe;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Triage;
import dev.panictriage.engine.Witness;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way back from the rules to the dump, by the example of a sequence that CPUs wait for. */
class RuleEngineTest {
    private static final Source SOURCE = Source.computed("a test");
    private static final Word SEQUENCE = Word.of(0xffff_ffff_8320_0040L);

    private static RuleEngine rules;

    private final List<Probe> asked = new ArrayList<>();

    @BeforeAll
    static void loadRules() {
        rules = RuleEngine.load();
    }

    private static SpinLoop waiting(int cpu) {
        return new SpinLoop(
                "cpu " + cpu,
                0,
                SpinLoop.Kind.SEQUENCE,
                new Location(null, "ktime_get", 0x20L, null, null),
                SEQUENCE,
                null,
                "tk_core",
                "RAX",
                Word.of(0x4711),
                List.of("mov (%rbx),%eax"),
                SOURCE);
    }

    private static SequenceLock odd() {
        return new SequenceLock(SEQUENCE, "tk_core", null, 0x4711L, SEQUENCE.plus(4), 0L, SOURCE);
    }

    /** Matches with a witness that gives this answer to all that it is asked. */
    private Triage match(List<Fact> facts, List<Fact> answer) {
        return rules.match(facts, probe -> {
            asked.add(probe);
            return answer;
        });
    }

    @Test
    void theDumpIsAskedForWhatARuleLacks() {
        match(List.of(waiting(0)), List.of());

        assertThat(asked)
                .singleElement()
                .isInstanceOfSatisfying(
                        Probe.SequenceLockAt.class,
                        probe -> assertThat(probe.address()).isEqualTo(SEQUENCE));
    }

    @Test
    void whatTwoRulesAskIsAskedOnce() {
        match(List.of(waiting(0), waiting(1)), List.of());

        assertThat(asked).hasSize(1);
    }

    @Test
    void whatIsKnownIsNotAsked() {
        match(List.of(waiting(0), odd()), List.of());

        assertThat(asked).isEmpty();
    }

    @Test
    void matchingGoesOnWithTheAnswer() {
        Triage triage = match(List.of(waiting(0)), List.of(odd()));

        assertThat(triage.diagnoses()).extracting(Diagnosis::signature).contains("seqlock-orphaned-odd-sequence");
    }

    @Test
    void theAnswerIsAFactOfTheTriage() {
        assertThat(match(List.of(waiting(0)), List.of(odd())).facts()).containsExactly(waiting(0), odd());
    }

    @Test
    void whatWasAnsweredIsNotOpen() {
        assertThat(match(List.of(waiting(0)), List.of(odd())).open()).isEmpty();
    }

    @Test
    void whatNobodyCanAnswerIsOpen() {
        assertThat(rules.match(List.of(waiting(0)), Witness.NONE).open()).hasSize(1);
    }

    @Test
    void withoutAnAnswerThereIsNoDiagnosis() {
        assertThat(rules.match(List.of(waiting(0)), Witness.NONE).diagnoses()).isEmpty();
    }

    @Test
    void thatSomethingIsUnreadableIsAnAnswer() {
        Unreadable gap = new Unreadable("the sequence", "not in the dump", SOURCE);

        assertThat(match(List.of(waiting(0)), List.of(gap)).facts()).contains(gap);
    }

    @Test
    void aTriageLeavesNothingToTheNext() {
        match(List.of(waiting(0)), List.of(odd()));

        assertThat(rules.match(List.of(), Witness.NONE)).isEqualTo(new Triage(List.of(), List.of(), List.of()));
    }
}
