// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The real dumps of the repository: {@code NAME.vmcore}, and beside it what is known of it. */
final class Fixtures {
    private static final Path DIRECTORY = Path.of("..", "fixtures", "dumps");
    private static final String SUFFIX = ".vmcore";

    private Fixtures() {}

    static List<Path> dumps() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            List<Path> dumps = files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
            assertThat(dumps).as("dumps in %s", DIRECTORY).isNotEmpty();
            return dumps;
        }
    }

    /** The smallest of those that carry their types, for tests that read one many times. */
    static Path smallest() throws IOException {
        Path smallest = null;
        for (Path dump : dumps()) {
            boolean typed = !dump.getFileName().toString().contains("-plain-");
            if (typed && (smallest == null || Files.size(dump) < Files.size(smallest))) {
                smallest = dump;
            }
        }
        return Objects.requireNonNull(smallest, "a dump with types");
    }

    /** The file beside a dump with another suffix. */
    static Path beside(Path dump, String suffix) {
        String name = dump.getFileName().toString();
        return dump.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + suffix);
    }
}
