// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import org.jspecify.annotations.Nullable;

/**
 * What tools put before a kernel's line, in the order in which they nest: mail quotes, dates, hosts, tags, levels, time
 * stamps and callers.
 *
 * <pre>
 * [   12.345678] text                       dmesg, serial console
 * &lt;4&gt;[   12.345678][  T905] text            dmesg -r, CONFIG_PRINTK_CALLER
 * [Mon Nov 21 09:18:01 2026] text           dmesg -T
 * [  +0.000012] text                        dmesg -d
 * 12.345678 text                            a copy that lost the brackets
 * [ ] text                                  a mail whose author took the time out
 * kern  :warn  : [   12.345678] text        dmesg -x
 * Nov 21 09:18:01 host kernel: [   12.345678] text
 * 2026-11-21T09:18:01,123456+00:00 host kernel: text
 * 2026/11/21 09:18:01 text                  the log package of Go
 * [   12.345678] host kernel: text          journalctl -o short-monotonic
 * 4,1234,12345678,-,caller=T905;text        /dev/kmsg, netconsole's extended format
 * [   12.345678]  (2)[1234:cat]text           MediaTek's kernels
 * [   12.345678]  I[2:  cat: 1234] text       Samsung's
 *   12.345678:   &lt;1&gt; (01-28 07:22:33.304) text   Android 4's logger
 * </pre>
 */
final class LinePrefix {
    private static final String MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
    private static final String DAYS = "Mon Tue Wed Thu Fri Sat Sun ";
    private static final String[] LEVELS = {"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"};

    private static final int LEVEL_COLUMNS = 6;

    /** Characters in place of a time; fewer may be a list's mark. */
    private static final int MIN_MASK = 4;

    /** But for the kernel's. */
    private static final String[] FACILITIES = {
        "user",
        "mail",
        "daemon",
        "auth",
        "syslog",
        "lpr",
        "news",
        "uucp",
        "cron",
        "authpriv",
        "ftp",
        "local0",
        "local1",
        "local2",
        "local3",
        "local4",
        "local5",
        "local6",
        "local7",
    };

    private static final String[] MARKUP = {"<pre>", "<code>", "[code]", "[quote]", "{noformat}", "{code}"};

    private static final int MICROSECOND_DIGITS = 6;

    /** How far into a line the tag can stand. */
    private static final int MAX_TAG = 80;

    private final String raw;
    private int at;
    private @Nullable Double time;
    private @Nullable String caller;
    private @Nullable Integer level;
    private boolean dated;
    private boolean foreign;

    LinePrefix(String raw) {
        this.raw = raw;
        at = quoteEnd(raw);
        skipMarkup();
        scanBareStamp();
        skipEmptiedStamp();
        scanFacility();
        skipToTag();
        scanAndroidStamp();
        int before;
        do {
            before = at;
            scan();
        } while (at > before);
    }

    /** The end of the marks that mail programs put before what they quote. */
    static int quoteEnd(String raw) {
        // A row of a table ends as it begins.
        boolean bars = !raw.endsWith("|");
        int at = 0;
        while (Chars.at(raw, at, '>') || bars && raw.startsWith("| ", at)) {
            at++;
            at += Chars.at(raw, at, ' ') ? 1 : 0;
        }
        return at;
    }

    /** Where the line itself begins. */
    int end() {
        return at;
    }

    @Nullable
    Double time() {
        return time;
    }

    @Nullable
    String caller() {
        return caller;
    }

    @Nullable
    Integer level() {
        return level;
    }

    /** Whether another program than the kernel wrote the line into the system's log. */
    boolean isForeign() {
        return foreign;
    }

    /** What a page's source or a forum's writer puts before the first line. */
    private void skipMarkup() {
        for (String markup : MARKUP) {
            if (raw.startsWith(markup, at)) {
                at += markup.length();
                return;
            }
        }
    }

    /** {@code 12.345678 text}, where the brackets are lost. */
    private void scanBareStamp() {
        int start = Chars.skipSpaces(raw, at);
        int dot = Chars.skipDigits(raw, start);
        int end = Chars.skipDigits(raw, dot + 1);
        boolean micros = dot > start && Chars.at(raw, dot, '.') && end == dot + 1 + MICROSECOND_DIGITS;
        // A bracket is left where the first characters of a text were not copied.
        int blank = Chars.at(raw, end, ':') || Chars.at(raw, end, ']') ? end + 1 : end;
        boolean androids = blank > end && raw.startsWith("> (", Chars.skipSpaces(raw, blank) + 2);
        if (micros && Chars.at(raw, blank, ' ') && !androids) {
            time = seconds(start, dot, end);
            at = blank + 1;
        }
    }

