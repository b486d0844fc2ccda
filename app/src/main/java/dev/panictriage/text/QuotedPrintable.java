// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Mails as they travel (RFC 2045, 6.7): {@code =3D} for an equals sign, and long lines broken by {@code =}. */
final class QuotedPrintable {
    private static final String EQUALS_SIGN = "=3D";
    private static final int MIN_BREAKS = 3;

    /** Lines are broken there, the equals sign included, but not inside of a byte. */
    private static final int LINE_LENGTH = 76;

    private static final int MAX_CUT = 3;

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
                at = appendBytes(text, at, decoded);
            } else {
                decoded.append(c);
                at++;
            }
        }
        return decoded.toString();
    }

    /** Bytes that follow each other may be one character, in UTF-8. */
    private static int appendBytes(String text, int from, StringBuilder decoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = from;
        while (Chars.at(text, at, '=') && isByte(text, at + 1)) {
            bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
            at += 3;
        }
        decoded.append(bytes.toString(StandardCharsets.UTF_8));
        return at;
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
            int length = at - text.lastIndexOf('\n', at);
            // A row of equals signs is a rule above a report.
            boolean broken = at > 0 && text.charAt(at - 1) != '=';
            breaks += broken ? 1 : 0;
            if (breaks >= MIN_BREAKS || broken && length > LINE_LENGTH - MAX_CUT && length <= LINE_LENGTH) {
                return true;
            }
        }
        return false;
    }
}
