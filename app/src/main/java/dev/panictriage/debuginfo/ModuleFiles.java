// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has the name of a module's file in a directory, or also below it, as it was when this was made. */
final class ModuleFiles {
    /** A distribution's kernel has about 5,000 modules in 700 directories. */
    private static final int MOST_DIRECTORIES = 5_000;

    private static final int DEEPEST = 16;

    private static final String[] ENDINGS = {".ko.debug", ".ko"};

    private final Map<String, List<Path>> byModule = new HashMap<>();

    private ModuleFiles() {}

    /** In the very directory. */
    static ModuleFiles in(Path directory) {
        ModuleFiles files = new ModuleFiles();
        files.add(directory, null);
        return files;
    }

    /** Breadth does not matter, but the number of directories does: this may be anything that the user named. */
    static ModuleFiles below(Path top) {
        ModuleFiles files = new ModuleFiles();
        List<Path> directories = new ArrayList<>(List.of(top));
        for (int i = 0; i < directories.size() && i < MOST_DIRECTORIES; i++) {
            Path directory = directories.get(i);
            boolean deeper = directory.getNameCount() - top.getNameCount() < DEEPEST;
            files.add(directory, deeper ? directories : null);
        }
        return files;
    }

    /** @param directories to which to add those in this one; null for none */
    private void add(Path directory, @Nullable List<Path> directories) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                String module = module(name);
                if (module != null) {
                    byModule.computeIfAbsent(module, m -> new ArrayList<>()).add(entry);
                } else if (directories != null
                        && name.indexOf('.') < 0
                        && !Files.isSymbolicLink(entry)
                        && Files.isDirectory(entry)) {
                    directories.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // a directory that cannot be read has nothing for us
        }
    }

    /** @param module its name as the kernel has it */
    List<Path> of(String module) {
        return byModule.getOrDefault(module, List.of());
    }

    /** The module that a file has the name of; null if none. The kernel has {@code _} wherever the file has {@code -}. */
    static @Nullable String module(String file) {
        for (String ending : ENDINGS) {
            if (file.endsWith(ending)) {
                return file.substring(0, file.length() - ending.length()).replace('-', '_');
            }
        }
        return null;
    }
}
