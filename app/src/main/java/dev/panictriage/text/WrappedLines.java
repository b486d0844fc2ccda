// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.ArrayList;
import java.util.List;

/** Lines that a terminal or a mail program broke at its width, joined again. */
final class WrappedLines {
    /** The longest line of a kernel's log, {@code LOG_LINE_MAX}, with room for modules. */
    private static final int MAX_JOINED = 8192;

    private static final String TASK = "INFO: task ";
    private static final String BLOCKED = " blocked for more than ";

    private WrappedLines() {}

    /**
     * In a log with time stamps, a line without one continues the line before if that is as long as the width at
     * which the log was wrapped: the length that most of the lines have that are followed by one without a stamp.
     */
    static List<LogLine> join(List<LogLine> lines) {
        int width = width(lines);
        if (width < 0) {
            return joinNames(lines);
        }
        List<LogLine> joined = new ArrayList<>(lines.size());
        int lastLength = 0;
        for (LogLine line : lines) {
            LogLine last = joined.isEmpty() ? null : joined.getLast();
            boolean whole = lastLength >= width;
            lastLength = line.text().length();
            if (last != null && whole && continues(last, line) && last.text().length() < MAX_JOINED) {
                joined.set(joined.size() - 1, last.followedBy(line));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    /** A task may have a line break in its name, which the kernel prints as it is: the head of a hung task's report. */
    private static List<LogLine> joinNames(List<LogLine> lines) {
        List<LogLine> joined = new ArrayList<>(lines.size());
        for (LogLine line : lines) {
            LogLine last = joined.isEmpty() ? null : joined.getLast();
            if (last != null
                    && line.text().contains(BLOCKED)
                    && last.text().startsWith(TASK)
                    && !last.text().contains(BLOCKED)) {
                joined.set(joined.size() - 1, last.followedBy(line));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    private static boolean continues(LogLine last, LogLine line) {
        return last.timeSeconds() != null
                && line.timeSeconds() == null
                && !line.text().isBlank();
    }

    /** The length of the text that wrapped lines have; -1 if the log was not wrapped. */
    private static int width(List<LogLine> lines) {
        int[] lengths = new int[256];
        int stamped = 0;
        int longer = 0;
        for (int i = 1; i < lines.size(); i++) {
            LogLine last = lines.get(i - 1);
            stamped += last.timeSeconds() == null ? 0 : 1;
            int length = last.text().length();
            if (continues(last, lines.get(i)) && length >= 40 && length < lengths.length) {
                lengths[length]++;
            }
        }
        if (stamped < lines.size() / 2) {
            return -1;
        }
        int width = -1;
        for (int length = 0; length < lengths.length; length++) {
            if (lengths[length] >= 2 && (width < 0 || lengths[length] > lengths[width])) {
                width = length;
            }
        }
        if (width < 0) {
            return -1;
        }
        for (LogLine line : lines) {
            longer += line.timeSeconds() != null && line.text().length() > width + 2 ? 1 : 0;
        }
        return longer == 0 ? width : -1;
    }
}
