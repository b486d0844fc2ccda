// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
    private static JsonNode json(List<Diagnosis> diagnoses, List<Fact> facts) {
        return new JsonMapper().readTree(JsonReport.render(Crashes.report(diagnoses, facts), "1.2.3"));
    }

    @Test
    void theFormatAndTheProgramAreNamed() {
        JsonNode report = json(List.of(), List.of());

        assertThat(List.of(
                        report.at("/schema").asString(),
                        report.at("/tool/version").asString()))
                .containsExactly("panic-triage/1", "1.2.3");
    }

    @Test
    void whatTheDumpSaysSurvivesAllCharacters() {
        String text = "\"quoted\" \\ \033[2J \n </script> \u00fc " + (char) 0x2028;
        Diagnosis diagnosis =
                Diagnosis.cause("s", Confidence.CONFIRMED).title(text).build();

        assertThat(json(List.of(diagnosis), List.of()).at("/diagnoses/0/title").asString())
                .isEqualTo(text);
    }

    @Test
    void addressesAreHexadecimal() {
        List<Fact> facts = Crashes.facts(Crashes.stack(Crashes.TEXT, "f"), Crashes.panic(1));

        assertThat(json(List.of(), facts).at("/frames/0/address").asString()).isEqualTo("0xffffffff81000000");
    }

    @Test
    void registersAreHexadecimal() {
        ExceptionContext context = new ExceptionContext(
                "cpu 0",
                0,
                0,
                ExceptionContext.Kind.PAGE_FAULT,
                Location.of(Word.of(Crashes.TEXT)),
                Map.of("rax", Word.of(-1), "rbx", Word.ZERO),
                Word.of(0x140),
                false,
                Crashes.SOURCE);
        List<Fact> facts = Crashes.facts(Crashes.stack(Crashes.TEXT, "f"), Crashes.panic(1), context);

        assertThat(json(List.of(), facts).at("/registers/rax").asString()).isEqualTo("0xffffffffffffffff");
    }

    @Test
    void framesAreInnermostFirst() {
        List<Fact> facts =
                Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g", "h").reversed(), Crashes.panic(1));

        assertThat(json(List.of(), facts)
                        .at("/frames")
                        .valueStream()
                        .map(frame -> frame.at("/symbol").asString()))
                .containsExactly("f", "g", "h");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        CpuState cpu = new CpuState(3, null, null, null, null, null, null, null, null, Crashes.SOURCE);

        assertThat(json(List.of(), List.of(cpu)).at("/cpus/0").has("task")).isFalse();
    }

    @Test
    void theBucketIsThatOfTheCrash() {
        List<Fact> facts = List.of(Crashes.panic(1));

        assertThat(json(List.of(), facts).at("/bucket/id").asString())
                .isEqualTo(Bucket.of(Crashes.report(List.of(), facts)).id());
    }
}