    /** {@code [ ] text}, where the author of a mail took the time out. */
    private void skipEmptiedStamp() {
        int open = Chars.skipSpaces(raw, at);
        int close = Chars.skipSpaces(raw, open + 1);
        if (Chars.at(raw, open, '[') && close > open + 1 && raw.startsWith("] ", close)) {
            at = close + 2;
        }
    }

    /** A date in any language, a host, and the tag {@code kernel:}, perhaps with a line number of grep before. */
    private void skipToTag() {
        if (Chars.at(raw, at, '[') || Chars.at(raw, at, '<')) {
            return;
        }
        int tag = raw.indexOf(" kernel: ", at);
        if (tag <= at || tag > MAX_TAG) {
            return;
        }
        if (Chars.skipWord(raw, at) == tag) {
            // A host alone: somebody cut off the date.
            at = tag + " kernel: ".length();
            return;
        }
        int clock = raw.indexOf(':', at);
        // A clock or the seconds since 1970, and no other text with a colon.
        boolean epoch = Chars.skipDigits(raw, at) == at + 10 && Chars.at(raw, at + 10, '.');
        if (clock > 0 && (clock < tag || epoch) && raw.lastIndexOf(": ", tag - 1) < at) {
            at = tag + " kernel: ".length();
            dated = true;
        }
    }

    private void scan() {
        if (at >= raw.length()) {
            return;
        }
        char c = raw.charAt(at);
        if (time != null && caller == null && " (-I[".indexOf(c) >= 0 && scanVendorCaller()) {
            return;
        }
        if (c == '[') {
            scanBracket();
        } else if (c == '<') {
            scanLevel();
        } else if (c == 'k') {
            scanKern();
        } else if (Chars.isDigit(c)) {
            if (!scanIsoDate()) {
                scanRecord();
            }
        } else if (c == 'c' && time != null) {
            scanAndroid();
        } else if (!dated && Chars.isLetter(c)) {
            scanSyslogDate();
        } else if (c == ' ' && raw.startsWith("kernel:", at + 1)) {
            at++;
            scanKern();
        } else if (c == ' ' && Chars.at(raw, at + 1, '<') && Chars.at(raw, at + 3, '>')) {
            at++;
            scanLevel();
        }
        if (dated && !foreign) {
            scanHost();
        } else if (time != null) {
            int host = Chars.skipWord(raw, at);
            at = host > at && raw.startsWith(" kernel: ", host) ? host + " kernel: ".length() : at;
        }
    }

    private void scanBracket() {
        int close = raw.indexOf(']', at);
        if (close < 0 || close - at > 40) {
            return;
        }
        int start = Chars.skipSpaces(raw, at + 1);
        if (start >= close) {
            return;
        }
        char first = raw.charAt(start);
        if (Chars.isDigit(first)) {
            int dot = Chars.skipDigits(raw, start);
            if (Chars.at(raw, dot, '.')) {
                int end = Chars.skipDigits(raw, dot + 1);
                boolean stamp =
                        Chars.skipSpaces(raw, end) == close || Chars.at(raw, end, '@') || Chars.at(raw, end, ',');
                if (stamp && end > dot + 1 && time == null) {
                    time = seconds(start, dot, end);
                    endOfStamp(close);
                }
            } else if (isDate(start, '-')
                    || dot == start + 2 && Chars.at(raw, dot, ':')
                    || endsWithClock(start, close)) {
                endOfStamp(close);
            }
        } else if ((first == 'T' || first == 'C')
                && Chars.skipDigits(raw, start + 1) == close
                && close > start + 1
                && caller == null) {
            caller = raw.substring(start, close);
            endOfStamp(close);
        } else if (first == '+' && Chars.isDigit(raw.charAt(start + 1))
                || isMasked(start, close)
                || isName(DAYS, start)
                || endsWithClock(start, close)
                || isName(MONTHS, start) && Chars.isDigit(raw.charAt(Chars.skipSpaces(raw, start + 3)))) {
            endOfStamp(close);
        }
    }

    /** {@code xxxxxxxx}, {@code ****.******}: somebody hid the time, or could not read it on a photograph. */
    private boolean isMasked(int start, int close) {
        for (int i = start; i < close; i++) {
            if ("xX*?.-_ ".indexOf(raw.charAt(i)) < 0) {
                return false;
            }
        }
        return close - start >= MIN_MASK;
    }

    /** {@code 12.345678}; the JDK's own parser is slow while the JVM is cold. */
    private @Nullable Double seconds(int start, int dot, int end) {
        if (end - start > 18) {
            return null;
        }
        long digits = 0;
        long scale = 1;
        for (int i = start; i < end; i++) {
            if (i != dot) {
                digits = digits * 10 + raw.charAt(i) - '0';
                scale *= i > dot ? 10 : 1;
            }
        }
        return (double) digits / scale;
    }

