// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Character classes and numbers of kernel text. No regular expressions: they are slow to load in a cold JVM. */
final class Chars {
    private Chars() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Whether {@code c} may be in a symbol's name, with compilers' suffixes: {@code foo.constprop.0}. */
    static boolean isSymbol(char c) {
        return isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '$';
    }

    static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int skipHex(String text, int from) {
        int at = from;
        while (at < text.length() && isHex(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int skipSymbol(String text, int from) {
        int at = from;
        while (at < text.length() && isSymbol(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The start of the symbol that ends at {@code end}; not before {@code from}. */
    static int symbolStart(String text, int from, int end) {
        int at = end;
        while (at > from && isSymbol(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** The end of the word at {@code from}: the next blank, or the end of the text. */
    static int skipWord(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
            at++;
        }
        return at;
    }

    static boolean at(String text, int from, char c) {
        return from >= 0 && from < text.length() && text.charAt(from) == c;
    }

    /** The words of a line, which blanks separate. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int at = skipSpaces(line, 0);
        while (at < line.length()) {
            int end = skipWord(line, at);
            words.add(line.substring(at, end));
            at = skipSpaces(line, end);
        }
        return words;
    }

    /** A number of 1 to 16 hexadecimal digits, with or without {@code 0x}; null if it is not that. */
    static @Nullable Word word(@Nullable String hex) {
        if (hex == null) {
            return null;
        }
        int start = hex.startsWith("0x") || hex.startsWith("0X") ? 2 : 0;
        int digits = hex.length() - start;
        if (digits < 1 || digits > 16 || skipHex(hex, start) != hex.length()) {
            return null;
        }
        return Word.parse(hex);
    }

    /** A decimal number of at most nine digits; null if it is not that. */
    static @Nullable Integer number(@Nullable String decimal) {
        if (decimal == null || decimal.isEmpty() || decimal.length() > 9) {
            return null;
        }
        return skipDigits(decimal, 0) == decimal.length() ? (Integer) Integer.parseInt(decimal) : null;
    }
}
