// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/** Text that was copied out of the source of a web page, where angle brackets are entities. */
final class Entities {
    private static final String[] NAMES = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;", "&nbsp;"};
    private static final String CHARS = "<>&\"' ";

    private Entities() {}

    /** The text with the characters that its entities stand for. */
    static String decode(String text) {
        if (!text.contains("&lt;") && !text.contains("&gt;")) {
            return text;
        }
        StringBuilder decoded = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int entity = text.charAt(at) == '&' ? entityAt(text, at) : -1;
            decoded.append(entity < 0 ? text.charAt(at) : CHARS.charAt(entity));
            at += entity < 0 ? 1 : NAMES[entity].length();
        }
        return decoded.toString();
    }

    private static int entityAt(String text, int at) {
        for (int i = 0; i < NAMES.length; i++) {
            if (text.startsWith(NAMES[i], at)) {
                return i;
            }
        }
        return -1;
    }
}
