// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The manual page and the README name what {@code --help} names. */
final class ManualTest {
    private static final CommandLine COMMAND = new CommandLine(new TriageCommand(System.out, System.err));

    @ParameterizedTest
    @MethodSource("longOptions")
    void everyOptionIsInTheReadme(String option) throws IOException {
        assertThat(readme()).contains("`" + option);
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionIsInTheManual(String option) throws IOException {
        assertThat(manual()).containsPattern("\\.It (?:.* )?Fl " + option.substring(1) + "(?:$|[ \\n])");
    }

    @ParameterizedTest
    @MethodSource("exitCodes")
    void everyExitCodeIsInTheReadme(String code) throws IOException {
        assertThat(readme()).contains("\n| " + code + " | " + meaning(code));
    }

    @ParameterizedTest
    @MethodSource("exitCodes")
    void everyExitCodeIsInTheManual(String code) throws IOException {
        assertThat(manual()).contains("\n.It " + code + "\n" + meaning(code));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsInTheReadme(String command) throws IOException {
        assertThat(readme()).contains("./panic-triage " + command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsInTheManual(String command) throws IOException {
        assertThat(manual()).contains("\n.It Cm " + command);
    }

    static Stream<String> longOptions() {
        return options().filter(option -> option.startsWith("--"));
    }

    static Stream<String> options() {
        return COMMAND.getCommandSpec().options().stream().flatMap(option -> Stream.of(option.names()));
    }

    static TreeSet<String> commands() {
        TreeSet<String> names = new TreeSet<>();
        COMMAND.getSubcommands().values().forEach(command -> names.add(command.getCommandName()));
        return names;
    }

    static List<String> exitCodes() {
        return COMMAND.getCommandSpec().usageMessage().exitCodeList().keySet().stream()
                .map(String::strip)
                .toList();
    }

    private static String meaning(String code) {
        return COMMAND.getCommandSpec().usageMessage().exitCodeList().entrySet().stream()
                .filter(entry -> entry.getKey().strip().equals(code))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private static String manual() throws IOException {
        return Files.readString(Path.of("src", "main", "man", "panic-triage.1"));
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("..", "README.md"));
    }
}
