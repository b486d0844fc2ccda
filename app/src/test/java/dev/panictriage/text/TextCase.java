// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A log with what is to be found in it. The file has a head of {@code name: value} lines, a line {@code ---}, and the
 * log:
 *
 * <pre>
 * kernel: the version that printed it
 * title: of the first report
 * kind: of the first report
 * function: of the first report; "-" for none
 * titles: how many reports there are, where that matters
 * ---
 * </pre>
 */
record TextCase(String name, Map<String, String> head, String log) {
    static List<TextCase> in(String folder) throws IOException, URISyntaxException {
        Path path = Path.of(TextCase.class.getResource("/text/" + folder).toURI());
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().map(TextCase::read).toList();
        }
    }

    static TextCase read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int end = text.indexOf("---\n");
            Map<String, String> head = new HashMap<>();
            for (String line : text.substring(0, end).split("\n")) {
                int colon = line.indexOf(": ");
                head.put(line.substring(0, colon), line.substring(colon + 2));
            }
            return new TextCase(file.getFileName().toString(), head, text.substring(end + 4));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As a mail program fills lines. */
    static String wrapped(String text, int width) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.split("\n")) {
            String rest = line;
            while (rest.length() > width
                    && rest.lastIndexOf(' ', width)
                            > rest.length() - rest.stripLeading().length()) {
                int blank = rest.lastIndexOf(' ', width);
                wrapped.append(rest, 0, blank).append('\n');
                rest = rest.substring(blank + 1);
            }
            wrapped.append(rest).append('\n');
        }
        return wrapped.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
