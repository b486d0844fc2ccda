// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.rules.Signatures;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code panic-triage explain [SIGNATURE]}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Print the page of a signature, or the list of all.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "SIGNATURE", description = "The id that a report names.")
    private @Nullable String signature;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        PrintWriter out = line.getOut();
        if (signature == null) {
            Signatures.ids().forEach(out::println);
            return ExitCode.NO_CRASH;
        }
        Optional<String> document = Signatures.document(signature);
        if (document.isEmpty()) {
            line.getErr().println("panic-triage: no signature is called " + signature + "; see panic-triage explain");
            return ExitCode.USAGE;
        }
        out.println(document.get().strip());
        return ExitCode.NO_CRASH;
    }
}
