// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

/** Makes strings out of a dump harmless for a terminal. */
final class Printable {
    private Printable() {}

    /** Control characters, escapes and direction marks as {@code \xNN} or {@code \}{@code uNNNN}; all else as it is. */
    static String of(String text) {
        int i = 0;
        while (i < text.length() && isHarmless(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, i);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                safe.append(c);
            } else {
                safe.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }

    private static boolean isHarmless(char c) {
        if (c < 0x7f) {
            return c >= 0x20;
        }
        return c >= 0xa0 && Character.getType(c) != Character.FORMAT && !Character.isSurrogate(c);
    }
}
