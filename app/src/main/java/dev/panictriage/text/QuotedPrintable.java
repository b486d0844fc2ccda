// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/** Mails as they travel (RFC 2045, 6.7): {@code =3D} for an equals sign, and long lines broken by {@code =}. */
final class QuotedPrintable {
    private static final String EQUALS_SIGN = "=3D";
    private static final int MIN_BREAKS = 3;

    private QuotedPrintable() {}

    /** The text itself if it does not look like quoted-printable. */
    static String decode(String text) {
        if (!text.contains(EQUALS_SIGN) && !isBroken(text)) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '=' && Chars.at(text, at + 1, '\n')) {
                at += 2;
            } else if (c == '=' && Chars.at(text, at + 1, '\r') && Chars.at(text, at + 2, '\n')) {
                at += 3;
            } else if (c == '=' && isByte(text, at + 1)) {
                decoded.append((char) Integer.parseInt(text, at + 1, at + 3, 16));
                at += 3;
            } else {
                decoded.append(c);
                at++;
            }
        }
        return decoded.toString();
    }

    /** Two hexadecimal digits, capitals as the standard wants them: {@code EFLAGS=00} is none. */
    private static boolean isByte(String text, int from) {
        return from + 1 < text.length()
                && Chars.skipHex(text, from) >= from + 2
                && !Character.isLowerCase(text.charAt(from))
                && !Character.isLowerCase(text.charAt(from + 1))
                && text.charAt(from) >= '2';
    }

    private static boolean isBroken(String text) {
        int breaks = 0;
        for (int at = text.indexOf("=\n"); at >= 0; at = text.indexOf("=\n", at + 1)) {
            // A row of equals signs is a rule above a report.
            if (at > 0 && text.charAt(at - 1) != '=' && ++breaks >= MIN_BREAKS) {
                return true;
            }
        }
        return false;
    }
}
