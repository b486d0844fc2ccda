// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code panic-triage demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Triage a real dump that comes with the program.")
final class DemoCommand implements Callable<Integer> {
    /** Set by the launcher: where the program lives. */
    private static final String HOME = "panictriage.home";

    @ParentCommand
    private TriageCommand parent = new TriageCommand(System.out, System.err);

    @Override
    public Integer call() {
        Path dump = Path.of(System.getProperty(HOME, "."), "fixtures", "dumps", "freed-module-timer-6.12.vmcore");
        if (!Files.isReadable(dump)) {
            parent.err().println("panic-triage: the demonstration dump is not here: " + dump);
            return ExitCode.NOT_READABLE;
        }
        return parent.triage(List.of(dump));
    }
}
