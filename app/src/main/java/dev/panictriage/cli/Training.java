// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Goes through what users do, on real dumps, so that the JVM can record the classes for its AOT cache (JEP 514). Run by the
 * launcher, once.
 */
public final class Training {
    private static final String DEMO = "freed-module-timer-6.12";

    /** Faults in a module and in the kernel's own code, a lockup, a wrong pointer: what most explanations are made of. */
    private static final List<String> DUMPS =
            List.of("null-read-6.12", "seqlock-orphaned-6.12", "wrong-task-6.12", "null-call-6.1");

    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private Training() {}

    /** @param args the directory of the fixtures */
    public static void main(String[] args) throws IOException {
        Path dumps = Path.of(args[0], "dumps");
        String demo = dumps.resolve(DEMO + ".vmcore").toString();
        Path facts = Files.createTempFile("panic-triage", ".json");
        try {
            try (PrintStream file = new PrintStream(facts.toFile(), StandardCharsets.UTF_8)) {
                run(file, "--facts", demo);
            }
            run(NOWHERE, facts.toString());
        } finally {
            Files.delete(facts);
        }
        run(NOWHERE, "--format", "json", demo);
        run(NOWHERE, "--color", "always", demo);
        run(NOWHERE, dumps.resolve(DEMO + ".dmesg").toString());
        for (String name : DUMPS) {
            run(NOWHERE, dumps.resolve(name + ".vmcore").toString());
        }
        String modules = Path.of(args[0], "debuginfo").toString();
        run(
                NOWHERE,
                "--debug-dir",
                modules,
                dumps.resolve(DUMPS.get(0) + ".vmcore").toString());
        Path old = Path.of(args[0], "src", "main", "old-kernels", "built", "posix-cpu-timers-wrong-task");
        run(NOWHERE, "--vmlinux", old + ".vmlinux", old + ".vmcore");
        // As the program ends: that too needs classes.
        System.exit(0);
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
