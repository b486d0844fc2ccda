// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

/**
 * The order of Debian versions: {@code [epoch:]upstream[-revision]}, as {@code dpkg --compare-versions} has it. Any
 * string can be compared; a prefix that is not a valid epoch counts as part of the upstream version. Versions may
 * compare equal and be different strings: {@code 1.0} and {@code 0:1.00-0}.
 *
 * <p>The algorithm is that of section 5.6.12 of Debian Policy, deb-version(7), and dpkg's {@code lib/dpkg/version.c}.
 */
public final class DebianVersion {
    private DebianVersion() {}

    /** Negative if {@code a} is older than {@code b}, positive if newer, zero if neither. */
    public static int compare(String a, String b) {
        int upstreamA = upstreamStart(a);
        int upstreamB = upstreamStart(b);
        int order = Integer.compare(epoch(a, upstreamA), epoch(b, upstreamB));
        if (order != 0) {
            return order;
        }
        int endA = upstreamEnd(a, upstreamA);
        int endB = upstreamEnd(b, upstreamB);
        order = comparePart(a.substring(upstreamA, endA), b.substring(upstreamB, endB));
        return order != 0 ? order : comparePart(revision(a, endA), revision(b, endB));
    }

    private static int upstreamStart(String version) {
        int colon = version.indexOf(':');
        if (colon <= 0) {
            return 0;
        }
        boolean valid = Ascii.digitsEnd(version, 0) == colon && parse(version.substring(0, colon)) <= Integer.MAX_VALUE;
        return valid ? colon + 1 : 0;
    }

    private static int epoch(String version, int upstreamStart) {
        return upstreamStart == 0 ? 0 : (int) parse(version.substring(0, upstreamStart - 1));
    }

    /** The value of a run of digits; more than {@link Integer#MAX_VALUE} if it is too large. */
    private static long parse(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length() && value <= Integer.MAX_VALUE; i++) {
            value = value * 10 + (digits.charAt(i) - '0');
        }
        return value;
    }

    private static int upstreamEnd(String version, int upstreamStart) {
        int hyphen = version.lastIndexOf('-');
        return hyphen < upstreamStart ? version.length() : hyphen;
    }

    /** No revision is as good as revision 0. */
    private static String revision(String version, int upstreamEnd) {
        return upstreamEnd == version.length() ? "" : version.substring(upstreamEnd + 1);
    }

    /** Compares runs of other characters and runs of digits in turn, as {@code verrevcmp()} does. */
    private static int comparePart(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (weight(a, i) != 0 || weight(b, j) != 0) {
                int order = Integer.compare(weight(a, i), weight(b, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            i = Ascii.zerosEnd(a, i);
            j = Ascii.zerosEnd(b, j);
            int firstDifference = 0;
            while (Ascii.isDigitAt(a, i) && Ascii.isDigitAt(b, j)) {
                if (firstDifference == 0) {
                    firstDifference = Character.compare(a.charAt(i), b.charAt(j));
                }
                i++;
                j++;
            }
            if (Ascii.isDigitAt(a, i)) {
                return 1;
            }
            if (Ascii.isDigitAt(b, j)) {
                return -1;
            }
            if (firstDifference != 0) {
                return firstDifference;
            }
        }
        return 0;
    }

    /** Tilde before the end of the part or a digit, those before letters, letters before everything else. */
    private static int weight(String s, int index) {
        if (index >= s.length()) {
            return 0;
        }
        char c = s.charAt(index);
        if (Ascii.isDigit(c)) {
            return 0;
        }
        if (c == '~') {
            return -1;
        }
        return Ascii.isLetter(c) ? c : c + 256;
    }
}
