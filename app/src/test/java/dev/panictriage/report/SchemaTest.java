// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.diagnosis.Role;
import dev.panictriage.engine.Probe;
import dev.panictriage.engine.Triage;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.DebugInformation;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.FrameSource;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.LocalVariable;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.MemoryZone;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The published schemas say what is written: no more, and no less. */
final class SchemaTest {
    private static final Source SOURCE = Source.memory(Word.of(0xffff_8880_0000_1000L), "a value");
    private static final Location PLACE = new Location(Word.of(0xffff_ffff_c000_0010L), "f", 16L, 32L, "m");

    @Test
    void aReportWithEverythingHasTheMembersOfTheSchemaAlone() {
        assertThat(new SchemaChecker(schema("panic-triage-1")).check(json(everything())))
                .isEmpty();
    }

    @Test
    void aReportWithEverythingHasAllMembersOfTheSchema() {
        SchemaChecker checker = new SchemaChecker(schema("panic-triage-1"));
        checker.check(json(everything()));
        assertThat(checker.met()).containsExactlyElementsOf(checker.defined());
    }

    @Test
    void aReportWithNothingIsAllowed() {
        assertThat(new SchemaChecker(schema("panic-triage-1")).check(json(nothing())))
                .isEmpty();
    }

    @Test
    void factsAreAllowed() {
        Report report = everything();
        JsonNode facts = FactsJson.mapper()
                .readTree(FactsJson.write(report.input(), report.triage().facts()));
        assertThat(new SchemaChecker(schema("panic-triage-facts-1")).check(facts))
                .allSatisfy(violation -> assertThat(violation).contains("the schema does not name"))
                .noneSatisfy(violation -> assertThat(violation).startsWith("$:"));
    }

