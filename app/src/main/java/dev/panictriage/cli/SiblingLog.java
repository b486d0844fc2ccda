// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.facts.Fact;
import dev.panictriage.text.LogLine;
import dev.panictriage.text.LogReader;
import dev.panictriage.text.OopsParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The log that kdump's tools write beside the dump, {@code vmcore-dmesg.txt}: a second witness of the same log. */
final class SiblingLog {
    static final String NAME = "vmcore-dmesg.txt";

    private static final int LARGEST = 64 << 20;
    private static final int SHOWN = 80;

    private final List<LogLine> lines;

    private SiblingLog(List<LogLine> lines) {
        this.lines = lines;
    }

    /** Empty if there is none that can be read. */
    static Optional<SiblingLog> of(Path dump) {
        Path file = dump.resolveSibling(NAME);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            List<LogLine> lines = LogReader.read(in.readNBytes(LARGEST));
            return lines.isEmpty() ? Optional.empty() : Optional.of(new SiblingLog(lines));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<Fact> facts() {
        return OopsParser.parse(lines);
    }

    /**
     * Where the two disagree first.
     *
     * @param dmesg the dump's own log, as {@code makedumpfile --dump-dmesg} prints it
     */
    Optional<String> disagreement(byte[] dmesg) {
        List<LogLine> own = LogReader.read(new String(dmesg, StandardCharsets.UTF_8));
        int common = Math.min(own.size(), lines.size());
        for (int i = 0; i < common; i++) {
            String here = own.get(i).text().strip();
            String there = lines.get(i).text().strip();
            if (!here.equals(there)) {
                return Optional.of("they differ from line " + (i + 1) + " on: \"" + cut(here) + "\" in the dump, \""
                        + cut(there) + "\" in " + NAME);
            }
        }
        return own.size() == lines.size()
                ? Optional.empty()
                : Optional.of("the dump's log has " + own.size() + " lines, " + NAME + " " + lines.size());
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
