// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Diagnosis;
import java.util.List;
import org.junit.jupiter.api.Test;

class CausalOrderTest {
    private static Diagnosis cause(String signature, Confidence confidence, String... explains) {
        return Diagnosis.cause(signature, confidence).explains(explains).build();
    }

    private static Diagnosis symptom(String signature, Confidence confidence, String... explains) {
        return Diagnosis.symptom(signature, confidence).explains(explains).build();
    }

    private static List<String> order(Diagnosis... diagnoses) {
        return CausalOrder.of(List.of(diagnoses)).stream()
                .map(Diagnosis::signature)
                .toList();
    }

    @Test
    void nothingHasAnOrder() {
        assertThat(order()).isEmpty();
    }

    @Test
    void whatExplainsComesFirstThoughItIsLessSure() {
        assertThat(order(cause("a", Confidence.CONFIRMED), cause("b", Confidence.PROBABLE, "a")))
                .containsExactly("b", "a");
    }

    @Test
    void whatExplainsComesFirstThoughItIsASymptom() {
        assertThat(order(cause("a", Confidence.CONFIRMED), symptom("b", Confidence.PROBABLE, "a")))
                .containsExactly("b", "a");
    }

    @Test
    void whatIsOnlyPossibleDoesNotExplainASurerCause() {
        assertThat(order(cause("a", Confidence.CONFIRMED), cause("b", Confidence.POSSIBLE, "a")))
                .containsExactly("a", "b");
    }

    @Test
    void aChainIsInOrder() {
        assertThat(order(
                        symptom("a", Confidence.CONFIRMED),
                        symptom("b", Confidence.CONFIRMED, "a"),
                        cause("c", Confidence.CONFIRMED, "b")))
                .containsExactly("c", "b", "a");
    }

    @Test
    void causesComeBeforeSymptoms() {
        assertThat(order(symptom("a", Confidence.CONFIRMED), cause("b", Confidence.POSSIBLE)))
                .containsExactly("b", "a");
    }

    @Test
    void theSurerComesFirst() {
        assertThat(order(
                        cause("a", Confidence.POSSIBLE),
                        cause("b", Confidence.PROBABLE),
                        cause("c", Confidence.CONFIRMED)))
                .containsExactly("c", "b", "a");
    }

    @Test
    void whatExplainsMoreComesFirst() {
        assertThat(order(cause("a", Confidence.PROBABLE), cause("b", Confidence.PROBABLE, "elsewhere")))
                .containsExactly("b", "a");
    }

    @Test
    void theOrderDoesNotDependOnThatOfTheInput() {
        assertThat(order(cause("b", Confidence.PROBABLE), cause("a", Confidence.PROBABLE)))
                .containsExactly("a", "b");
    }

    @Test
    void ofTwoThatExplainEachOtherTheSurerComesFirst() {
        assertThat(order(cause("a", Confidence.POSSIBLE, "b"), cause("b", Confidence.CONFIRMED, "a")))
                .containsExactly("b", "a");
    }

    @Test
    void aLongerCircleEnds() {
        assertThat(order(
                        cause("a", Confidence.POSSIBLE, "b"),
                        cause("b", Confidence.POSSIBLE, "c"),
                        cause("c", Confidence.POSSIBLE, "a")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void twoOfOneSignatureBothStay() {
        Diagnosis one = cause("a", Confidence.POSSIBLE);

        assertThat(order(one, one)).containsExactly("a", "a");
    }
}
