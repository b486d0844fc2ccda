// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is understood without the option parser is understood as it does. */
class QuickCallTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeAFile() throws IOException {
        file = Files.createFile(directory.resolve("vmcore"));
    }

    private static TriageCommand command() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new TriageCommand(nowhere, nowhere);
    }

    private String[] arguments(String line) {
        return line.replace("FILE", file.toString()).split(" ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILE",
                "FILE FILE",
                "--facts FILE",
                "FILE --debug",
                "--format json FILE",
                "FILE --format json",
                "--vmlinux /boot/vmlinux --debug-dir /a --debug-dir /b FILE",
            })
    void agreesWithTheOptionParser(String line) {
        TriageCommand quick = command();
        TriageCommand parsed = command();
        new CommandLine(parsed).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments(line));

        List<Path> files = QuickCall.parse(arguments(line), quick);

        assertThat(files).isEqualTo(parsed.files);
        assertThat(quick.vmlinux).isEqualTo(parsed.vmlinux);
        assertThat(quick.debugDirectories).isEqualTo(parsed.debugDirectories);
        assertThat(quick.factsOnly).isEqualTo(parsed.factsOnly);
        assertThat(quick.format).isEqualTo(parsed.format);
        assertThat(quick.debug).isEqualTo(parsed.debug);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "--help",
                "FILE --color never",
                "--format xml FILE",
                "--format",
                "--format text FILE",
                "--vmlinux",
                "--vmlinux --facts FILE",
                "--facts",
                "no-such-file",
                "-f json FILE",
                "--format=json FILE",
                "-",
            })
    void leavesTheRestToTheOptionParser(String line) {
        assertThat(QuickCall.parse(arguments(line), command())).isNull();
    }

    @Test
    void changesNothingIfItDoesNotUnderstand() {
        TriageCommand command = command();

        QuickCall.parse(arguments("--facts --vmlinux /boot/vmlinux FILE --color never"), command);

        assertThat(command.factsOnly).isFalse();
        assertThat(command.vmlinux).isNull();
    }
}
