// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shape of a line, for the tables of this package: literal text with holes.
 *
 * <ul>
 *   <li>{@code {name}} is any text, as short as the rest allows; {@code {}} is text that nobody wants;
 *   <li>{@code {name#}} is a decimal number, {@code {name@}} a hexadecimal one, with or without 0x;
 *   <li>what follows {@code ~} is read if it is there and is not needed for a match.
 * </ul>
 */
final class Template {
    private final String shape;
    private final String start;
    private final List<Part> required = new ArrayList<>();
    private final List<Part> all = new ArrayList<>();

    Template(String shape) {
        this.shape = shape;
        int end = 0;
        while (end < shape.length() && shape.charAt(end) != '{' && shape.charAt(end) != '~') {
            end++;
        }
        this.start = shape.substring(0, end);
    }

    /** The literal text that every match starts with. */
    String start() {
        return start;
    }

    /** Whether the text at {@code from} has this shape; if so, what is in the holes is put into {@code holes}. */
    boolean matches(String line, int from, Map<String, String> holes) {
        if (!line.startsWith(start, from)) {
            return false;
        }
        if (required.isEmpty()) {
            // Most templates of a table never come this far: they cost their start alone.
            int tilde = shape.indexOf('~');
            compile(tilde < 0 ? shape : shape.substring(0, tilde), required);
            compile(tilde < 0 ? shape : shape.substring(0, tilde) + shape.substring(tilde + 1), all);
        }
        return new Match(line, holes).matches(all, 0, from) || new Match(line, holes).matches(required, 0, from);
    }

    @Override
    public String toString() {
        return shape;
    }

    private static void compile(String shape, List<Part> parts) {
        int at = 0;
        while (at < shape.length()) {
            int open = shape.indexOf('{', at);
            if (open != at) {
                parts.add(new Part(Type.LITERAL, shape.substring(at, open < 0 ? shape.length() : open)));
            }
            if (open < 0) {
                break;
            }
            int close = shape.indexOf('}', open);
            char last = shape.charAt(close - 1);
            Type type = last == '#' ? Type.DECIMAL : last == '@' ? Type.HEXADECIMAL : Type.TEXT;
            parts.add(new Part(type, shape.substring(open + 1, type == Type.TEXT ? close : close - 1)));
            at = close + 1;
            if (type == Type.TEXT && at < shape.length() && shape.charAt(at) == '{') {
                throw new IllegalArgumentException("a hole right after a hole of text: " + shape);
            }
        }
    }

    private enum Type {
        LITERAL,
        TEXT,
        DECIMAL,
        HEXADECIMAL
    }

    /** Literal text, or a hole with its name. */
    private record Part(Type type, String text) {}

    /** One try, which gives up on a line made to be tried in too many ways. */
    private static final class Match {
        private static final int MAX_STEPS = 1000;

        private final String line;
        private final Map<String, String> holes;
        private int steps;

        Match(String line, Map<String, String> holes) {
            this.line = line;
            this.holes = holes;
        }

        boolean matches(List<Part> parts, int index, int from) {
            if (index == parts.size()) {
                return true;
            }
            if (++steps > MAX_STEPS) {
                return false;
            }
            Part part = parts.get(index);
            return switch (part.type) {
                case LITERAL ->
                    line.startsWith(part.text, from) && matches(parts, index + 1, from + part.text.length());
                case DECIMAL -> matchesRun(parts, index, from, Chars.skipDigits(line, from));
                case HEXADECIMAL ->
                    matchesRun(parts, index, from, Chars.skipHex(line, line.startsWith("0x", from) ? from + 2 : from));
                case TEXT -> matchesText(parts, index, from);
            };
        }

        private boolean matchesRun(List<Part> parts, int index, int from, int end) {
            return end > from && matches(parts, index + 1, end) && keep(parts.get(index), from, end);
        }

        private boolean matchesText(List<Part> parts, int index, int from) {
            if (index + 1 == parts.size()) {
                return keep(parts.get(index), from, line.length());
            }
            // A hole is followed by literal text: compile() sees to it.
            String next = parts.get(index + 1).text;
            int end = line.indexOf(next, from);
            while (end >= 0 && steps <= MAX_STEPS) {
                if (matches(parts, index + 1, end)) {
                    return keep(parts.get(index), from, end);
                }
                end = line.indexOf(next, end + 1);
            }
            return false;
        }

        private boolean keep(Part hole, int from, int end) {
            if (!hole.text.isEmpty()) {
                holes.put(hole.text, line.substring(from, end).strip());
            }
            return true;
        }
    }
}
