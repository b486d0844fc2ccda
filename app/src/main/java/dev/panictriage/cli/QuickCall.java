// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command line of existing files and the most frequent options, written out. The option parser takes a fifth of a second to
 * start, and has nothing to add to such a one; all others, wrong ones among them, are its business.
 */
final class QuickCall {
    private QuickCall() {}

    /** Gives the command its options and returns its files; null if the option parser must look. */
    static @Nullable List<Path> parse(String[] args, TriageCommand command) {
        List<Path> files = new ArrayList<>();
        Path vmlinux = null;
        List<Path> directories = new ArrayList<>();
        boolean facts = false;
        boolean json = false;
        boolean debug = false;
        for (int i = 0; i < args.length; i++) {
            String value = i + 1 < args.length ? args[i + 1] : "-";
            boolean hasValue = !value.startsWith("-");
            switch (args[i]) {
                case "--facts" -> facts = true;
                case "--debug" -> debug = true;
                case "--vmlinux", "--debug-dir", "--format" -> {
                    if (!hasValue || args[i].equals("--format") && !value.equals("json")) {
                        return null;
                    }
                    if (args[i].equals("--vmlinux")) {
                        vmlinux = Path.of(value);
                    } else if (args[i].equals("--debug-dir")) {
                        directories.add(Path.of(value));
                    } else {
                        json = true;
                    }
                    i++;
                }
                default -> {
                    if (args[i].startsWith("-") || !Files.exists(Path.of(args[i]))) {
                        return null;
                    }
                    files.add(Path.of(args[i]));
                }
            }
        }
        if (files.isEmpty()) {
            return null;
        }
        command.vmlinux = vmlinux;
        command.debugDirectories = directories;
        command.factsOnly = facts;
        command.debug = debug;
        command.format = json ? TriageCommand.Format.json : TriageCommand.Format.text;
        return files;
    }
}
