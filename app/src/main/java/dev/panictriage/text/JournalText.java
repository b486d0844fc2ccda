// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import org.jspecify.annotations.Nullable;

/**
 * The journal with all its fields, {@code journalctl -o json}, {@code json-pretty}, {@code export} or {@code verbose},
 * as {@code dmesg} would print it: the kernel's messages with their time stamps.
 *
 * <pre>
 * {"MESSAGE":"text","_TRANSPORT":"kernel","_SOURCE_MONOTONIC_TIMESTAMP":"12345678",...}
 *         "MESSAGE" : "text",
 * MESSAGE=text
 *     MESSAGE=text
 * </pre>
 */
final class JournalText {
    private static final int MICROSECONDS = 1_000_000;

    /** Which fields an entry has is known after so much. */
    private static final int BEGINNING = 4096;

    private final String text;
    private final StringBuilder log = new StringBuilder();
    private @Nullable String message;
    private @Nullable String time;
    private boolean kernel;
    private boolean foreign;

    private JournalText(String text) {
        this.text = text;
    }

    /** Whether the text is the journal with its fields. */
    static boolean isJournal(String text) {
        int start = Chars.skipSpaces(text, 0);
        String beginning = text.substring(start, Math.min(text.length(), start + BEGINNING));
        boolean fields = beginning.startsWith("{")
                ? beginning.contains("\"__CURSOR\"") || beginning.contains("\"__REALTIME_TIMESTAMP\"")
                : beginning.startsWith("__CURSOR=")
                        || beginning.startsWith("__REALTIME_TIMESTAMP=")
                        || beginning.contains(" [s=") && beginning.contains(";i=");
        return fields && (beginning.contains("_TRANSPORT") || beginning.contains("MESSAGE"));
    }

    /** The kernel's messages, one a line, with time stamps where the journal has them. */
    static String toLog(String text) {
        JournalText journal = new JournalText(text);
        journal.read();
        return journal.log.toString();
    }

    private void read() {
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            readLine(from, end);
            from = end + 1;
        }
        endEntry();
    }

    private void readLine(int from, int to) {
        int start = Chars.skipSpaces(text, from);
        if (start >= to || Chars.at(text, start, '{') || Chars.at(text, start, '}') || isHead(from, to)) {
            endEntry();
        }
        if (Chars.at(text, start, '{') || Chars.at(text, start, '"')) {
            readJson(start, to);
        } else {
            int equals = text.indexOf('=', start);
            if (equals > start && equals < to) {
                field(text.substring(start, equals), text.substring(equals + 1, to));
            }
        }
    }

    /** The first line of a verbose entry: a date, and the cursor. */
    private boolean isHead(int from, int to) {
        int cursor = text.indexOf(" [s=", from);
        return cursor >= 0 && cursor < to && text.indexOf('=', from) == cursor + " [s".length();
    }

    /** The fields {@code "NAME":"value"} of a line, with or without blanks between. */
    private void readJson(int from, int to) {
        int at = text.indexOf('"', from);
        while (at >= 0 && at < to) {
            int nameEnd = text.indexOf('"', at + 1);
            int colon = nameEnd < 0 ? -1 : Chars.skipSpaces(text, nameEnd + 1);
            if (colon < 0 || colon >= to || text.charAt(colon) != ':') {
                return;
            }
            String name = text.substring(at + 1, nameEnd);
            int value = Chars.skipSpaces(text, colon + 1);
            int end;
            if (Chars.at(text, value, '"')) {
                end = endOfString(value + 1, to);
                field(name, unescaped(value + 1, end));
                end++;
            } else {
                // A number, null, or bytes that are no UTF-8: [27,91,...].
                int close = text.indexOf(Chars.at(text, value, '[') ? ']' : ',', value);
                end = close < 0 || close > to ? to : close;
                if (Chars.at(text, value, '[')) {
                    field(name, ofBytes(value + 1, end));
                }
            }
            at = text.indexOf('"', end);
        }
    }

    private int endOfString(int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, to);
    }

    private String unescaped(int from, int to) {
        int escape = text.indexOf('\\', from);
        if (escape < 0 || escape >= to) {
            return text.substring(from, to);
        }
        StringBuilder plain = new StringBuilder(to - from);
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c != '\\' || at + 1 >= to) {
                plain.append(c);
                at++;
                continue;
            }
            char escaped = text.charAt(at + 1);
            at += 2;
            switch (escaped) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r', 'b', 'f' -> {}
                case 'u' -> {
                    if (at + 4 <= to && Chars.skipHex(text, at) >= at + 4) {
                        plain.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                        at += 4;
                    }
                }
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }

    private String ofBytes(int from, int to) {
        StringBuilder plain = new StringBuilder();
        int at = from;
        while (at < to) {
            int end = Chars.skipDigits(text, at);
            Integer code = Chars.number(text.substring(at, end));
            if (code != null && code < 256) {
                plain.append((char) (int) code);
            }
            at = Math.max(end, at) + 1;
        }
        return plain.toString();
    }

    private void field(String name, String value) {
        switch (name) {
            case "MESSAGE" -> message = value;
            case "_SOURCE_MONOTONIC_TIMESTAMP" -> time = value;
            case "_TRANSPORT" -> kernel |= value.equals("kernel");
            case "SYSLOG_IDENTIFIER" -> kernel |= value.equals("kernel");
            // The journal also gets what programs wrote to /dev/kmsg; that never has the kernel's facility, 0.
            case "SYSLOG_FACILITY" -> foreign = !value.equals("0");
            default -> {}
        }
    }

    private void endEntry() {
        String said = message;
        if (said != null && kernel && !foreign) {
            int from = 0;
            while (from <= said.length()) {
                int newline = said.indexOf('\n', from);
                int end = newline < 0 ? said.length() : newline;
                stamp();
                log.append(said, from, end).append('\n');
                from = end + 1;
            }
        }
        message = null;
        time = null;
        kernel = false;
        foreign = false;
    }

    private void stamp() {
        String microseconds = time;
        if (microseconds == null
                || microseconds.isEmpty()
                || microseconds.length() > 17
                || Chars.skipDigits(microseconds, 0) < microseconds.length()) {
            return;
        }
        long since = Long.parseLong(microseconds);
        String fraction = String.valueOf(MICROSECONDS + since % MICROSECONDS).substring(1);
        log.append('[')
                .append(since / MICROSECONDS)
                .append('.')
                .append(fraction)
                .append(']');
        log.append(' ');
    }
}
