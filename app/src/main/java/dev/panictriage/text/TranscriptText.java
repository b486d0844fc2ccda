// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * The lines of a transcript without what mails and web pages make of them: quotes, quoted-printable, entities,
 * Markdown's escapes, lines of stacks and registers broken in two. Only quoted-printable costs lines their numbers.
 */
final class TranscriptText {
    /** What only debuggers print at the start of a line. */
    private static final String[] STARTS = {
        "crash>", "crash64>", "crash\\>", "PID: ", "KERNEL: ", "DUMPFILE: ", "[exception RIP: ", "#0 [", "PANIC: \"",
    };

    /** Nobody breaks lines that are shorter. */
    private static final int MIN_WIDTH = 60;

    private TranscriptText() {}

    /** Whether a line, quoted or not, is one that only a debugger prints. */
    static boolean isStart(String line) {
        int at = Chars.skipSpaces(line, 0);
        at = Chars.skipSpaces(line, at + LinePrefix.quoteEnd(line.substring(at)));
        for (String start : STARTS) {
            if (line.startsWith(start, at)) {
                return true;
            }
        }
        return false;
    }

    /** The lines; of one that was broken the second part is empty. */
    static List<String> lines(String text) {
        String decoded = PastedText.decode(text);
        List<String> lines = split(decoded.contains("crash\\>") ? withoutEscapes(decoded) : decoded);
        if (isQuoted(lines)) {
            unquote(lines);
        }
        join(lines);
        return lines;
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            lines.add(text.substring(from, Chars.at(text, end - 1, '\r') && end > from ? end - 1 : end));
            from = end + 1;
        }
        return lines;
    }

    /** Without the backslashes that Markdown's writers put before its signs. */
    private static String withoutEscapes(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escape =
                    text.charAt(i) == '\\' && i + 1 < text.length() && "_<>*[]#-+.`|".indexOf(text.charAt(i + 1)) >= 0;
            if (!escape) {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }

    private static boolean isQuoted(List<String> lines) {
        int quoted = 0;
        int others = 0;
        for (String line : lines) {
            boolean quote = LinePrefix.quoteEnd(line) > 0;
            if (quote && isStart(line)) {
                return true;
            }
            quoted += quote ? 1 : 0;
            others += quote || line.isBlank() ? 0 : 1;
        }
        return quoted > others;
    }

    private static void unquote(List<String> lines) {
        int depth = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int end = LinePrefix.quoteEnd(line);
            int marks = marks(line, end);
            int start = Chars.skipSpaces(line, end);
            if (marks == depth + 1 && start < line.length() && Chars.isDigit(line.charAt(start))) {
                // The last mark is that of ps before a task that runs.
                end = Math.max(line.lastIndexOf('>', end), 0);
            } else {
                depth = marks;
            }
            lines.set(i, line.substring(Math.min(end, line.length())));
        }
    }

    private static int marks(String line, int end) {
        int marks = 0;
        for (int i = 0; i < end && i < line.length(); i++) {
            marks += line.charAt(i) == ' ' ? 0 : 1;
        }
        return marks;
    }

    private static void join(List<String> lines) {
        for (int i = 0; i + 1 < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            String next = lines.get(i + 1).strip();
            if (!next.isEmpty() && isBroken(line, next)) {
                lines.set(i, line + " " + next);
                lines.set(i + 1, "");
            }
        }
    }

    /** Whether a line of a stack, of registers or of a listing ends before its last value. */
    private static boolean isBroken(String line, String next) {
        int at = Chars.skipSpaces(line, 0);
        int word = Chars.skipHex(next, 0);
        boolean value = word >= 8 && (word == next.length() || next.charAt(word) == ' ');
        if (Chars.at(line, at, '#') || line.contains("unable to handle")) {
            return value && line.endsWith(" at");
        }
        if (line.endsWith(":") && value) {
            return RegisterLine.parse(line + " " + next.substring(0, word), new HashMap<>());
        }
        return isListing(line, at) && !isListing(next, 0) && (next.startsWith("<") || isOperand(line, next));
    }

    private static boolean isListing(String line, int at) {
        return line.startsWith("0x", at) && line.contains(">:");
    }

    /** Whether what a line of a listing lacks was too long for it. */
    private static boolean isOperand(String line, String next) {
        return line.length() + 1 + Chars.skipWord(next, 0) > MIN_WIDTH && "0%$(-*#".indexOf(next.charAt(0)) >= 0;
    }
}
