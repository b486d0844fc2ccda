// SPDX-License-Identifier: Apache-2.0

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code apply} formats the Java sources of all modules; {@code check} names those that are not formatted, and fails. */
final class Format {
    private static final List<String> ROOTS = List.of(".ci", "rules/src", "fixtures/src", "app/src");

    private Format() {}

    public static void main(String[] args) throws Exception {
        boolean apply = args[0].equals("apply");
        Formatter formatter = Formatter.createFormatter(
                JavaFormatterOptions.builder().style(Style.PALANTIR).build());
        int unformatted = 0;
        for (String root : ROOTS) {
            for (Path file : sources(Path.of(root))) {
                String source = Files.readString(file);
                String formatted = formatter.formatSourceAndFixImports(source);
                if (!formatted.equals(source)) {
                    unformatted++;
                    System.out.println((apply ? "formatted: " : "not formatted: ") + file);
                    if (apply) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        if (unformatted > 0 && !apply) {
            System.out.println(
                    unformatted + " files are not formatted; to format them: ./mvnw -N verify -Dformat=apply");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
