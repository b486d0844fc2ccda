// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.fixtures.OldKernelCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code --vmlinux} and {@code --debug-dir} do to a report. */
class DebugInformationTest {
    private static final Path BUILT = Path.of("..", "fixtures", "src", "main", "old-kernels", "built");
    private static final OldKernelCase CASE = OldKernelCase.POSIX_CPU_TIMERS_WRONG_TASK;

    @TempDir
    private Path directory;

    private Path dump;

    private static Path vmlinux(OldKernelCase panic) {
        return BUILT.resolve(panic.fileName() + ".vmlinux");
    }

    @BeforeEach
    void writeTheDump() throws Exception {
        dump = CASE.write(BUILT, directory.resolve("vmcore"));
    }

    private static JsonNode faulted(JsonNode report) {
        for (JsonNode frame : report.get("frames")) {
            if (frame.path("symbol").asString("").equals("run_posix_cpu_timers")) {
                return frame;
            }
        }
        throw new AssertionError("no frame of run_posix_cpu_timers");
    }

    @Test
    void theKernelsFileGivesSourceLines() {
        JsonNode report =
                Outcome.of("--vmlinux", vmlinux(CASE), "--format", "json", dump).json();

        JsonNode call = faulted(report).get("calls").get(0);
        assertThat(call.get("file").asString()).endsWith("posix-cpu-timers.c");
        assertThat(call.get("line").asInt()).isEqualTo(1292);
    }

    /** A real dump, with the very file that its module was loaded from. */
    private static JsonNode reportOfARealDump() {
        Path fixtures = Path.of("..", "fixtures");
        Path dump = fixtures.resolve("dumps/null-read-6.12.vmcore");
        return Outcome.of("--debug-dir", fixtures.resolve("debuginfo"), "--format", "json", dump)
                .json();
    }

    @Test
    void theFramesOfAModuleAreAtTheCallsOfItsSource() throws Exception {
        List<String> source = Files.readAllLines(Path.of("..", "fixtures", "lab", "modules", "lab_fault.c"));

        JsonNode frames = reportOfARealDump().get("frames");

        assertThat(IntStream.range(0, 4)
                        .mapToObj(frame -> frames.get(frame)
                                .get("calls")
                                .get(0)
                                .get("line")
                                .asInt())
                        .map(line -> source.get(line - 1).strip()))
                .containsExactly(
                        "return stats->errors + value;",
                        "return lab_account(stats, value + 1) * 3;",
                        "return lab_count(dev->tx->stats, 7) + dev->id;",
                        "sink = lab_transmit_read(device);");
    }

    @Test
    void theArgumentsOfAModulesFunctionsAreThoseOfItsSource() {
        JsonNode frames = reportOfARealDump().get("frames");

        assertThat(variable(frames.get(0), "stats")).isEqualTo("(struct lab_stats *)0x0");
        assertThat(variable(frames.get(0), "value")).isEqualTo("8"); // 7 + 1
        assertThat(variable(frames.get(1), "value")).isEqualTo("7");
    }

    private static String variable(JsonNode frame, String name) {
        for (JsonNode variable : frame.get("variables")) {
            if (variable.get("name").asString().equals(name)) {
                return variable.path("value").asString("");
            }
        }
        throw new AssertionError("no variable " + name);
    }

    @Test
    void aDirectoryIsSearchedForTheKernelsFile() throws Exception {
        Path named = Files.createDirectory(directory.resolve("debug"));
        Files.copy(vmlinux(CASE), named.resolve("vmlinux"));

        JsonNode report =
                Outcome.of("--debug-dir", named, "--format", "json", dump).json();

        assertThat(report.get("debuginfo").get(0).get("file").asString()).endsWith("debug/vmlinux");
    }

    @Test
    void aFileOfAnotherBuildIsRefusedWithBothBuildIds() {
        Outcome outcome = Outcome.of("--vmlinux", vmlinux(OldKernelCase.ANON_VMA_NULL), "--format", "json", dump);

        JsonNode debuginfo = outcome.json().get("debuginfo").get(0);
        assertThat(debuginfo.has("file")).isFalse();
        assertThat(debuginfo.get("problems").get(0).asString())
                .contains("is of another build")
                .containsPattern("its build id is [0-9a-f]{40}, the dump's [0-9a-f]{40}");
    }

    @Test
    void aFileThatIsNoElfIsRefused() {
        Outcome outcome = Outcome.of("--vmlinux", Path.of("pom.xml"), dump);

        assertThat(outcome.out()).contains("refused: pom.xml cannot be used");
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        Outcome outcome = Outcome.of("--vmlinux", directory.resolve("none"), dump);

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NOT_READABLE);
        assertThat(outcome.err()).contains("no such file");
    }

    @Test
    void withoutAnyTheReportSaysWhatItWouldAdd() {
        assertThat(Outcome.of(dump).out()).contains("it would add source lines, inlined calls and variables");
    }
}
