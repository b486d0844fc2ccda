// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Goes through what users do, on a real dump, so that the JVM can record the classes for its AOT cache (JEP 514). Run by the
 * launcher, once.
 */
public final class Training {
    private Training() {}

    /** @param args a dump; if they are at hand, another and the file with its debugging information */
    public static void main(String[] args) throws IOException {
        String dump = args[0];
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Path facts = Files.createTempFile("panic-triage", ".json");
        try {
            try (PrintStream file = new PrintStream(facts.toFile(), StandardCharsets.UTF_8)) {
                Main.run(new String[] {"--facts", dump}, file, nowhere);
            }
            Main.run(new String[] {facts.toString()}, nowhere, nowhere);
        } finally {
            Files.delete(facts);
        }
        Main.run(new String[] {"--format", "json", dump}, nowhere, nowhere);
        Main.run(new String[] {"--color", "always", dump}, nowhere, nowhere);
        Main.run(new String[] {dump}, nowhere, nowhere);
        if (args.length > 2 && Files.exists(Path.of(args[2]))) {
            Main.run(new String[] {"--vmlinux", args[2], args[1]}, nowhere, nowhere);
        }
    }
}
