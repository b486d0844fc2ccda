// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Word;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A line of registers, as {@code __show_regs} of x86, arm64, arm, riscv and loongarch and the {@code crash} utility
 * print them: {@code RAX: 0000000000000000 RBX: ...}, {@code RSP: 0018:ffff... EFLAGS: 00010246},
 * {@code FS:  0000(0000) GS:...}, {@code x29: ... x28: ...}, {@code sp : ...}.
 */
final class RegisterLine {
    private RegisterLine() {}

    /** Puts the line's registers into {@code registers}; false, with nothing put, if it is not such a line. */
    static boolean parse(String line, Map<String, Word> registers) {
        return scan(line, null) && scan(line, registers);
    }

    private static boolean scan(String line, @Nullable Map<String, Word> registers) {
        int at = Chars.skipSpaces(line, 0);
        boolean found = false;
        while (at < line.length()) {
            int nameEnd = Chars.skipSymbol(line, at);
            int colon = Chars.skipSpaces(line, nameEnd);
            if (nameEnd == at || !Chars.at(line, colon, ':')) {
                return false;
            }
            String name = canonical(line, at, nameEnd);
            if (name == null) {
                return false;
            }
            int valueAt = Chars.skipSpaces(line, colon + 1);
            int valueEnd = Chars.skipHex(line, valueAt);
            if (Chars.at(line, valueEnd, ':') && valueEnd - valueAt == 4) {
                // "RSP: 0018:ffff...": the segment is SS.
                if (registers != null && name.equals("rsp")) {
                    put("ss", line, valueAt, valueEnd, registers);
                }
                valueAt = valueEnd + 1;
                valueEnd = Chars.skipHex(line, valueAt);
            }
            if (valueEnd == valueAt || valueEnd - valueAt > 16) {
                return false;
            }
            if (registers != null) {
                put(name, line, valueAt, valueEnd, registers);
                // "FS:  00007f...(0000) GS:ffff...(0000)": x86-64 prints bases, and selectors in parentheses.
                if (valueEnd - valueAt == 16 && (name.equals("fs") || name.equals("gs"))) {
                    put(name.concat("_base"), line, valueAt, valueEnd, registers);
                }
            }
            found = true;
            if (Chars.at(line, valueEnd, '(')) {
                valueEnd = Chars.skipHex(line, valueEnd + 1);
                valueEnd = Chars.at(line, valueEnd, ')') ? valueEnd + 1 : valueEnd;
            }
            at = Chars.skipSpaces(line, valueEnd);
        }
        return found;
    }

    private static void put(String name, String line, int from, int to, Map<String, Word> registers) {
        Word value = Chars.word(line.substring(from, to));
        if (value != null) {
            registers.putIfAbsent(name, value);
        }
    }

    /** The name as {@link dev.panictriage.facts.ExceptionContext} has it; null if it is no register's. */
    private static @Nullable String canonical(String line, int from, int to) {
        int length = to - from;
        if (length > 8) {
            return null;
        }
        String name = line.substring(from, to);
        return switch (name) {
            case "R08" -> "r8";
            case "R09" -> "r9";
            case "RFLAGS", "EFLAGS" -> "eflags";
            case "ORIG_RAX", "ORIG_EAX" -> "orig_rax";
            case "CS", "SS", "DS", "ES", "FS", "GS", "knlGS" -> name.toLowerCase(java.util.Locale.ROOT);
            case "SP", "PC", "LR", "PSTATE" -> name.toLowerCase(java.util.Locale.ROOT);
            case "sp", "pc", "lr", "fp", "ip", "ra", "gp", "tp", "epc", "pstate", "psr", "status", "badaddr", "cause" ->
                name;
            default -> isNumbered(name) ? name.toLowerCase(java.util.Locale.ROOT) : null;
        };
    }

    private static boolean isNumbered(String name) {
        char first = name.charAt(0);
        if (first == 'R' || first == 'E') {
            return name.length() >= 2 && name.length() <= 3;
        }
        if (first == 'C' || first == 'D') {
            return name.length() == 3 && name.charAt(1) == 'R' && Chars.isDigit(name.charAt(2));
        }
        return name.length() >= 2 && "xXrsta".indexOf(first) >= 0 && Chars.skipDigits(name, 1) == name.length();
    }
}
