// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

/** Characters as version comparison sees them: ASCII, whatever the locale. */
final class Ascii {
    private Ascii() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isDigitAt(String s, int index) {
        return index < s.length() && isDigit(s.charAt(index));
    }

    /** Where the run of digits that begins at {@code from} ends. */
    static int digitsEnd(String s, int from) {
        int i = from;
        while (isDigitAt(s, i)) {
            i++;
        }
        return i;
    }

    /** Where the run of zeros that begins at {@code from} ends. */
    static int zerosEnd(String s, int from) {
        int i = from;
        while (i < s.length() && s.charAt(i) == '0') {
            i++;
        }
        return i;
    }
}
