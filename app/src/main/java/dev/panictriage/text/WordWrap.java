// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lines that a mail program broke between words, joined again.
 *
 * <p>Such a program fills each line as far as words fit (RFC 3676 has 78 columns, most take 72 or 76). So a line was broken
 * if the first word of the next one had found no room in it, and if the next one is no beginning: in a log with time stamps what
 * has none, in others what is no line that a report is known to have. The width is the one that explains most of the breaks.
 */
final class WordWrap {
    private static final int MIN_WIDTH = 56;
    private static final int MAX_WIDTH = 100;

    /** Fewer may be chance. */
    private static final int MIN_BREAKS = 3;

    /** Mails are not longer. */
    private static final int MAX_LINES = 20_000;

    /** Into which a line with its stamp is broken, but for lists. */
    private static final int MAX_PARTS = 3;

    /** In a wrapped text hardly any line is longer than the width: what holds no blank, or was not wrapped. */
    private static final int LINES_PER_LONG_LINE = 8;

    /** Words with a colon that stand inside lines of a report. */
    private static final Set<String> INNER =
            Set.of("Tainted:", "PID:", "Pid:", "pid:", "Comm:", "comm:", "EFLAGS:", "RFLAGS:", "BIOS:");

    /** Words without a colon that lines of a report begin with. */
    private static final Set<String> FIRST = Set.of(
            "Allocated",
            "Call",
            "EIP",
            "Freed",
            "Hardware",
            "Kernel",
            "Memory",
            "Modules",
            "PGD",
            "Process",
            "RIP",
            "Read",
            "The",
            "Write",
            "hardirqs",
            "irq",
            "last",
            "lr",
            "page",
            "pc",
            "softirqs",
            "sp",
            "stack",
            "unreferenced");

    /** A broken line counts twice, one that was not broken though it could have been once: programs print in between. */
    private static final int BROKEN = 2;

    /** Shorter lines are often not the kernel's. */
    private static final int MIN_UNBROKEN = 40;

    /** In a frame's name: {@code schedule+0x2f/0x90}. */
    private static final String OFFSET = "+0x";

    private final List<Line> lines;
    private final boolean stamped;

    /** Lines that the next one may continue. */
    private final BitSet continued = new BitSet();

    private WordWrap(List<Line> lines, boolean stamped) {
        this.lines = lines;
        this.stamped = stamped;
        for (int i = 0; i + 1 < lines.size(); i++) {
            continued.set(i, mayContinue(lines.get(i), lines.get(i + 1)));
        }
    }

    /** @param body where the line begins behind the quotes of mails */
    private record Line(String text, int body, boolean stamped) {
        static Line of(String text) {
            int body = Math.min(LinePrefix.quoteEnd(text), text.length());
            return new Line(text, body, new LinePrefix(text).end() > body);
        }

        int length() {
            return text.length() - body;
        }

        /** The line without the quotes. */
        String plain() {
            return text.substring(body);
        }

        boolean isBlank() {
            return Chars.skipSpaces(text, body) == text.length();
        }

        /** Whether there is a blank between two words. */
        boolean isBreakable() {
            return firstWordEnd() < text.length();
        }

        String firstWord() {
            return text.substring(body, Chars.skipWord(text, body));
        }

        int firstWordEnd() {
            return Chars.skipWord(text, Chars.skipSpaces(text, body));
        }
    }

    /**
     * Joins broken lines in place: the first part becomes the whole line.
     *
     * @return the indices of the other parts, which are no lines any more
     */
    static BitSet undo(List<String> lines) {
        if (lines.size() > MAX_LINES || isTooWide(lines)) {
            return new BitSet();
        }
        List<Line> parts = new ArrayList<>(lines.size());
        int stamps = 0;
        int others = 0;
        for (String line : lines) {
            Line part = Line.of(line);
            parts.add(part);
            stamps += part.stamped() ? 1 : 0;
            others += part.stamped() || part.isBlank() ? 0 : 1;
        }
        WordWrap wrap = new WordWrap(parts, stamps * MAX_PARTS >= others);
        int width = wrap.width();
        return width < 0 ? new BitSet() : wrap.join(width, lines);
    }

