// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects as gdb's printer shows them to {@code crash}: {@code struct task_struct ffff...}, {@code p jiffies_lock},
 * {@code page.mapping ffff...}; braces may never close, for people cut what they paste.
 */
final class StructText {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_MEMBERS = 10_000;

    private final List<StructDump> dumps = new ArrayList<>();
    private final Map<String, Word> symbols = new LinkedHashMap<>();
    private final Map<String, String> members = new LinkedHashMap<>();
    private final List<String> path = new ArrayList<>();
    private @Nullable String type;
    private @Nullable String name;
    private @Nullable Word address;
    private int startedAt;
    private boolean open;

    List<StructDump> dumps() {
        return dumps;
    }

    Map<String, Word> symbols() {
        return symbols;
    }

    /** A command was typed: what was open is over; {@code struct TYPE ADDRESS} says what comes. */
    void command(String command, int number) {
        close();
        if (command.strip().endsWith("{")) {
            return;
        }
        List<String> words = Chars.words(command);
        int first = !words.isEmpty()
                        && (words.getFirst().equals("struct")
                                || words.getFirst().equals("*"))
                ? 1
                : 0;
        while (first > 0 && first < words.size() && words.get(first).startsWith("-")) {
            first++;
        }
        if (words.size() <= first) {
            return;
        }
        String what = words.get(first);
        int dot = what.indexOf('.');
        Word at = words.size() > first + 1 ? Chars.word(words.get(first + 1)) : null;
        if (at != null && (first > 0 || dot > 0)) {
            type = dot > 0 ? what.substring(0, dot) : what;
            address = at;
            name = null;
            startedAt = number;
            open = dot > 0;
        }
    }

    /** Takes in a line if it is of an object. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (line.startsWith("$") && line.contains(" = (") && line.contains("*) 0x")) {
            return readPointer(line);
        }
        if (line.endsWith("{") && !open) {
            return begin(line, number);
        }
        if (line.isEmpty()) {
            return false;
        }
        return open ? readMember(line) : readSymbol(line) || readScalar(line, number);
    }

    /** {@code $2 = (seqlock_t *) 0xffffffff819eb1c0 <jiffies_lock>}. */
    private boolean readPointer(String line) {
        int at = line.indexOf("*) 0x") + 3;
        int end = Chars.skipHex(line, at + 2);
        Word word = Chars.word(line.substring(at, end));
        int symbolAt = line.indexOf('<', end);
        int close = line.indexOf('>', end);
        if (word != null && symbolAt >= 0 && close > symbolAt) {
            symbols.put(line.substring(symbolAt + 1, close), word);
        }
        return true;
    }

    /** {@code sym}: {@code ffffffff819eb1c0 (D) jiffies_lock}. */
    private boolean readSymbol(String line) {
        int end = Chars.skipHex(line, 0);
        if (end != 16 || !line.startsWith(" (", end) || !line.startsWith(") ", end + 3)) {
            return false;
        }
        Word word = Chars.word(line.substring(0, end));
        int start = end + 5;
        String symbol = line.substring(start, Chars.skipSymbol(line, start));
        if (word == null || symbol.isEmpty() || symbols.size() >= MAX_MEMBERS) {
            return false;
        }
        symbols.putIfAbsent(symbol, word);
        return true;
    }

    /** {@code tick_do_timer_cpu = $1 = 5}: a variable that is no structure is its own member. */
    private boolean readScalar(String line, int number) {
        int dollar = line.indexOf(" = $");
        int equals = dollar < 0 ? -1 : line.indexOf(" = ", dollar + 3);
        if (dollar <= 0 || equals < 0 || !isName(line, dollar) || dumps.size() >= MAX_MEMBERS) {
            return false;
        }
        String variable = line.substring(0, dollar);
        Map<String, String> value = Map.of(variable, line.substring(equals + 3).strip());
        dumps.add(new StructDump(null, variable, null, value, Source.transcript("line " + number)));
        return true;
    }

    /** A structure's tag or a variable's name, and an opening brace. */
    private boolean begin(String line, int number) {
        int value = line.indexOf(" = $");
        boolean variable = value > 0 && line.endsWith("= {");
        boolean struct = line.startsWith("struct ");
        if (!variable && !struct) {
            return false;
        }
        if (variable) {
            type = null;
            name = line.substring(0, value);
            address = null;
            startedAt = number;
        } else {
            String printed =
                    line.substring("struct ".length(), line.length() - 1).strip();
            if (!printed.equals(type)) {
                type = printed;
                address = null;
                startedAt = number;
            }
        }
        open = true;
        path.clear();
        return true;
    }

    private boolean readMember(String line) {
        if (line.equals("{")) {
            push("");
            return true;
        }
        if (line.startsWith("}")) {
            if (path.isEmpty()) {
                close();
            } else {
                path.removeLast();
            }
            return true;
        }
        if (line.startsWith("...")) {
            return true;
        }
        int equals = line.indexOf(" = ");
        if (equals <= 0 || !isName(line, equals)) {
            return false;
        }
        String member = line.substring(0, equals);
        String rest = line.substring(equals + 3).strip();
        if (rest.startsWith("{") && rest.indexOf('}') < 0) {
            push(member);
            return true;
        }
        int comma = rest.indexOf(',');
        // "pid = 80589, //commserver task": what is behind the comma is a remark.
        String memberValue = rest.startsWith("{") || comma < 0 ? rest : rest.substring(0, comma);
        if (members.size() < MAX_MEMBERS) {
            members.putIfAbsent(pathTo(member), memberValue.strip());
        }
        return true;
    }

    private static boolean isName(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if (!Chars.isSymbol(c) && c != '[' && c != ']') {
                return false;
            }
        }
        return true;
    }

    private void push(String member) {
        if (path.size() < MAX_DEPTH) {
            path.add(member);
        }
    }

    private String pathTo(String member) {
        StringBuilder whole = new StringBuilder();
        for (String part : path) {
            if (!part.isEmpty()) {
                whole.append(part).append('.');
            }
        }
        return whole.append(member).toString();
    }

    /** Ends the object that is open, whole or not. */
    void close() {
        if (!members.isEmpty()) {
            dumps.add(new StructDump(type, name, address, members, Source.transcript("line " + startedAt)));
        }
        members.clear();
        path.clear();
        open = false;
        type = null;
        name = null;
        address = null;
    }
}
