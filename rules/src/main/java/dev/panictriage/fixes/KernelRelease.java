// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code uname -r} and {@code uname -v} tell of a kernel's package. Vendors put it in different places: RPM
 * distributions name the package in the release; Debian names an ABI there and the package in the version; Ubuntu
 * splits its package between both.
 *
 * <p>The forms are those of the kernel's own {@code scripts/setlocalversion} and of the vendors' packaging: {@code
 * kernel.spec} (RHEL, Fedora, Amazon), {@code kernel-binary.spec} (SUSE), {@code debian/rules} (Debian, Ubuntu).
 *
 * @param release as {@code uname -r} prints it
 * @param upstream the release of kernel.org that it was made from, at least; empty if that cannot be told
 * @param build the package; null if the vendor's packages are not known or nothing names the package
 */
public record KernelRelease(
        String release,
        Vendor vendor,
        String upstream,
        @Nullable KernelBuild build) {
    private static final Set<String> SUSE_FLAVOURS = Set.of(
            "default",
            "preempt",
            "rt",
            "azure",
            "vanilla",
            "pae",
            "xen",
            "ec2",
            "trace",
            "debug",
            "desktop",
            "64kb",
            "kvmsmall",
            "lpae",
            "bigsmp");

    private static final Set<String> DEBIAN_ARCHITECTURES =
            Set.of("amd64", "arm64", "686", "armmp", "powerpc64le", "s390x", "riscv64", "loong64", "pae");

    private static final Set<String> UBUNTU_FLAVOURS = Set.of("generic", "lowlatency", "server", "virtual");

    private static final Set<String> RPM_ARCHITECTURES = Set.of(
            "x86_64", "i386", "i586", "i686", "aarch64", "ppc64", "ppc64le", "s390", "s390x", "ia64", "armv7hl",
            "riscv64", "noarch");

    /**
     * Reads any two strings. {@code version} may be missing: then kernels whose release is not that of a package stay
     * without.
     */
    public static KernelRelease parse(String release, @Nullable String version) {
        String name = release.strip();
        String banner = version == null ? "" : version;
        String upstream = Upstream.of(name);
        if (upstream.isEmpty()) {
            return new KernelRelease(name, Vendor.OTHER, "", null);
        }
        KernelBuild debian = debian(banner);
        if (debian != null) {
            return new KernelRelease(name, Vendor.DEBIAN, debian.upstream(), debian);
        }
        if (banner.contains("-Ubuntu")) {
            return new KernelRelease(name, Vendor.UBUNTU, upstream, ubuntu(name, banner));
        }
        KernelBuild rpm = rpm(name);
        if (rpm != null) {
            return new KernelRelease(name, rpm.vendor(), upstream, rpm);
        }
        if (name.equals(upstream.replace("~", "-")) || name.equals(upstream.replace("~", ".0-"))) {
            return new KernelRelease(name, Vendor.MAINLINE, upstream, new KernelBuild(Vendor.MAINLINE, upstream));
        }
        return new KernelRelease(name, vendorByFlavour(name, banner), upstream, null);
    }

    /** How a sentence names the kernel: by its package, or by its release. */
    public String name() {
        return build == null || vendor == Vendor.MAINLINE ? release : build.version();
    }

    /**
     * {@code #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)}. A backport, {@code ~bpo11+1} or {@code ~deb12u1},
     * is the same source as the version before the tilde. A package with an epoch or a {@code +rpt} is another
     * vendor's.
     */
    private static @Nullable KernelBuild debian(String banner) {
        String mark = " Debian ";
        int start = banner.indexOf(mark);
        if (start < 0) {
            return null;
        }
        start += mark.length();
        int end = banner.indexOf(' ', start);
        String version = banner.substring(start, end < 0 ? banner.length() : end);
        if (Upstream.of(version).isEmpty() || version.indexOf(':') >= 0 || version.contains("+rpt")) {
            return null;
        }
        int backport = Math.max(version.indexOf("~bpo"), version.indexOf("~deb"));
        return new KernelBuild(Vendor.DEBIAN, backport < 0 ? version : version.substring(0, backport));
    }

    /**
     * {@code 5.15.0-25-generic} and {@code #25-Ubuntu SMP ...} are package 5.15.0-25.25. In a backport,
     * {@code #46~20.04.1-Ubuntu}, the tilde marks a rebuild of the same source.
     */
    private static @Nullable KernelBuild ubuntu(String name, String banner) {
        int flavour = name.lastIndexOf('-');
        int upload = banner.indexOf('#') + 1;
        boolean known =
                flavour > 0 && UBUNTU_FLAVOURS.contains(name.substring(flavour + 1)) && Ascii.isDigitAt(banner, upload);
        return known
                ? new KernelBuild(
                        Vendor.UBUNTU,
                        name.substring(0, flavour) + '.' + banner.substring(upload, Ascii.digitsEnd(banner, upload)))
                : null;
    }

    private static @Nullable KernelBuild rpm(String name) {
        String version = withoutArchitecture(name);
        int release = version.indexOf('-') + 1;
        if (release == 0) {
            return null;
        }
        if (!Ascii.isDigitAt(version, release)) {
            return suse(version, release);
        }
        if (hasTag(version, ".fc", release)) {
            return new KernelBuild(Vendor.FEDORA, version);
        }
        if (hasTag(version, ".amzn", release)) {
            return new KernelBuild(Vendor.AMAZON, version);
        }
        if (hasTag(version, ".el", release)) {
            return version.endsWith(".elrepo")
                    ? new KernelBuild(Vendor.MAINLINE, Upstream.of(version))
                    : new KernelBuild(version.indexOf("uek", release) >= 0 ? Vendor.UEK : Vendor.RHEL, version);
        }
        return suse(version, release);
    }

    /**
     * {@code 5.14.21-150500.55.7-default}: the release, without the rebuild count that ends the package's, and a
     * flavour.
     */
    private static @Nullable KernelBuild suse(String version, int release) {
        int flavour = version.indexOf('-', release);
        if (flavour < 0 || !SUSE_FLAVOURS.contains(version.substring(flavour + 1))) {
            return null;
        }
        String build = version.substring(0, flavour);
        boolean own = version.endsWith("-default") || build.indexOf('.', release) >= 0;
        return own ? new KernelBuild(Vendor.SUSE, build) : null;
    }

    /** A distribution's tag is followed by its number. */
    private static boolean hasTag(String version, String tag, int from) {
        int at = version.indexOf(tag, from);
        return at >= 0 && Ascii.isDigitAt(version, at + tag.length());
    }

    /** Cuts {@code .x86_64} and what follows it: {@code .debug}, {@code +debug}. */
    private static String withoutArchitecture(String name) {
        int plus = name.indexOf('+');
        String plain = plus < 0 ? name : name.substring(0, plus);
        for (int dot = plain.indexOf('.'); dot >= 0; dot = plain.indexOf('.', dot + 1)) {
            int next = plain.indexOf('.', dot + 1);
            if (RPM_ARCHITECTURES.contains(plain.substring(dot + 1, next < 0 ? plain.length() : next))) {
                return plain.substring(0, dot);
            }
        }
        return plain;
    }

    /** Who names kernels so, where no version says more. */
    private static Vendor vendorByFlavour(String name, String banner) {
        String flavour = name.substring(name.lastIndexOf('-') + 1);
        if (DEBIAN_ARCHITECTURES.contains(flavour)) {
            return Vendor.DEBIAN;
        }
        return banner.isEmpty() && UBUNTU_FLAVOURS.contains(flavour) ? Vendor.UBUNTU : Vendor.OTHER;
    }
}