    private static boolean isTooWide(List<String> lines) {
        int longer = 0;
        for (String line : lines) {
            longer += line.length() > MAX_WIDTH + LinePrefix.quoteEnd(line) ? 1 : 0;
        }
        return longer * LINES_PER_LONG_LINE > lines.size();
    }

    /** The width at which the lines were broken; -1 if they were not. */
    private int width() {
        // How many votes more a width has than the one below it.
        int[] votes = new int[MAX_WIDTH + 2];
        for (int i = 0; i < lines.size(); i++) {
            if (continued.get(i)) {
                int broken = !stamped && isHeadBroken(i) ? BROKEN * MIN_BREAKS : BROKEN;
                int unbroken = filled(i) < MIN_UNBROKEN ? 0 : 1;
                votes[Math.min(filled(i), MAX_WIDTH + 1)] += broken;
                votes[Math.min(needed(i), MAX_WIDTH + 1)] -= broken + unbroken;
            } else if (lines.get(i).isBreakable()) {
                votes[0]--;
                votes[Math.min(lines.get(i).length(), MAX_WIDTH + 1)]++;
            }
        }
        int best = -1;
        int most = BROKEN * (stamped ? 1 : MIN_BREAKS) - 1;
        int sum = 0;
        for (int width = 0; width <= MAX_WIDTH; width++) {
            sum += votes[width];
            if (width >= MIN_WIDTH && sum > most) {
                best = width;
                most = sum;
            }
        }
        return best;
    }

    private boolean mayContinue(Line line, Line next) {
        // Some programs quote a mail and break its lines afterwards.
        return !line.isBlank() && !next.isBlank() && next.body() <= line.body() && !begins(next, line);
    }

    /** The length of the {@code i}th line when it was broken. */
    private int filled(int i) {
        return lines.get(i).text().length() - lines.get(i + 1).body();
    }

    /** The width that had kept the {@code i}th line and the next word together. */
    private int needed(int i) {
        Line next = lines.get(i + 1);
        return filled(i) + 1 + next.firstWordEnd() - next.body();
    }

    private boolean begins(Line line, Line before) {
        return line.stamped() || headOf(line.plain(), new HashMap<>()) != null || !stamped && isKnown(line, before);
    }

    /** Whether the head of a report says more, or something else, with the line after the {@code i}th. */
    private boolean isHeadBroken(int i) {
        String line = lines.get(i).plain();
        Map<String, String> values = new HashMap<>();
        Map<String, String> valuesOfBoth = new HashMap<>();
        OopsHead head = headOf(line, values);
        OopsHead headOfBoth = headOf(line + " " + lines.get(i + 1).plain(), valuesOfBoth);
        return headOfBoth != null && (!headOfBoth.equals(head) || valuesOfBoth.size() > values.size());
    }

    private static @Nullable OopsHead headOf(String line, Map<String, String> values) {
        return OopsHeads.mayStart(line, 0) ? OopsHeads.at(line, 0, true, values) : null;
    }

    /** Whether lines of reports begin so. */
    private static boolean isKnown(Line line, Line before) {
        String word = line.firstWord();
        char first = word.isEmpty() ? ' ' : word.charAt(0);
        if (!Chars.isSymbol(first) && first != '(' && first != '<') {
            return true;
        }
        String text = line.plain();
        return word.endsWith(":") && !INNER.contains(word)
                || word.contains(OFFSET) && before.firstWord().contains(OFFSET)
                || text.contains(" from ") && FrameLine.parse(text) != null
                || isRowOfMemory(before) && Chars.skipHex(word, 0) < word.length()
                || FIRST.contains(word);
    }

    /** {@code 1fe0: f0861eb4 81504c80}, which only numbers continue. */
    private static boolean isRowOfMemory(Line line) {
        String word = line.firstWord();
        return word.length() > 1 && Chars.skipHex(word, 0) == word.length() - 1 && word.endsWith(":");
    }

    private BitSet join(int width, List<String> joined) {
        BitSet continuations = new BitSet();
        int first = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (continued.get(i - 1) && needed(i - 1) > width) {
                joined.set(first, joined.get(first) + " " + lines.get(i).plain());
                continuations.set(i);
            } else {
                first = i;
            }
        }
        return continuations;
    }
}
