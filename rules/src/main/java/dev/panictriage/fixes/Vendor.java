// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import java.util.Locale;

/**
 * Who built a kernel, as far as its release and version tell; the id in the table of fixes is the name in lower case.
 */
public enum Vendor {
    /** And its rebuilds (CentOS, AlmaLinux, Rocky, Oracle's compatible kernel), which keep its version numbers. */
    RHEL("Red Hat Enterprise Linux"),
    /** Oracle's Unbreakable Enterprise Kernel. */
    UEK("Oracle UEK"),
    FEDORA("Fedora"),
    AMAZON("Amazon Linux"),
    SUSE("SUSE"),
    DEBIAN("Debian"),
    /** The source package {@code linux}; kernels for clouds and boards have source packages of their own. */
    UBUNTU("Ubuntu"),
    /** A release of kernel.org, unchanged: mainline, stable or a release candidate. */
    MAINLINE("mainline"),
    /** Anybody else's kernel, which may hold anything beyond the release it was built from. */
    OTHER("its vendor");

    private final String title;

    Vendor(String title) {
        this.title = title;
    }

    /** As a sentence names it. */
    public String title() {
        return title;
    }

    /** The vendor of an id; throws {@link IllegalArgumentException} if there is none. */
    static Vendor of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    int compare(String a, String b) {
        return this == DEBIAN || this == UBUNTU ? DebianVersion.compare(a, b) : RpmVersion.compare(a, b);
    }
}
