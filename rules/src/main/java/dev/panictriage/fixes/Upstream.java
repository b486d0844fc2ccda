// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

/** Version numbers of kernel.org, with which every kernel's release begins. */
final class Upstream {
    private Upstream() {}

    /**
     * The version that {@code release} begins with: {@code 3.10.0} of {@code 3.10.0-862.el7}. A release candidate is
     * older than its release: {@code 6.12~rc3} of {@code 6.12.0-rc3+}, of {@code 6.12-rc3-amd64} and of Fedora's
     * {@code 6.12.0-0.rc3.29.fc42}. Empty if it does not begin with two numbers.
     */
    static String of(String release) {
        int first = Ascii.digitsEnd(release, 0);
        int end = first;
        while (end < release.length() && release.charAt(end) == '.' && Ascii.isDigitAt(release, end + 1)) {
            end = Ascii.digitsEnd(release, end + 1);
        }
        if (first == 0 || end == first) {
            return "";
        }
        String version = release.substring(0, end);
        int candidate = candidate(release, end);
        if (candidate < 0) {
            return version;
        }
        String base = version.endsWith(".0") && !series(version).equals(version)
                ? version.substring(0, version.length() - 2)
                : version;
        return base + "~rc" + release.substring(candidate, Ascii.digitsEnd(release, candidate));
    }

    /** Where the number of the release candidate begins; -1 if the release is none. */
    private static int candidate(String release, int from) {
        for (String mark : new String[] {"-rc", "~rc", "-0.rc"}) {
            if (release.startsWith(mark, from) && Ascii.isDigitAt(release, from + mark.length())) {
                return from + mark.length();
            }
        }
        return -1;
    }

    /**
     * The stable series of a version: {@code 6.1} of {@code 6.1.192}; before 3.0 three numbers name one, {@code
     * 2.6.32}.
     */
    static String series(String version) {
        int end = Ascii.digitsEnd(version, 0);
        int more = version.startsWith("2.") ? 2 : 1;
        for (int i = 0; i < more && end < version.length() && version.charAt(end) == '.'; i++) {
            end = Ascii.digitsEnd(version, end + 1);
        }
        return version.substring(0, end);
    }
}
