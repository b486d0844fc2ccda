// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Entry point. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // UTF-8 whatever the locale says, and buffered: a report is thousands of small writes.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = ExitCode.INTERNAL_ERROR;
        try {
            code = run(args, out, err);
        } catch (OutOfMemoryError | StackOverflowError | LinkageError e) {
            err.println("panic-triage: internal error: " + e);
        }
        out.flush();
        System.exit(code);
    }

    /** The whole program, for tests too. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        TriageCommand command = new TriageCommand(out, err);
        List<Path> files = QuickCall.parse(args, command);
        if (files != null) {
            try {
                return command.triage(files);
            } catch (RuntimeException e) {
                return failed(command, e, err);
            }
        }
        if (args.length > 0 && !args[args.length - 1].startsWith("-")) {
            EngineLoader.start();
        }
        CommandLine line = new CommandLine(command)
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, self, parsed) -> failed(command, e, err));
        return line.execute(args);
    }

    private static int failed(TriageCommand command, Exception e, PrintStream err) {
        err.println("panic-triage: internal error: " + e);
        if (command.debug) {
            e.printStackTrace(err);
        } else {
            err.println("panic-triage: run again with --debug for the details, and please report it");
        }
        return ExitCode.INTERNAL_ERROR;
    }
}
