// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/** Text as its author saw it, without what mails, web pages and forums make of it. Only quoted-printable costs lines their numbers. */
final class PastedText {
    /** What web pages and mail programs make of blanks that follow each other. */
    private static final char NO_BREAK_SPACE = '\u00a0';

    private PastedText() {}

    static String decode(String text) {
        String plain = Entities.decode(QuotedPrintable.decode(text));
        return NumberedLines.strip(plain.indexOf(NO_BREAK_SPACE) < 0 ? plain : plain.replace(NO_BREAK_SPACE, ' '));
    }
}
