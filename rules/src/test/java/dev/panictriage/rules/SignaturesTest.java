// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules, pages and index name the same signatures. */
final class SignaturesTest {
    private static final Path RESOURCES = Path.of("src", "main", "resources", "dev", "panictriage", "rules");
    private static final Pattern DIAGNOSED = Pattern.compile("Diagnosis\\.(?:cause|symptom)\\(\\s*\"([^\"]+)\"");
    private static final Pattern EXPLAINED = Pattern.compile("\\.explains\\(([^)]*)\\)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    @Test
    void everySignatureThatARuleDiagnosesHasAPage() throws IOException {
        assertThat(diagnosed())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(Signatures.document(id)).isPresent());
    }

    @Test
    void everySignatureThatARuleExplainsHasAPage() throws IOException {
        assertThat(explained()).isNotEmpty().isSubsetOf(Signatures.ids());
    }

    @Test
    void theIndexNamesEveryPageOnce() throws IOException {
        assertThat(Signatures.ids()).containsExactlyElementsOf(pages());
    }

    @Test
    void anUnknownIdHasNoPage() {
        assertThat(Signatures.document("no-such-signature")).isEmpty();
    }

    @Test
    void anIdThatIsAPathHasNoPage() {
        assertThat(Signatures.document("../signatures/null-call")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPageHasItsSectionsInOrder(String id) {
        assertThat(page(id).lines().filter(line -> line.startsWith("## ")).toList())
                .containsExactly(
                        "## What it is",
                        "## How it shows",
                        "## What confirms it",
                        "## What it is mistaken for",
                        "## Usual causes",
                        "## What to do",
                        "## References");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPageBeginsWithItsId(String id) {
        assertThat(page(id)).startsWith("# " + id + ": ");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void aPageIsShortAndNarrow(String id) {
        assertThat(page(id).lines().toList())
                .hasSizeBetween(30, 60)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    static List<String> ids() {
        return Signatures.ids();
    }

    private static String page(String id) {
        return Signatures.document(id).orElseThrow();
    }

    /** In the order of the index. */
    private static TreeSet<String> pages() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        for (Path file : files("signatures", ".md")) {
            String name = String.valueOf(file.getFileName());
            ids.add(name.substring(0, name.length() - ".md".length()));
        }
        return ids;
    }

    private static TreeSet<String> diagnosed() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        for (Path file : files(".", ".drl")) {
            DIAGNOSED.matcher(Files.readString(file)).results().forEach(found -> ids.add(found.group(1)));
        }
        return ids;
    }

    private static TreeSet<String> explained() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        for (Path file : files(".", ".drl")) {
            EXPLAINED
                    .matcher(Files.readString(file))
                    .results()
                    .flatMap(found -> QUOTED.matcher(found.group(1)).results())
                    .forEach(found -> ids.add(found.group(1)));
        }
        return ids;
    }

    /** Of the sources: the build compiles the rules and leaves their text out. */
    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
