// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is packaged: run when that is done, by {@code verify}. */
class LauncherTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final Path DUMP = HOME.resolve("fixtures/dumps/null-read-6.12.vmcore");

    @TempDir
    private Path directory;

    private record Ended(int code, String output, String errors) {}

    private Ended run(Object... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("panic-triage").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output), Files.readString(errors));
    }

    @Test
    void triagesADump() throws Exception {
        Ended ended = run(DUMP);

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.output()).startsWith("NULL pointer dereference in lab_account");
        assertThat(ended.code()).isEqualTo(ExitCode.CONFIRMED);
    }

    @Test
    void triagesTheFactsThatItWrote() throws Exception {
        Path facts = directory.resolve("facts.json");
        Files.writeString(facts, run("--facts", DUMP).output());

        Ended ended = run(facts);

        assertThat(ended.errors()).isEmpty();
        assertThat(ended.code()).isEqualTo(ExitCode.CONFIRMED);
    }

    @Test
    void readsDebuginfo() throws Exception {
        Ended ended = run("--debug-dir", HOME.resolve("fixtures/debuginfo"), DUMP);

        assertThat(ended.output()).contains("lab_fault.c:75");
    }

    @Test
    void hasACacheThatStartsIt() throws Exception {
        run("--version");

        // Only a training that went through all its inputs leaves one.
        assertThat(HOME.resolve("app/target/dist/panic-triage.aot")).isNotEmptyFile();
    }
}
