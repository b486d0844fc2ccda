// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.Dumps;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.MissingTypeException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code panic-triage log FILE...}. */
@Command(
        name = "log",
        aliases = "dmesg",
        mixinStandardHelpOptions = true,
        description = "Print the kernel log of a dump, as makedumpfile --dump-dmesg does.")
final class LogCommand implements Callable<Integer> {
    @ParentCommand
    private TriageCommand parent = new TriageCommand(System.out, System.err);

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "A vmcore, or all parts of a split vmcore.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        PrintStream out = parent.out();
        try (Dump dump = Dumps.open(files.size() == 1 ? List.of(Inputs.vmcoreIn(files.get(0))) : files)) {
            byte[] log = KernelImage.open(dump).log().toDmesg(true);
            out.write(log, 0, log.length);
            return ExitCode.NO_CRASH;
        } catch (DumpException | UnusableInputException | UnreadableException | MissingTypeException e) {
            parent.err().println("panic-triage: " + e.getMessage());
            return ExitCode.NOT_READABLE;
        }
    }
}
