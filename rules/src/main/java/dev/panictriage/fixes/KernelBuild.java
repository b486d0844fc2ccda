// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import org.jspecify.annotations.Nullable;

/**
 * One build of a vendor's kernel package.
 *
 * <p>A vendor maintains several <i>streams</i> side by side, and a fix reaches each in a build of its own: in RHEL 7.5
 * with 3.10.0-862.37.1.el7, in 7.6 with 3.10.0-957.27.2.el7, and 957 as first released does not have it although 957 is
 * more than 862. So builds of different streams must not be compared to tell whether a fix is in. Streams branch off a
 * <i>line</i>, on which versions only grow and a fix once made stays.
 *
 * @param version {@code version-release} of an RPM without the architecture, the version of a Debian package, or a
 *     release of kernel.org in the form {@code 6.6.54} or {@code 6.12~rc3}
 */
public record KernelBuild(Vendor vendor, String version) {
    /** The release of kernel.org that the package is made from, at least: {@code 6.1.192}, {@code 6.12~rc3}. */
    public String upstream() {
        if (vendor == Vendor.DEBIAN) {
            int revision = version.lastIndexOf('-');
            return revision < 0 ? version : version.substring(0, revision);
        }
        return Upstream.of(version);
    }

    /**
     * Which of the vendor's streams this is; two builds of one stream can be compared. Null if the build is in none: a
     * release candidate, or a kernel whose vendor is not known.
     *
     * <ul>
     *   <li>RHEL, UEK: the release that the z-stream maintains, {@code 3.10.0-862} of {@code 3.10.0-862.14.4.el7}
     *   <li>SUSE: the stable series and the first number of the release, {@code 5.14-150500}
     *   <li>Fedora, Amazon: the stable series and the distribution, {@code 6.8.fc40}
     *   <li>Debian, Ubuntu, kernel.org: the stable series, {@code 6.1}
     * </ul>
     */
    public @Nullable String stream() {
        String upstream = upstream();
        if (upstream.indexOf('~') >= 0) {
            return null;
        }
        return switch (vendor) {
            case RHEL, UEK -> upstream + '-' + releaseNumber();
            case SUSE -> Upstream.series(upstream) + '-' + releaseNumber();
            case FEDORA, AMAZON -> Upstream.series(upstream) + '.' + distribution();
            case DEBIAN, UBUNTU, MAINLINE -> Upstream.series(upstream);
            case OTHER -> null;
        };
    }

    /**
     * The main line that the stream branched off: {@code 3.10.0} for RHEL 7. Where a vendor's distributions do not
     * descend from one another, each is a line.
     */
    public String line() {
        return switch (vendor) {
            case RHEL, UEK -> upstream();
            case SUSE -> Upstream.series(upstream());
            case FEDORA -> distribution();
            case AMAZON -> distribution() + '-' + Upstream.series(upstream());
            case DEBIAN, UBUNTU, MAINLINE, OTHER -> "";
        };
    }

    /**
     * Whether the build is one of the line and not of a stream that was cut from it: {@code 2.6.32-431.el6}, but not {@code
     * 2.6.32-431.20.3.el6}. Not known of vendors other than Red Hat and Oracle, whose numbers tell.
     */
    boolean isOnLine() {
        return (vendor == Vendor.RHEL || vendor == Vendor.UEK)
                && version.startsWith(".el", end(version, version.indexOf('-') + 1));
    }

    boolean sameStream(KernelBuild other) {
        String stream = stream();
        return vendor == other.vendor && stream != null && stream.equals(other.stream());
    }

    boolean sameLine(KernelBuild other) {
        return vendor == other.vendor && line().equals(other.line());
    }

    /** Whether this build is older than {@code other} of the same vendor, by the order of the vendor's packages. */
    boolean isOlderThan(KernelBuild other) {
        return vendor.compare(version, other.version) < 0;
    }

    /** The first number of the release: {@code 862} of {@code 3.10.0-862.14.4.el7}. */
    private String releaseNumber() {
        int start = version.indexOf('-') + 1;
        return version.substring(start, end(version, start));
    }

    private static int end(String s, int start) {
        int dot = s.indexOf('.', start);
        return dot < 0 ? s.length() : dot;
    }

    /** The distribution's tag, which Fedora and Amazon put last: {@code fc40}, {@code amzn2}. */
    private String distribution() {
        return version.substring(version.lastIndexOf('.') + 1);
    }
}