    /** A stamp is followed by one blank, which is not the line's. */
    private void endOfStamp(int close) {
        at = close + 1;
        // "[   12.3] [ T905] text" and "[   12.3][ T905] text".
        if (Chars.at(raw, at, ' ')) {
            at++;
        }
    }

    /** {@code c1   1042 } behind the time: the CPU and task of Qualcomm's kernels. */
    private void scanAndroid() {
        int cpu = Chars.skipDigits(raw, at + 1);
        int pid = Chars.skipSpaces(raw, cpu);
        int end = Chars.skipDigits(raw, pid);
        if (cpu > at + 1 && pid > cpu && end > pid && Chars.at(raw, end, ' ')) {
            caller = raw.substring(at, end);
            at = end + 1;
        }
    }

    /** {@code  (2)[1234:cat]text} of MediaTek's kernels, {@code  I[2:  cat: 1234] text} of Samsung's: CPU and task. */
    private boolean scanVendorCaller() {
        int start = Chars.skipSpaces(raw, at);
        start += Chars.at(raw, start, '-') || Chars.at(raw, start, 'I') ? 1 : 0;
        boolean cpuFirst = Chars.at(raw, start, '(');
        int cpu = Chars.skipDigits(raw, start + 1);
        boolean cpuNamed = cpu > start + 1 && raw.startsWith(cpuFirst ? ")[" : ": ", cpu);
        int close = cpuNamed && (cpuFirst || Chars.at(raw, start, '[')) ? raw.indexOf(']', cpu) : -1;
        if (close < 0 || close - start > MAX_TAG || raw.lastIndexOf(':', close) < cpu) {
            return false;
        }
        caller = raw.substring(start, close + 1);
        at = close + 1;
        at += Chars.at(raw, at, ' ') ? 1 : 0;
        return true;
    }

    /** {@code   1276.705430:   <1> (01-28 07:22:33.304698634) }. */
    private void scanAndroidStamp() {
        int start = Chars.skipSpaces(raw, at);
        int dot = Chars.skipDigits(raw, start);
        int end = Chars.skipDigits(raw, dot + 1);
        int open = Chars.skipSpaces(raw, end + 1);
        boolean stamp = dot > start && Chars.at(raw, dot, '.') && end > dot + 1 && Chars.at(raw, end, ':');
        int close = stamp && raw.startsWith("> (", open + 2) ? raw.indexOf(") ", open) : -1;
        if (close > 0 && close - open < 40) {
            time = seconds(start, dot, end);
            at = open;
            scanLevel();
            at = close + 2;
        }
    }

    private void scanLevel() {
        int end = Chars.skipDigits(raw, at + 1);
        if (end > at + 1 && end <= at + 4 && Chars.at(raw, end, '>')) {
            setPriority(Integer.parseInt(raw.substring(at + 1, end)));
            at = end + 1;
        }
    }

    /** Syslog's facility and level in one; what programs write to /dev/kmsg never has the kernel's facility, 0. */
    private void setPriority(int priority) {
        level = priority & 7;
        foreign |= priority > 7;
    }

    /** Of another facility than the kernel's: {@code user  :info  : }, {@code daemon:err   : }, as dmesg -x prints them. */
    private void scanFacility() {
        for (String facility : FACILITIES) {
            int colon = Chars.skipSpaces(raw, at + facility.length());
            if (raw.startsWith(facility, at) && Chars.at(raw, colon, ':')) {
                // dmesg pads both to six columns.
                int end = colon + 1 + LEVEL_COLUMNS;
                for (String name : LEVELS) {
                    if (raw.startsWith(name, colon + 1)
                            && Chars.at(raw, end, ':')
                            && Chars.skipSpaces(raw, colon + 1 + name.length()) == end) {
                        foreign = true;
                        at = end + 1;
                        at += Chars.at(raw, at, ' ') ? 1 : 0;
                        return;
                    }
                }
            }
        }
    }

    /** {@code kernel: } and {@code kern  :warn  : }. */
    private void scanKern() {
        if (raw.startsWith("kernel:", at)) {
            at += "kernel:".length();
            at += Chars.at(raw, at, ' ') ? 1 : 0;
            return;
        }
        if (!raw.startsWith("kern", at)) {
            return;
        }
        int colon = Chars.skipSpaces(raw, at + "kern".length());
        if (!Chars.at(raw, colon, ':')) {
            return;
        }
        for (int i = 0; i < LEVELS.length; i++) {
            if (raw.startsWith(LEVELS[i], colon + 1)) {
                int second = Chars.skipSpaces(raw, colon + 1 + LEVELS[i].length());
                if (Chars.at(raw, second, ':')) {
                    level = i;
                    at = second + 1;
                    at += Chars.at(raw, at, ' ') ? 1 : 0;
                }
                return;
            }
        }
    }