    @ParameterizedTest
    @MethodSource("enumerations")
    void anEnumerationListsAllValues(String schema, String place, List<String> values) {
        JsonNode definition = new SchemaChecker(schema(schema)).definition(place);
        assertThat(definition.path("enum").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(values);
    }

    static Stream<Arguments> enumerations() {
        String report = "panic-triage-1";
        String facts = "panic-triage-facts-1";
        return Stream.of(
                Arguments.of(report, "/$defs/diagnosis/role", lower(Role.values())),
                Arguments.of(report, "/$defs/diagnosis/confidence", lower(Confidence.values())),
                Arguments.of(report, "/$defs/diagnosis/culprit/kind", lower(Culprit.Kind.values())),
                Arguments.of(report, "/$defs/frame/trust", lower(Frame.Trust.values())),
                Arguments.of(report, "/$defs/exception/kind", lower(ExceptionContext.Kind.values())),
                Arguments.of(report, "/$defs/report/kind", lower(Oops.Kind.values())),
                Arguments.of(
                        facts,
                        "/facts/[]/source/kind",
                        Arrays.stream(Source.Kind.values()).map(Enum::name).toList()),
                Arguments.of(
                        facts,
                        "/facts/[]/fact",
                        Arrays.stream(Fact.class.getPermittedSubclasses())
                                .map(Class::getSimpleName)
                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyMemberIsDescribed(String name) {
        SchemaChecker checker = new SchemaChecker(schema(name));
        assertThat(checker.defined())
                .allSatisfy(place ->
                        assertThat(checker.definition(place).has("description")).isTrue());
    }

    static List<String> schemas() {
        return List.of("panic-triage-1", "panic-triage-facts-1");
    }

    private static List<String> lower(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static JsonNode schema(String name) {
        try (InputStream in = SchemaTest.class.getResourceAsStream(name + ".schema.json")) {
            return FactsJson.mapper().readTree(Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static JsonNode json(Report report) {
        return FactsJson.mapper().readTree(JsonReport.render(report, "1.2.3"));
    }

    private static Report nothing() {
        Input input = new Input("vmcore", "dump", "ELF vmcore", List.of());
        return new Report(input, new Triage(List.of(), List.of(), List.of()));
    }

    private static FaultExplanation.Step step(Word word) {
        return new FaultExplanation.Step(
                FaultExplanation.Step.Kind.LOAD, PLACE, "8(%rdi)", "p->next", word, word, word, "loaded from 8(%rdi)");
    }

    private static Report everything() {
        Word word = Word.of(0x140);
        Map<String, Word> registers = Map.of("rip", word, "rax", Word.ZERO);
        List<Fact> facts = List.of(
                new KernelIdentity("6.1.0", "#1 SMP", "x86_64", "3b43fad5", "debian", SOURCE),
                new MachineState(1, 2, 1L << 30, 3.5, 1_700_000_000L, "kvm", "a machine", SOURCE),
                new PanicEvent("Fatal exception", 0, 1, "init", word, SOURCE),
                new Oops(
                        "cpu 0",
                        0,
                        Oops.Kind.NULL_DEREFERENCE,
                        "BUG: NULL pointer",
                        "BUG in f",
                        "f",
                        0,
                        1,
                        "init",
                        3.25,
                        PLACE,
                        word,
                        Oops.Access.READ,
                        0L,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        Map.of(),
                        SOURCE),
                new Frame("cpu 0", 0, PLACE, word, word, Frame.Trust.REGISTERS, 0, "f.c", 12, SOURCE),
                new Frame("task 7", 0, PLACE, word, word, Frame.Trust.SCANNED, null, null, null, SOURCE),
                new FrameSource("cpu 0", 0, List.of(new FrameSource.Call("f", true, "f.c", 12)), SOURCE),
                new LocalVariable("cpu 0", 0, "f", true, "p", "struct p *", "0x140", null, SOURCE),
                new LocalVariable("cpu 0", 0, "f", false, "q", "int", null, "optimized out", SOURCE),
                new LockWait(
                        "task 7",
                        "reader (pid 7)",
                        LockWait.Kind.MUTEX,
                        word,
                        "m",
                        PLACE,
                        "cpu 0",
                        "init (pid 1)",
                        Holding.READ,
                        "its owner",
                        SOURCE),
                new DebugInformation("kernel", "/boot/vmlinux", List.of("another is of another build"), SOURCE),
                new ExceptionContext(
                        "cpu 0", 0, 0, ExceptionContext.Kind.PAGE_FAULT, PLACE, registers, word, false, SOURCE),
                new CpuState(0, word, 1, "init", false, true, PLACE, true, 0, SOURCE),
                new FaultExplanation(
                        "cpu 0",
                        0,
                        PLACE,
                        "mov 0x140(%rax),%eax",
                        "0x140(%rax)",
                        "rax",
                        Word.ZERO,
                        null,
                        null,
                        null,
                        0x140L,
                        word,
                        word,
                        true,
                        Oops.Access.READ,
                        "RAX",
                        "RAX + 0x140 = 0x140",
                        "an argument",
                        "p->next",
                        List.of(step(word)),
                        List.of("a finding"),
                        SOURCE),
                new Task(word, 7, 7, "reader", "D", 0, word, 16_384L, Word.of(0x57AC6E9D), 130.5, SOURCE),
                new LoadedModule(
                        "m", "2.0", "live", List.of(new LoadedModule.Region("text", word, 4096)), "OE", SOURCE),
                new UnloadedModule("n", true, "P", 1L, SOURCE),
                new Taint(1, "P", List.of("proprietary module was loaded"), SOURCE),
                new MemoryStatistics(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, SOURCE),
                new MemoryZone(0, "Normal", 1L, 2L, 3L, 4L, 5L, SOURCE),
                new Unreadable("stack of CPU 1", "not mapped", SOURCE));
        Diagnosis symptom =
                Diagnosis.symptom("hard-lockup", Confidence.CONFIRMED).build();
        Diagnosis cause = Diagnosis.cause("null-dereference", Confidence.CONFIRMED)
                .title("a title")
                .culprit(Culprit.Kind.FUNCTION, "f")
                .summary("a summary")
                .because("a reason", SOURCE)
                .missing("a gap")
                .refutedBy("a counterexample")
                .explains("hard-lockup")
                .advise("advice")
                .fixedBy("a fix")
                .see("a reference")
                .build();
        Probe probe = new Probe.WhatIsAt(word, "what lies there");
        return new Report(
                new Input("vmcore", "dump", "ELF vmcore", List.of("truncated")),
                new Triage(facts, List.of(cause, symptom), List.of(probe)));
    }
}
