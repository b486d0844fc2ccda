// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/** Lines that a forum or a pager numbered: {@code 12. text}, {@code 12: text}, {@code 12| text}, {@code 12 text}. */
final class NumberedLines {
    /** So many lines with numbers in sequence are no list of somebody's. */
    private static final int MIN_RUN = 6;

    private static final int MAX_DIGITS = 6;

    private NumberedLines() {}

    /** The text without the numbers of such lines. */
    static String strip(String text) {
        StringBuilder stripped = null;
        int copied = 0;
        int from = 0;
        while (from < text.length()) {
            int number = numberAt(text, from);
            int end = number < 0 ? from : endOfRun(text, from, number);
            if (end > from) {
                stripped = stripped == null ? new StringBuilder(text.length()) : stripped;
                stripped.append(text, copied, from);
                appendRun(text, from, end, stripped);
                copied = end;
            }
            from = end > from ? end : nextLine(text, from);
        }
        return stripped == null
                ? text
                : stripped.append(text, copied, text.length()).toString();
    }

    private static void appendRun(String text, int from, int end, StringBuilder stripped) {
        for (int at = from; at < end; at = nextLine(text, at)) {
            int mark = Chars.skipDigits(text, Chars.skipSpaces(text, at));
            int start = isBlank(text, mark) ? mark : mark + 1;
            start += Chars.at(text, start, '\n') ? 0 : 1;
            stripped.append(text, start, nextLine(text, at));
        }
    }

    /** The end of the lines from {@code from} on that are numbered in sequence; {@code from} if they are too few. */
    private static int endOfRun(String text, int from, int first) {
        int count = 0;
        int at = from;
        while (at < text.length() && numberAt(text, at) == first + count) {
            count++;
            at = nextLine(text, at);
        }
        return count >= MIN_RUN ? at : from;
    }

    /** The number that the line at {@code from} begins with; -1 if it begins with none. */
    private static int numberAt(String text, int from) {
        int start = Chars.skipSpaces(text, from);
        int end = Chars.skipDigits(text, start);
        if (end == start || end - start > MAX_DIGITS || end >= text.length()) {
            return -1;
        }
        boolean marked = isBlank(text, end) || ".:|)".indexOf(text.charAt(end)) >= 0 && isBlank(text, end + 1);
        return marked ? Integer.parseInt(text.substring(start, end)) : -1;
    }

    private static boolean isBlank(String text, int at) {
        return at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || text.charAt(at) == '\n');
    }

    private static int nextLine(String text, int from) {
        int newline = text.indexOf('\n', from);
        return newline < 0 ? text.length() : newline + 1;
    }
}
