// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Formats the Java sources of all modules; with {@code check}, only names those that are not formatted, and fails. */
final class Format {
    private static final List<String> MODULES = List.of("rules", "fixtures", "app");

    private Format() {}

    public static void main(String[] args) throws Exception {
        boolean check = List.of(args).contains("check");
        List<String> options = new ArrayList<>(List.of("--palantir"));
        options.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of(module, "src"))) {
                files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().forEach(options::add);
            }
        }
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int exitCode = new Main(out, err, System.in).format(options.toArray(String[]::new));
        if (check && exitCode != 0) {
            err.println("Not formatted: the files above. Format them: ./mvnw -N verify -Dformat=apply");
        }
        System.exit(exitCode);
    }
}
