// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disassembly as {@code crash} ({@code dis}, {@code dis -rl}), gdb and objdump print it:
 *
 * <pre>
 * /usr/src/debug/.../kernel/rwsem.c: 34
 * 0xffffffff9c0c2e89 &lt;down_read_trylock+9&gt;:       mov    (%rdi),%rax
 *
 * ffffffff81058e10 &lt;task_rq_lock&gt;:
 * ffffffff81058e11: 48 89 e5 mov %rsp,%rbp
 * </pre>
 */
final class DisassemblyText {
    private static final int MAX_INSTRUCTIONS = 100_000;

    private final List<Disassembly> instructions = new ArrayList<>();
    private @Nullable String file;
    private @Nullable Integer line;
    private @Nullable String function;
    private @Nullable Word functionStart;

    List<Disassembly> instructions() {
        return instructions;
    }

    /** Takes in a line if it is of a disassembly. */
    boolean read(String text, int number) {
        int at = Chars.skipSpaces(text, 0);
        if (text.startsWith("=>", at)) {
            at = Chars.skipSpaces(text, at + 2);
        }
        if (at < text.length() && text.charAt(at) == '/') {
            return readFile(text, at);
        }
        int digits = text.startsWith("0x", at) ? at + 2 : at;
        int end = Chars.skipHex(text, digits);
        if (end - digits < 8) {
            return false;
        }
        Word address = Chars.word(text.substring(digits, end));
        if (address == null) {
            return false;
        }
        if (Chars.at(text, end, ' ') && Chars.at(text, end + 1, '<')) {
            return readNamed(text, end + 2, address, number);
        }
        return Chars.at(text, end, ':') && functionStart != null && readBytes(text, end + 1, address, number);
    }

    /** {@code /path/file.c: 123}. */
    private boolean readFile(String text, int at) {
        int colon = text.lastIndexOf(": ");
        if (colon < 0) {
            return false;
        }
        Integer parsed = Chars.number(text.substring(colon + 2).strip());
        if (parsed == null) {
            return false;
        }
        file = text.substring(at, colon);
        line = parsed;
        return true;
    }

    /** {@code <function+9>: instruction}, and the header {@code <function>:}. */
    private boolean readNamed(String text, int at, Word address, int number) {
        int close = text.indexOf(">:", at);
        if (close < 0) {
            return false;
        }
        Location location = location(address, text.substring(at, close));
        String instruction = text.substring(close + 2).strip();
        if (instruction.isEmpty()) {
            function = location.symbol();
            functionStart = address;
            file = null;
            line = null;
            return true;
        }
        add(location, instruction, null, number);
        return true;
    }

    /** {@code name}, {@code name+123} or {@code +123}: gdb's offsets are decimal. */
    private static Location location(Word address, String name) {
        int plus = name.lastIndexOf('+');
        String symbol = plus < 0 ? name : name.substring(0, plus);
        Long offset = 0L;
        if (plus >= 0) {
            String digits = name.substring(plus + 1);
            Word hex = digits.startsWith("0x") ? Chars.word(digits) : null;
            Integer decimal = Chars.number(digits);
            offset = hex != null ? (Long) hex.value() : decimal != null ? (Long) (long) decimal : null;
        }
        return new Location(address, symbol.isEmpty() ? null : symbol, offset, null, null);
    }

    /** {@code 48 89 e5 mov %rsp,%rbp}; a long instruction's last bytes stand alone in the next line. */
    private boolean readBytes(String text, int from, Word address, int number) {
        StringBuilder bytes = new StringBuilder();
        int at = Chars.skipSpaces(text, from);
        while (Chars.skipHex(text, at) == at + 2
                && (at + 2 == text.length() || text.charAt(at + 2) == ' ' || text.charAt(at + 2) == '\t')) {
            bytes.append(text, at, at + 2);
            at = Chars.skipSpaces(text, at + 2);
        }
        if (bytes.isEmpty()) {
            return false;
        }
        if (at == text.length()) {
            continueBytes(bytes.toString());
            return true;
        }
        Word start = functionStart;
        Long offset = start == null ? null : (Long) address.minus(start);
        add(
                new Location(address, function, offset, null, null),
                text.substring(at).strip(),
                bytes.toString(),
                number);
        return true;
    }

    private void continueBytes(String more) {
        if (!instructions.isEmpty() && instructions.getLast().bytes() != null) {
            Disassembly last = instructions.removeLast();
            instructions.add(new Disassembly(
                    last.location(),
                    last.instruction(),
                    last.bytes() + more,
                    last.target(),
                    last.targetSymbol(),
                    last.file(),
                    last.line(),
                    last.source()));
        }
    }

    private void add(Location location, String text, @Nullable String bytes, int number) {
        if (instructions.size() >= MAX_INSTRUCTIONS) {
            return;
        }
        String instruction = withoutRemark(text);
        String named = text.indexOf('#') >= 0 ? text.substring(text.indexOf('#') + 1) : instruction;
        int open = named.indexOf('<');
        int close = named.indexOf('>', Math.max(open, 0));
        Word target = null;
        String targetSymbol = null;
        if (open > 0 && close > open) {
            targetSymbol = named.substring(open + 1, close);
            int end = open;
            while (end > 0 && named.charAt(end - 1) == ' ') {
                end--;
            }
            int start = end;
            while (start > 0 && (Chars.isHex(named.charAt(start - 1)) || named.charAt(start - 1) == 'x')) {
                start--;
            }
            target = Chars.word(named.substring(start, end));
        }
        instructions.add(new Disassembly(
                location,
                oneBlank(instruction),
                bytes,
                target,
                targetSymbol,
                file,
                line,
                Source.transcript("line " + number)));
    }

    /** Without {@code # 0x... <symbol>}, {@code // remark} and {@code [FTRACE NOP]}. */
    private static String withoutRemark(String text) {
        int end = text.length();
        int hash = text.indexOf('#');
        int slashes = text.indexOf("//");
        int bracket = text.indexOf(" [");
        end = hash >= 0 ? hash : end;
        end = slashes >= 0 ? Math.min(end, slashes) : end;
        end = bracket >= 0 ? Math.min(end, bracket) : end;
        return text.substring(0, end).strip();
    }

    private static String oneBlank(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i) == '\t' ? ' ' : text.charAt(i);
            if (c != ' ' || !out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                out.append(c);
            }
        }
        return out.toString();
    }
}
