// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import org.jspecify.annotations.Nullable;

/**
 * One line of a call trace, in the forms that architectures and versions print ({@code %pB} of
 * {@code lib/vsprintf.c}, {@code printk_stack_address} of each {@code dumpstack.c}):
 *
 * <pre>
 *  foo+0x12/0x340 [module]
 *  ? foo+0x12/0x340
 *  [&lt;ffffffff81012345&gt;] ? foo+0x12/0x340 [module]
 *  [c000000012345678] [c0000000000abcde] foo+0x12/0x340 (unreliable)
 *  [&lt;c0012345&gt;] (foo) from [&lt;c0054321&gt;] (bar+0x12/0x340)
 *  ([&lt;00000000001234&gt;] foo+0x12/0x340)
 *  [&lt;c0012345&gt;] (foo+0x0/0x12) from [&lt;c0054321&gt;] (bar+0x12/0x340)
 *  foo from bar+0x12/0x340
 *  foo+0x12/0x340 fs/bar.c:123
 * </pre>
 *
 * <p>and as {@code scripts/decode_stacktrace.sh} leaves them: {@code foo (fs/bar.c:123) module}.
 *
 * @param scanned marked with a question mark, or as unreliable
 * @param callee the called function of an Arm line, which is printed without an offset
 */
record FrameLine(
        Location location, boolean scanned, @Nullable String callee) {
    private static final int MIN_BARE_NAME = 3;

    /** Whether this is a function's own address that lay on the stack, and no return address: those are inside. */
    boolean isPointer() {
        Long offset = location.offset();
        return scanned && offset != null && (offset == 0 || offset.equals(location.size()));
    }

    /**
     * This frame, of which the line after says that it is {@code function}'s. A return address at a function's start is
     * the end of the function before it, which ends in a call that does not return: {@code panic()}.
     */
    FrameLine returningTo(String function) {
        Long offset = location.offset();
        boolean behind = callee != null && offset != null && offset == 0 && !function.equals(location.symbol());
        return behind
                ? new FrameLine(
                        new Location(location.address(), function, null, null, location.module()), scanned, callee)
                : this;
    }

    /** This frame, marked as a scan's. */
    FrameLine asScanned() {
        return new FrameLine(location, true, callee);
    }

    /** Whether a line ends behind a frame's question mark: {@code [<c0012345>] ?}. The function is in the next line. */
    static boolean breaksOff(String line) {
        return line.endsWith(">] ?") && line.indexOf("[<") >= 0;
    }

    /** The frame that the line shows; null if it shows none. */
    static @Nullable FrameLine parse(String line) {
        int plus = line.indexOf("+0x");
        if (plus <= 0) {
            return null;
        }
        int from = line.indexOf(" from ");
        if (from > 0 && from < plus && line.charAt(from - 1) != ')') {
            int start = Chars.skipSpaces(line, 0);
            int end = Chars.skipSymbol(line, start);
            // "foo [module] from bar+0x12/0x340".
            boolean named = end == from || line.startsWith(" [", end) && line.indexOf(']', end) == from - 1;
            FrameLine caller = named ? parse(line.substring(from + " from ".length())) : null;
            return caller == null ? null : new FrameLine(caller.location, caller.scanned, line.substring(start, end));
        }
        if (from > plus && line.charAt(from - 1) == ')') {
            // Arm up to 3.10.
            FrameLine called = parse(line.substring(0, from));
            FrameLine caller = parse(line.substring(from + " from ".length()));
            return called == null || caller == null
                    ? null
                    : new FrameLine(caller.location, caller.scanned, called.location.symbol());
        }
        int at = Chars.skipSpaces(line, 0);
        Word address = null;
        boolean scanned = false;
        String callee = null;
        while (at < plus) {
            char c = line.charAt(at);
            if (c == '[') {
                int close = line.indexOf(']', at);
                if (close < 0 || close > plus) {
                    return null;
                }
                Word bracketed = addressIn(line, at + 1, close);
                if (bracketed == null && close > at + 1) {
                    return null;
                }
                // A mail program that takes <...> for markup leaves empty brackets.
                address = bracketed;
                at = close + 1;
            } else if (c == '?') {
                scanned = true;
                at++;
            } else if (c == ' ' || c == '\t') {
                at++;
            } else if (c == '(') {
                int close = line.indexOf(')', at);
                if (close > 0 && line.startsWith(" from ", close + 1)) {
                    // "(foo [module])"
                    callee = line.substring(at + 1, Chars.skipSymbol(line, at + 1));
                    at = close + " from ".length() + 1;
                } else {
                    at++;
                }
            } else if (c == '<') {
                at = line.indexOf('>', at) + 1;
                if (at == 0 || at > plus) {
                    return null;
                }
                // "<<EOE>>"
                at += Chars.at(line, at, '>') ? 1 : 0;
            } else {
                break;
            }
        }
        return symbolAt(line, at, plus, address, scanned, callee);
    }

    /** The frame that a decoded line shows, {@code ? foo (fs/bar.c:123)} or {@code ? foo}; null if it shows none. */
    static @Nullable FrameLine parseDecoded(String line) {
        int start = Chars.skipSpaces(line, 0);
        boolean scanned = Chars.at(line, start, '?');
        start = scanned ? Chars.skipSpaces(line, start + 1) : start;
        int end = Chars.skipSymbol(line, start);
        int close = line.indexOf(')', end);
        if (start > 0 && end - start >= MIN_BARE_NAME && line.substring(end).isBlank()) {
            // People cut the offsets off: "  ? foo".
            return Chars.isDigit(line.charAt(start)) || line.charAt(start) == '.'
                    ? null
                    : new FrameLine(new Location(null, line.substring(start, end), null, null, null), scanned, null);
        }
        boolean place = end > start
                && !Chars.isDigit(line.charAt(start))
                && line.startsWith(" (", end)
                && close > 0
                && line.lastIndexOf(':', close) > end;
        if (!place) {
            return null;
        }
        return new FrameLine(new Location(null, line.substring(start, end), null, null, null), scanned, null);
    }

    private static @Nullable FrameLine symbolAt(
            String line, int at, int plus, @Nullable Word address, boolean scanned, @Nullable String callee) {
        int start = at;
        // 2.6.18 prints ":module:function".
        String module = null;
        if (Chars.at(line, start, ':')) {
            int colon = line.indexOf(':', start + 1);
            if (colon > 0 && colon < plus) {
                module = line.substring(start + 1, colon);
                start = colon + 1;
            }
        } else if (Chars.isDigit(line.charAt(start))) {
            // "0010:foo+0x..": a code segment.
            int digits = Chars.skipDigits(line, start);
            start = Chars.at(line, digits, ':') ? digits + 1 : start;
        }
        if (start >= plus || Chars.skipSymbol(line, start) != plus || Chars.isDigit(line.charAt(start))) {
            return null;
        }
        int offsetEnd = Chars.skipHex(line, plus + 3);
        if (!line.startsWith("/0x", offsetEnd)) {
            return null;
        }
        int sizeEnd = Chars.skipHex(line, offsetEnd + 3);
        Word offset = Chars.word(line.substring(plus + 3, offsetEnd));
        Word size = Chars.word(line.substring(offsetEnd + 3, sizeEnd));
        if (offset == null || size == null) {
            return null;
        }
        boolean unreliable = scanned || line.indexOf("(unreliable)", sizeEnd) > 0;
        String named = module != null ? module : moduleAfter(line, sizeEnd);
        return new FrameLine(
                new Location(address, line.substring(start, plus), offset.value(), size.value(), named),
                unreliable,
                callee);
    }

    /** The name in the brackets after a symbol: {@code [xfs]}, or {@code [xfs 1a2b...]} with a build id. */
    private static @Nullable String moduleAfter(String line, int from) {
        int open = line.indexOf('[', from);
        if (open < 0 || open > from + 2) {
            return null;
        }
        int end = open + 1;
        while (end < line.length() && (Chars.isSymbol(line.charAt(end)) || line.charAt(end) == '-')) {
            end++;
        }
        boolean closed = Chars.at(line, end, ']') || Chars.at(line, end, ' ') || Chars.at(line, end, '(');
        String name = line.substring(open + 1, end);
        return closed && !name.isEmpty() && !name.equals("inline") ? name : null;
    }

    private static @Nullable Word addressIn(String line, int from, int to) {
        int start = from;
        int end = to;
        if (start < end && line.charAt(start) == '<' && line.charAt(end - 1) == '>') {
            start++;
            end--;
        }
        return Chars.word(line.substring(start, end).strip());
    }
}