    /** {@code 2026-11-21T09:18:01,123456+00:00 }, {@code 2026-11-21 09:18:01 }, {@code 2026/11/21 09:18:01 }. */
    private boolean scanIsoDate() {
        if (dated || !isDate(at, '-') && !isDate(at, '/')) {
            return false;
        }
        int end = at + 10;
        if (Chars.at(raw, end, ' ') && end + 3 < raw.length() && raw.charAt(end + 3) == ':') {
            end++;
        } else if (!Chars.at(raw, end, 'T')) {
            return false;
        }
        at = Chars.skipWord(raw, end);
        at += Chars.at(raw, at, ' ') ? 1 : 0;
        dated = true;
        return true;
    }

    private boolean isDate(int from, char separator) {
        return Chars.skipDigits(raw, from) == from + 4
                && Chars.at(raw, from + 4, separator)
                && Chars.skipDigits(raw, from + 5) == from + 7
                && Chars.at(raw, from + 7, separator)
                && Chars.skipDigits(raw, from + 8) == from + 10;
    }

    /** {@code 09:18:01 2026}, behind a day and a month in any language. */
    private boolean endsWithClock(int from, int to) {
        int clock = to - "09:18:01 2026".length();
        return clock > from
                && Chars.skipDigits(raw, clock) == clock + 2
                && Chars.at(raw, clock + 2, ':')
                && Chars.skipDigits(raw, clock + 3) == clock + 5
                && Chars.at(raw, clock + 5, ':')
                && Chars.skipDigits(raw, clock + 6) == clock + 8
                && Chars.at(raw, clock + 8, ' ')
                && Chars.skipDigits(raw, clock + 9) == to;
    }

    /** {@code 4,1234,12345678,-,caller=T905;text}, Documentation/ABI/testing/dev-kmsg. */
    private void scanRecord() {
        int semicolon = raw.indexOf(';', at);
        int first = Chars.skipDigits(raw, at);
        if (semicolon < 0 || semicolon - at > 80 || !Chars.at(raw, first, ',') || first - at > 3) {
            return;
        }
        int second = Chars.skipDigits(raw, first + 1);
        int third = Chars.skipDigits(raw, second + 1);
        if (!Chars.at(raw, second, ',') || !Chars.at(raw, third, ',') || third - second > 17 || third == second + 1) {
            return;
        }
        setPriority(Integer.parseInt(raw.substring(at, first)));
        time = Long.parseLong(raw.substring(second + 1, third)) / 1e6;
        int callerAt = raw.indexOf("caller=", third);
        if (callerAt > 0 && callerAt < semicolon) {
            int start = callerAt + "caller=".length();
            int end = Chars.skipSymbol(raw, start);
            caller = raw.substring(start, Math.min(end, semicolon));
        }
        at = semicolon + 1;
    }

    /** {@code Nov 21 09:18:01 }. */
    private void scanSyslogDate() {
        if (!isName(MONTHS, at) || !Chars.at(raw, at + 3, ' ')) {
            return;
        }
        int day = Chars.skipSpaces(raw, at + 3);
        int dayEnd = Chars.skipDigits(raw, day);
        if (dayEnd == day || dayEnd > day + 2 || !Chars.at(raw, dayEnd, ' ')) {
            return;
        }
        int clock = dayEnd + 1;
        if (Chars.skipDigits(raw, clock) != clock + 2 || !Chars.at(raw, clock + 2, ':')) {
            return;
        }
        at = Chars.skipWord(raw, clock);
        at += Chars.at(raw, at, ' ') ? 1 : 0;
        dated = true;
    }

    /** {@code host kernel: }, or {@code host program[123]: }, which is not the kernel's. */
    private void scanHost() {
        if (Chars.at(raw, at, '[') || Chars.at(raw, at, '<') || raw.startsWith("kernel:", at)) {
            return;
        }
        int hostEnd = Chars.skipWord(raw, at);
        int tagEnd = Chars.skipWord(raw, hostEnd + 1);
        if (hostEnd == at || tagEnd > raw.length() || tagEnd <= hostEnd + 1 || time != null) {
            return;
        }
        boolean tag = raw.charAt(tagEnd - 1) == ':';
        if (!tag) {
            return;
        }
        String name = raw.substring(hostEnd + 1, tagEnd - 1);
        if (name.equals("kernel")) {
            at = tagEnd;
            at += Chars.at(raw, at, ' ') ? 1 : 0;
        } else if (isProgram(name)) {
            foreign = true;
        }
    }

    /** {@code sshd[123]}, {@code systemd}: a name, and perhaps a process id. */
    private static boolean isProgram(String tag) {
        int open = tag.indexOf('[');
        if (open > 0) {
            return tag.endsWith("]") && Chars.skipDigits(tag, open + 1) == tag.length() - 1;
        }
        return false;
    }

    private boolean isName(String names, int from) {
        return from + 3 < raw.length() && names.contains(raw.substring(from, from + 3) + " ");
    }
}
