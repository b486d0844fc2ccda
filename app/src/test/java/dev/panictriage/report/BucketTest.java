// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketTest {
    private static final Diagnosis CAUSE = Diagnosis.cause("null-dereference", Confidence.CONFIRMED)
            .title("a NULL pointer at 0x140")
            .build();

    private static String id(List<Diagnosis> diagnoses, List<Fact> facts) {
        return Bucket.of(Crashes.report(diagnoses, facts)).id();
    }

    private static String id(String... functions) {
        return id(List.of(CAUSE), Crashes.facts(Crashes.stack(Crashes.TEXT, functions), Crashes.panic(1), oops(1)));
    }

    @Test
    void anIdHasTwelveDigits() {
        assertThat(id("f", "g", "h")).matches("[0-9a-f]{12}");
    }

    @Test
    void addressesDoNotMatter() {
        List<Fact> moved =
                Crashes.facts(Crashes.stack(Crashes.TEXT + 0x1640_0003L, "f", "g", "h"), Crashes.panic(1), oops(1));

        assertThat(id(List.of(CAUSE), moved)).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void processIdsDoNotMatter() {
        List<Fact> another = Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g", "h"), Crashes.panic(4711), oops(1));

        assertThat(id(List.of(CAUSE), another)).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void timesDoNotMatter() {
        List<Fact> later = Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g", "h"), Crashes.panic(1), oops(99.5));

        assertThat(id(List.of(CAUSE), later)).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void theCompilersSuffixesDoNotMatter() {
        assertThat(id("f.isra.0", "g.constprop.0", "h.cold")).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void howTheKernelDiedDoesNotMatter() {
        assertThat(id("__crash_kexec", "panic", "oops_end", "page_fault_oops", "f", "g", "h"))
                .isEqualTo(id("f", "g", "h"));
    }

    @Test
    void callersFarOutDoNotMatter() {
        assertThat(id("f", "g", "h", "a_system_call")).isEqualTo(id("f", "g", "h", "another_system_call"));
    }

    @Test
    void framesThatWereOnlyFoundByScanningDoNotMatter() {
        List<Fact> facts = Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g"), Crashes.panic(1), oops(1));
        facts.add(new Frame(
                "cpu 0",
                2,
                new Location(Word.ZERO, "stale", 0L, 1L, null),
                null,
                null,
                Frame.Trust.SCANNED,
                null,
                null,
                null,
                Crashes.SOURCE));

        assertThat(id(List.of(CAUSE), facts)).isEqualTo(id("f", "g"));
    }

    @Test
    void functionsMatter() {
        assertThat(id("f", "g", "h")).isNotEqualTo(id("f", "g", "i"));
    }

    @Test
    void theOrderOfFunctionsMatters() {
        assertThat(id("f", "g", "h")).isNotEqualTo(id("g", "f", "h"));
    }

    @Test
    void whatADumpTellsMoreOfTheCauseThanALogDoesNotMatter() {
        Diagnosis other = Diagnosis.cause("null-call", Confidence.CONFIRMED).build();
        List<Fact> facts = Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g", "h"), Crashes.panic(1), oops(1));

        assertThat(id(List.of(other), facts)).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void withoutAReportTheSignatureMatters() {
        Diagnosis other = Diagnosis.cause("null-call", Confidence.CONFIRMED).build();
        List<Fact> facts = Crashes.facts(Crashes.stack(Crashes.TEXT, "f", "g", "h"), Crashes.panic(1));

        assertThat(id(List.of(other), facts)).isNotEqualTo(id(List.of(CAUSE), facts));
    }

    @Test
    void howAnExceptionIsEnteredDoesNotMatter() {
        assertThat(id(
                        "no_context",
                        "__bad_area_nosemaphore",
                        "__do_page_fault",
                        "do_page_fault",
                        "page_fault",
                        "f",
                        "g",
                        "h"))
                .isEqualTo(id("dump_stack_lvl", "f", "g", "h"));
    }

    @Test
    void twoCallsOfOneFunctionCountOnce() {
        assertThat(id("f", "f", "g", "h")).isEqualTo(id("f", "g", "h"));
    }

    @Test
    void withAPanicAloneItsMessageWithoutNumbersNamesTheCrash() {
        assertThat(id(List.of(), List.of(panic("Attempted to kill init! exitcode=0x0000000b"))))
                .isEqualTo(id(List.of(), List.of(panic("Attempted to kill init! exitcode=0x00000009"))))
                .isNotEqualTo(id(List.of(), List.of(panic("Out of memory"))));
    }

    @Test
    void theRootCauseIsTheTitle() {
        assertThat(Bucket.of(Crashes.report(List.of(CAUSE), List.of(oops(1)))).title())
                .isEqualTo("a NULL pointer at 0x140");
    }

    @Test
    void withoutACauseTheReportInTheLogIsTheTitle() {
        assertThat(Bucket.of(Crashes.report(List.of(), List.of(oops(1)))).title())
                .isEqualTo("NULL pointer dereference in f");
    }

    @Test
    void withoutAReportThePanicIsTheTitle() {
        assertThat(Bucket.of(Crashes.report(List.of(), List.of(panic("Out of memory"))))
                        .title())
                .isEqualTo("kernel panic: Out of memory");
    }

    @Test
    void withoutAnythingThereIsNoCrash() {
        assertThat(Bucket.of(Crashes.report(List.of(), List.of())).title()).isEqualTo("no crash");
    }

    @Test
    void withoutAPlaceTheGuiltyFunctionIsAll() {
        List<Fact> facts =
                Crashes.facts(Crashes.stack(Crashes.TEXT, "watchdog", "kthread"), Crashes.panic(1), Crashes.oops(1));
        List<Fact> other =
                Crashes.facts(Crashes.stack(Crashes.TEXT, "schedule", "f"), Crashes.panic(1), Crashes.oops(1));

        assertThat(id(List.of(), facts)).isEqualTo(id(List.of(), other));
    }

    /** A report that names an instruction. */
    private static Oops oops(double time) {
        return Crashes.oops(time).on("cpu 0", new Location(null, "f", 0x999L, null, null));
    }

    private static PanicEvent panic(String message) {
        return new PanicEvent(message, null, null, null, null, Crashes.SOURCE);
    }
}
