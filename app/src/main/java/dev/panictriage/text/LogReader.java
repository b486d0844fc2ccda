// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Kernel logs as people have them: {@code vmcore-dmesg.txt}, {@code dmesg}, {@code journalctl -k}, syslog files, serial
 * and network consoles, pstore. Gives the kernel's own lines, without prefixes, terminal escapes and carriage returns,
 * in the order in which the kernel printed them. Lines that other programs wrote into the same log are left out.
 */
public final class LogReader {
    /** A line that is longer is not a log's. */
    private static final int MAX_LINE = 8192;

    private final List<LogLine> lines = new ArrayList<>();
    private final String text;

    private LogReader(String text) {
        this.text = text;
    }

    /** The lines of a log in UTF-8; what is no UTF-8 is replaced. */
    public static List<LogLine> read(byte[] bytes) {
        return read(new String(bytes, StandardCharsets.UTF_8));
    }

    /**
     * The lines of a log that is too large to be held twice, one after the other: neither wrapped lines are joined nor
     * parts put in order.
     */
    static void each(byte[] bytes, Consumer<LogLine> lines) {
        int number = 0;
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            number++;
            String raw = new String(bytes, from, Math.min(end - from, MAX_LINE), StandardCharsets.UTF_8);
            addLine(number, clean(raw), lines);
            from = end + 1;
        }
    }

    /** The lines of a log. */
    public static List<LogLine> read(String text) {
        boolean journal = JournalText.isJournal(text);
        LogReader reader = new LogReader(journal ? JournalText.toLog(text) : PastedText.decode(text));
        reader.readLines(!journal);
        List<LogLine> joined = NewestFirst.inOrder(WrappedLines.join(reader.lines));
        return text.contains(" Part") ? PstoreParts.inOrder(joined) : joined;
    }

    private void readLines(boolean mayBeWrapped) {
        // Most logs are clean: one look at the whole is cheaper than one at each line.
        boolean clean = text.indexOf('\u001b') < 0
                && text.indexOf('\r') < 0
                && text.indexOf("#0") < 0
                && text.indexOf('\b') < 0
                && text.indexOf('\0') < 0;
        List<String> raw = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(from, Math.min(end, from + MAX_LINE));
            raw.add(clean ? line : clean(line));
            from = end + 1;
        }
        BitSet continuations = mayBeWrapped ? WordWrap.undo(raw) : new BitSet();
        for (int i = continuations.nextClearBit(0); i < raw.size(); i = continuations.nextClearBit(i + 1)) {
            addLine(i + 1, raw.get(i), lines::add);
        }
    }

    private static void addLine(int number, String raw, Consumer<LogLine> lines) {
        String rest = raw;
        while (true) {
            LinePrefix prefix = new LinePrefix(rest);
            // A console that lost a line break shows two stamps in a line.
            int second = stamp(rest, prefix.end());
            if (!prefix.isForeign()) {
                String line = rest.substring(prefix.end(), second < 0 ? rest.length() : second);
                lines.accept(new LogLine(number, prefix.time(), prefix.caller(), prefix.level(), line));
            }
            if (second < 0) {
                return;
            }
            rest = rest.substring(second);
        }
    }

    /** Where in the line, past its prefix, stands {@code [ 1234.567890]}; -1 if nowhere. */
    private static int stamp(String line, int from) {
        for (int open = line.indexOf('[', from + 1); open > 0; open = line.indexOf('[', open + 1)) {
            int start = Chars.skipSpaces(line, open + 1);
            int dot = Chars.skipDigits(line, start);
            // A comma, where somebody typed it in his own language.
            if (dot > start && (Chars.at(line, dot, '.') || Chars.at(line, dot, ','))) {
                int end = Chars.skipDigits(line, dot + 1);
                if (end == dot + 7 && Chars.at(line, end, ']')) {
                    return open;
                }
            }
        }
        return -1;
    }

    /** Without carriage returns, other control characters, and what terminals and rsyslog make of them. */
    private static String clean(String raw) {
        if (isClean(raw)) {
            return raw;
        }
        StringBuilder clean = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '\u001b') {
                at = escapeEnd(raw, at + 1);
            } else if (c == '#' && raw.startsWith("#033[", at)) {
                at = escapeEnd(raw, at + 4);
            } else if (c == '#' && raw.startsWith("#011", at)) {
                clean.append('\t');
                at += 4;
            } else {
                if (c >= ' ' || c == '\t') {
                    clean.append(c);
                }
                at++;
            }
        }
        return clean.toString();
    }

    private static boolean isClean(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c < ' ' && c != '\t' || c == '#') {
                return false;
            }
        }
        return true;
    }

    /** The end of an escape sequence, ECMA-48: {@code [}, parameters, a letter. */
    private static int escapeEnd(String raw, int from) {
        int at = from;
        if (!Chars.at(raw, at, '[')) {
            return Math.min(at + 1, raw.length());
        }
        at++;
        while (at < raw.length() && raw.charAt(at) < '@') {
            at++;
        }
        return Math.min(at + 1, raw.length());
    }
}
