// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

/**
 * The order of RPM versions: {@code [epoch:]version[-release]}, as rpm's {@code rpmVersionCompare()} has it. Any string
 * can be compared. Versions may compare equal and be different strings: {@code 1.0} and {@code 1_00}.
 *
 * <p>The algorithm is that of rpm's {@code rpmio/rpmvercmp.c}, described in rpm-version(7); epochs and releases are
 * split off as in {@code rpmio/rpmver.c}.
 */
public final class RpmVersion {
    private RpmVersion() {}

    /** Negative if {@code a} is older than {@code b}, positive if newer, zero if neither. */
    public static int compare(String a, String b) {
        int versionA = versionStart(a);
        int versionB = versionStart(b);
        int order = compareSegments(epoch(a, versionA), epoch(b, versionB));
        if (order != 0) {
            return order;
        }
        int hyphenA = a.lastIndexOf('-');
        int hyphenB = b.lastIndexOf('-');
        order = compareSegments(
                hyphenA < 0 ? a.substring(versionA) : a.substring(versionA, hyphenA),
                hyphenB < 0 ? b.substring(versionB) : b.substring(versionB, hyphenB));
        if (order != 0) {
            return order;
        }
        if (hyphenA < 0 || hyphenB < 0) {
            return Boolean.compare(hyphenA >= 0, hyphenB >= 0);
        }
        return compareSegments(a.substring(hyphenA + 1), b.substring(hyphenB + 1));
    }

    /** Where the version begins: after the colon of an epoch, which is digits or nothing. */
    private static int versionStart(String evr) {
        int end = Ascii.digitsEnd(evr, 0);
        return end < evr.length() && evr.charAt(end) == ':' ? end + 1 : 0;
    }

    /** No epoch is epoch 0. */
    private static String epoch(String evr, int versionStart) {
        return versionStart <= 1 ? "0" : evr.substring(0, versionStart - 1);
    }

    /**
     * Compares two versions, or two releases, segment by segment: a segment is a run of digits or of ASCII letters, and
     * whatever else stands between them only separates. From old to new: a tilde, the end of the string, a caret,
     * letters, a number.
     */
    static int compareSegments(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            i = skipSeparators(a, i);
            j = skipSeparators(b, j);
            int rank = rank(a, i);
            int order = Integer.compare(rank, rank(b, j));
            if (order != 0 || rank == END) {
                return order;
            }
            if (rank == TILDE || rank == CARET) {
                i++;
                j++;
                continue;
            }
            int endA = rank == NUMBER ? Ascii.digitsEnd(a, i) : lettersEnd(a, i);
            int endB = rank == NUMBER ? Ascii.digitsEnd(b, j) : lettersEnd(b, j);
            order = rank == NUMBER
                    ? compareNumbers(a.substring(Ascii.zerosEnd(a, i), endA), b.substring(Ascii.zerosEnd(b, j), endB))
                    : a.substring(i, endA).compareTo(b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
    }

    private static final int TILDE = 0;
    private static final int END = 1;
    private static final int CARET = 2;
    private static final int LETTERS = 3;
    private static final int NUMBER = 4;

    /** What begins at {@code index}; the kinds in their order. */
    private static int rank(String s, int index) {
        if (index == s.length()) {
            return END;
        }
        char c = s.charAt(index);
        return switch (c) {
            case '~' -> TILDE;
            case '^' -> CARET;
            default -> Ascii.isDigit(c) ? NUMBER : LETTERS;
        };
    }

    /** Without leading zeros, of any length: the longer is the larger. */
    private static int compareNumbers(String a, String b) {
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }

    private static int skipSeparators(String s, int from) {
        int i = from;
        while (i < s.length() && isSeparator(s.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isSeparator(char c) {
        return !Ascii.isDigit(c) && !Ascii.isLetter(c) && c != '~' && c != '^';
    }

    private static int lettersEnd(String s, int from) {
        int i = from;
        while (i < s.length() && Ascii.isLetter(s.charAt(i))) {
            i++;
        }
        return i;
    }
}
