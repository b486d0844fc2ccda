// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of pstore's records. Each begins with a line like {@code Panic#2 Part3} ({@code fs/pstore/platform.c});
 * part 1 is the end of the log, and the dumps of one boot overlap.
 */
final class PstoreParts {
    private static final String[] REASONS = {"Panic#", "Oops#", "Emergency#", "Shutdown#", "Restart#", "Unknown#"};

    private PstoreParts() {}

    static List<LogLine> inOrder(List<LogLine> lines) {
        List<Part> parts = parts(lines);
        if (parts.isEmpty()) {
            return lines;
        }
        parts.sort(Comparator.comparingInt((Part part) -> part.dump).thenComparingInt(part -> -part.number));
        List<LogLine> ordered = new ArrayList<>(lines.size());
        double last = Double.NEGATIVE_INFINITY;
        int dump = -1;
        double end = Double.NEGATIVE_INFINITY;
        for (Part part : parts) {
            if (part.dump != dump) {
                dump = part.dump;
                end = last;
            }
            for (LogLine line : part.lines) {
                Double time = line.timeSeconds();
                if (time != null && time <= end) {
                    // An earlier dump has it.
                    continue;
                }
                last = time == null ? last : Math.max(last, time);
                ordered.add(line);
            }
        }
        return ordered;
    }

    private static List<Part> parts(List<LogLine> lines) {
        List<Part> parts = new ArrayList<>();
        Part before = new Part(0, 0, new ArrayList<>());
        Part current = before;
        for (LogLine line : lines) {
            Part begun = header(line.text());
            if (begun != null) {
                current = begun;
                parts.add(current);
            } else {
                current.lines.add(line);
            }
        }
        if (!parts.isEmpty() && !before.lines.isEmpty()) {
            parts.addFirst(before);
        }
        return parts;
    }

    private static @Nullable Part header(String text) {
        for (String reason : REASONS) {
            if (text.startsWith(reason)) {
                int count = Chars.skipDigits(text, reason.length());
                int word = text.indexOf("Part", count);
                if (word != count + 1) {
                    return null;
                }
                Integer dump = Chars.number(text.substring(reason.length(), count));
                Integer number =
                        Chars.number(text.substring(word + "Part".length()).strip());
                return dump == null || number == null ? null : new Part(dump, number, new ArrayList<>());
            }
        }
        return null;
    }

    private record Part(int dump, int number, List<LogLine> lines) {}
}
