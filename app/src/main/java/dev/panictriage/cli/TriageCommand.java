// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.debuginfo.DebugFiles;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Triage;
import dev.panictriage.report.FactsJson;
import dev.panictriage.report.JsonReport;
import dev.panictriage.report.Report;
import dev.panictriage.report.Style;
import dev.panictriage.report.TextReport;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code panic-triage [OPTIONS] FILE...}. */
@Command(
        name = "panic-triage",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "Says what killed a Linux machine, from its kernel dump alone.",
        description = {
            "%nReads a vmcore (kdump-compressed, ELF, flattened, split into several files), a kernel log, the"
                + " transcript of a crash session, or facts written by an earlier run, and prints what happened, why"
                + " (root cause first, each step with its evidence), what is not proven, and what to do. Needs no"
                + " vmlinux, no debuginfo and no network; uses debuginfo where there is some.%n"
        },
        subcommands = {DemoCommand.class, LogCommand.class, ExplainCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:no crash found",
            " 1:internal error",
            " 2:wrong usage",
            " 3:input not readable",
            "10:root cause confirmed",
            "11:root cause probable",
            "12:crash without a known cause"
        },
        footer = {
            "%nExamples:",
            "  panic-triage /var/crash/127.0.0.1-2026-11-21-09:18:01/vmcore",
            "  panic-triage --format json vmcore > report.json",
            "  panic-triage --facts vmcore > facts.json && panic-triage facts.json",
            "  panic-triage explain freed-module-timer"
        })
final class TriageCommand implements Callable<Integer> {
    /** What {@code --format} takes. */
    enum Format {
        text,
        json
    }

    /** What {@code --color} takes. */
    enum Colour {
        auto,
        always,
        never
    }

    @Parameters(
            arity = "0..*", // a subcommand takes none
            paramLabel = "FILE",
            description =
                    "A vmcore, all parts of a split vmcore, a text, or a facts file; - is standard input. A directory"
                            + " stands for the vmcore in it.")
    List<Path> files = List.of();

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "How to report: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    Format format = Format.text;

    @Option(names = "--facts", description = "Write the facts as JSON instead of a report; they can be triaged again.")
    boolean factsOnly;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Colours: ${COMPLETION-CANDIDATES}. auto: on a terminal, unless NO_COLOR is set.")
    Colour colour = Colour.auto;

    @Option(
            names = "--vmlinux",
            paramLabel = "FILE",
            description =
                    "The kernel's debugging information. Without this it is looked for by build id and release where"
                        + " distributions put it. It adds source lines, inlined calls and variables, and types where"
                        + " the kernel has no BTF.")
    @Nullable
    Path vmlinux;

    @Option(
            names = "--debug-dir",
            paramLabel = "DIR",
            description = "A directory to look in first for debugging information of the kernel and its modules. Can be"
                    + " given more than once.")
    List<Path> debugDirectories = List.of();

    @Option(
            names = "--debug",
            description = "Say on standard error how long each step took, and where errors come from.")
    boolean debug;

    @Spec
    @Nullable
    private CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    TriageCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (files.isEmpty()) {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            throw new ParameterException(line, "Missing required parameter: FILE");
        }
        return triage(files);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    int triage(List<Path> inputs) {
        try {
            EngineLoader.start();
            Report report = examine(inputs);
            out.println(render(report).stripTrailing());
            return exitCode(report);
        } catch (UnusableInputException e) {
            err.println("panic-triage: " + e.getMessage());
            return ExitCode.NOT_READABLE;
        }
    }

    private Report examine(List<Path> inputs) throws UnusableInputException {
        try (Progress progress = Progress.on(err, inputs.get(0), debug);
                Opened opened = Inputs.open(inputs, debugFiles())) {
            progress.step("opened");
            Report.Facts facts = opened.facts();
            progress.step("facts");
            RuleEngine rules = EngineLoader.await();
            progress.step("rules loaded");
            Triage triage = rules.match(facts.facts(), opened.witness());
            progress.step("rules matched");
            return new Report(facts.input(), triage);
        }
    }

    private DebugFiles debugFiles() throws UnusableInputException {
        if (vmlinux != null && !Files.isRegularFile(vmlinux)) {
            throw new UnusableInputException(vmlinux + ": no such file");
        }
        return new DebugFiles(Path.of("/"), vmlinux, debugDirectories);
    }

    private String render(Report report) {
        if (factsOnly) {
            return FactsJson.write(report.input(), report.triage().facts());
        }
        return switch (format) {
            case text -> TextReport.render(report, style());
            case json -> JsonReport.render(report, Version.number());
        };
    }

    private Style style() {
        boolean ansi = switch (colour) {
            case always -> true;
            case never -> false;
            case auto ->
                Terminal.isOutput() && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
        };
        return ansi ? Style.ANSI : Style.PLAIN;
    }

    private static int exitCode(Report report) {
        if (report.isBlind()) {
            return ExitCode.NOT_READABLE;
        }
        if (!report.isCrash()) {
            return ExitCode.NO_CRASH;
        }
        return report.triage()
                .rootCause()
                .map(cause -> switch (cause.confidence()) {
                    case CONFIRMED -> ExitCode.CONFIRMED;
                    case PROBABLE -> ExitCode.PROBABLE;
                    case POSSIBLE -> ExitCode.UNKNOWN_CAUSE;
                })
                .orElse(ExitCode.UNKNOWN_CAUSE);
    }
}
