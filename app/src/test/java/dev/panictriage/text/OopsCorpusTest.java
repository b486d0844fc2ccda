// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every log under {@code text/oops} gives the report that its head names; none under {@code text/none} gives any. */
class OopsCorpusTest {
    static List<TextCase> oops() throws Exception {
        return TextCase.in("oops");
    }

    static List<TextCase> none() throws Exception {
        return TextCase.in("none");
    }

    /** But for a table, whose rows a mail program cannot break without making sentences of them. */
    static List<TextCase> noneInMails() throws Exception {
        return none().stream().filter(text -> !text.log().startsWith("|")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oops")
    void findsTheReport(TextCase text) {
        List<Oops> reports = reports(OopsParser.parse(LogReader.read(text.log())));
        assertThat(reports).isNotEmpty();
        Oops first = reports.getFirst();
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(first.title()).as("title").isEqualTo(text.head().get("title"));
        softly.assertThat(first.kind().name()).as("kind").isEqualTo(text.head().get("kind"));
        softly.assertThat(first.function() == null ? "-" : first.function())
                .as("function")
                .isEqualTo(text.head().get("function"));
        if (text.head().containsKey("titles")) {
            softly.assertThat(reports)
                    .as("reports")
                    .hasSize(Integer.parseInt(text.head().get("titles")));
        }
        softly.assertAll();
    }

    /** Not in all: a log of few lines without stamps does not show at which width it was broken. */
    @ParameterizedTest
    @ValueSource(ints = {72, 76, 80})
    void findsTheSameReportsInMails(int width) throws Exception {
        List<TextCase> texts = oops();
        List<String> other = new ArrayList<>();
        for (TextCase text : texts) {
            List<Oops> reports = reports(OopsParser.parse(LogReader.read(TextCase.wrapped(text.log(), width))));
            String title = reports.isEmpty() ? "none" : reports.getFirst().title();
            if (!title.equals(text.head().get("title"))) {
                other.add(text + ": " + title);
            }
        }
        assertThat(other).hasSizeLessThanOrEqualTo(texts.size() * 3 / 100);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noneInMails")
    void findsNothingInMails(TextCase text) {
        List<Fact> facts = OopsParser.parse(LogReader.read(TextCase.wrapped(text.log(), 76)));
        assertThat(facts).noneMatch(fact -> fact instanceof Oops || fact instanceof PanicEvent);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("none")
    void findsNothing(TextCase text) {
        List<Fact> facts = OopsParser.parse(LogReader.read(text.log()));
        assertThat(facts).noneMatch(fact -> fact instanceof Oops || fact instanceof PanicEvent);
    }

    private static List<Oops> reports(List<Fact> facts) {
        return facts.stream()
                .filter(Oops.class::isInstance)
                .map(Oops.class::cast)
                .toList();
    }
}
