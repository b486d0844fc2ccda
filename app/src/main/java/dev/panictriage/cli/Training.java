// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes through what users do, on real dumps, so that the JVM can record the classes for its AOT cache (JEP 514). Run by the
 * launcher, once.
 */
public final class Training {
    /** Faults in a module and in the kernel's own code, a lockup, a wrong pointer: what most explanations are made of. */
    private static final List<String> DUMPS =
            List.of("null-read-6.12", "seqlock-orphaned-6.12", "wrong-task-6.12", "null-call-6.1");

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private Training() {}

    /** @param args the demo's dump, the directory of the old kernels' dumps with their debugging information */
    public static void main(String[] args) throws IOException {
        Path demo = Path.of(args[0]);
        Path facts = Files.createTempFile("panic-triage", ".json");
        try {
            try (PrintStream file = new PrintStream(facts.toFile(), StandardCharsets.UTF_8)) {
                run(file, "--facts", args[0]);
            }
            run(NOWHERE, facts.toString());
        } finally {
            Files.delete(facts);
        }
        run(NOWHERE, "--format", "json", args[0]);
        run(NOWHERE, "--color", "always", args[0]);
        run(NOWHERE, args[0]);
        for (String name : DUMPS) {
            Path dump = demo.resolveSibling(name + ".vmcore");
            if (Files.exists(dump)) {
                run(NOWHERE, dump.toString());
            }
        }
        Path log = demo.resolveSibling(DUMPS.get(0) + ".dmesg");
        if (Files.exists(log)) {
            run(NOWHERE, log.toString());
        }
        withDebuginfo(Path.of(args[1]));
    }

    private static void withDebuginfo(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.vmlinux")) {
                for (Path vmlinux : files) {
                    Path dump = Path.of(vmlinux.toString().replace(".vmlinux", ".vmcore"));
                    if (Files.exists(dump)) {
                        run(NOWHERE, "--vmlinux", vmlinux.toString(), dump.toString());
                    }
                }
            }
        }
    }

    /** A run that fails leaves the classes of all further runs out of the cache: better none, and the reason told. */
    private static void run(PrintStream out, String... arguments) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = Main.run(arguments, out, new PrintStream(errors, true, StandardCharsets.UTF_8));
        if (code < ExitCode.CONFIRMED) {
            throw new IllegalStateException(
                    String.join(" ", arguments) + ": " + errors.toString(StandardCharsets.UTF_8));
        }
    }
}
