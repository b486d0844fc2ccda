// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelReleaseTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "3.10.0-862.14.4.el7.x86_64, RHEL, 3.10.0-862.14.4.el7, 3.10.0-862, 3.10.0",
        "3.10.0-1160.el7.x86_64.debug, RHEL, 3.10.0-1160.el7, 3.10.0-1160, 3.10.0",
        "4.18.0-348.el8, RHEL, 4.18.0-348.el8, 4.18.0-348, 4.18.0",
        "4.18.0-348.7.1.el8_5.x86_64, RHEL, 4.18.0-348.7.1.el8_5, 4.18.0-348, 4.18.0",
        "5.14.0-427.13.1.el9_4.aarch64+64k, RHEL, 5.14.0-427.13.1.el9_4, 5.14.0-427, 5.14.0",
        "2.6.32-520.el6.x86_64, RHEL, 2.6.32-520.el6, 2.6.32-520, 2.6.32",
        "2.6.18-308.el5PAE, RHEL, 2.6.18-308.el5PAE, 2.6.18-308, 2.6.18",
        "4.14.0-115.el7a.aarch64, RHEL, 4.14.0-115.el7a, 4.14.0-115, 4.14.0",
        "3.10.0-693.17.1.rt56.636.el7.x86_64, RHEL, 3.10.0-693.17.1.rt56.636.el7, 3.10.0-693, 3.10.0",
        "3.10.0-862.el7.centos.plus.x86_64, RHEL, 3.10.0-862.el7.centos.plus, 3.10.0-862, 3.10.0",
        "4.14.35-1902.300.11.el7uek.x86_64, UEK, 4.14.35-1902.300.11.el7uek, 4.14.35-1902, 4.14.35",
        "5.15.0-101.103.2.1.el9uek.x86_64, UEK, 5.15.0-101.103.2.1.el9uek, 5.15.0-101, 5.15.0",
        "6.8.5-301.fc40.x86_64, FEDORA, 6.8.5-301.fc40, 6.8.fc40, fc40",
        "4.14.355-275.570.amzn2.x86_64, AMAZON, 4.14.355-275.570.amzn2, 4.14.amzn2, amzn2-4.14",
        "6.1.112-122.189.amzn2023.x86_64, AMAZON, 6.1.112-122.189.amzn2023, 6.1.amzn2023, amzn2023-6.1",
        "5.14.21-150500.55.7-default, SUSE, 5.14.21-150500.55.7, 5.14-150500, 5.14",
        "4.12.14-122.37-azure, SUSE, 4.12.14-122.37, 4.12-122, 4.12",
        "5.3.18-lp152.19-default, SUSE, 5.3.18-lp152.19, 5.3-lp152, 5.3",
        "3.0.101-63-default, SUSE, 3.0.101-63, 3.0-63, 3.0",
        "6.6.54, MAINLINE, 6.6.54, 6.6, ''",
        "2.6.32.71, MAINLINE, 2.6.32.71, 2.6.32, ''",
        "6.1.10-1.el7.elrepo.x86_64, MAINLINE, 6.1.10, 6.1, ''",
    })
    void packageInTheRelease(String release, Vendor vendor, String version, String stream, String line) {
        KernelRelease kernel = KernelRelease.parse(release, "#1 SMP Mon Nov 16 12:00:00 UTC 2026");

        assertThat(kernel.vendor()).isEqualTo(vendor);
        assertThat(kernel.build()).isEqualTo(new KernelBuild(vendor, version));
        assertThat(kernel.build().stream()).isEqualTo(stream);
        assertThat(kernel.build().line()).isEqualTo(line);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "6.1.0-56-cloud-amd64, #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16), DEBIAN, 6.1.192-2, 6.1.192, 6.1",
        "6.12.6-amd64, #1  Debian 6.12.6-1, DEBIAN, 6.12.6-1, 6.12.6, 6.12",
        "6.1.0-0.deb11.13-amd64, #1 SMP Debian 6.1.55-1~bpo11+1 (2023-10-08), DEBIAN, 6.1.55-1, 6.1.55, 6.1",
        "6.12.117+deb12-amd64, #1 SMP Debian 6.12.117-1~deb12u1 (2026-11-14), DEBIAN, 6.12.117-1, 6.12.117, 6.12",
        "3.16.0-4-amd64, #1 SMP Debian 3.16.7-ckt25-2 (2016-04-08), DEBIAN, 3.16.7-ckt25-2, 3.16.7-ckt25, 3.16",
        "6.16-rc7-amd64, #1 SMP Debian 6.16~rc7-1~exp1 (2025-07-21), DEBIAN, 6.16~rc7-1~exp1, 6.16~rc7, ",
        "5.15.0-25-generic, #25-Ubuntu SMP Wed Mar 30 15:54:22 UTC 2022, UBUNTU, 5.15.0-25.25, 5.15.0, 5.15",
        "5.13.0-41-generic, #46~20.04.1-Ubuntu SMP Wed Apr 20 2022, UBUNTU, 5.13.0-41.46, 5.13.0, 5.13",
    })
    void packageInTheVersion(
            String release, String banner, Vendor vendor, String version, String upstream, String stream) {
        KernelRelease kernel = KernelRelease.parse(release, banner);

        assertThat(kernel.build()).isEqualTo(new KernelBuild(vendor, version));
        assertThat(kernel.upstream()).isEqualTo(upstream);
        assertThat(kernel.build().stream()).isEqualTo(stream);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "6.1.0-56-cloud-amd64, , DEBIAN, 6.1.0",
        "2.6.32-5-amd64, #1 SMP Sun Sep 23 10:07:46 UTC 2012, DEBIAN, 2.6.32",
        "4.19.0-5-686-pae, , DEBIAN, 4.19.0",
        "5.15.0-25-generic, , UBUNTU, 5.15.0",
        "5.15.0-1041-azure, #48-Ubuntu SMP Tue Jun 20 2023, UBUNTU, 5.15.0",
        "5.15.0-1041-azure, , OTHER, 5.15.0",
        "6.5.4-060504-generic, #202309191042 SMP PREEMPT_DYNAMIC, OTHER, 6.5.4",
        "6.6.54-arch1-1, , OTHER, 6.6.54",
        "6.8.4-2-pve, #1 SMP PREEMPT_DYNAMIC PMX 6.8.4-2, OTHER, 6.8.4",
        "6.6.20+rpt-rpi-v8, #1 SMP PREEMPT Debian 1:6.6.20-1+rpt1 (2024-03-07), OTHER, 6.6.20",
        "6.1.0-rc5-00123-gabcdef012345-dirty, , OTHER, 6.1~rc5",
        "4.19.90-2003.4.0.0036.oe1.x86_64, , OTHER, 4.19.90",
        "5.15.153.1-microsoft-standard-WSL2, , OTHER, 5.15.153.1",
    })
    void packageUnknown(String release, String banner, Vendor vendor, String upstream) {
        assertThat(KernelRelease.parse(release, banner)).isEqualTo(new KernelRelease(release, vendor, upstream, null));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "6.12.0-rc3, 6.12~rc3",
        "6.12-rc3, 6.12~rc3",
        "2.6.39-rc1, 2.6.39~rc1",
        "6.12.0-0.rc3.29.fc42.x86_64, 6.12~rc3",
        "6.11.0-0.rc5.23.el10.x86_64, 6.11~rc5",
    })
    void releaseCandidatesAreOlderThanTheirReleaseAndInNoStream(String release, String upstream) {
        KernelRelease kernel = KernelRelease.parse(release, null);

        assertThat(kernel.upstream()).isEqualTo(upstream);
        assertThat(kernel.build().stream()).isNull();
    }

    @ParameterizedTest(name = "release {0}")
    @CsvSource({"''", "6", "x", "-", ".", "6.", "v6.1", "(none)", ".el7", "~rc1"})
    void noRelease(String release) {
        assertThat(KernelRelease.parse(release, "#1 SMP Debian"))
                .isEqualTo(new KernelRelease(release, Vendor.OTHER, "", null));
    }

    @Test
    void anyTwoStringsCanBeRead() {
        Random random = new Random(7);
        String[] parts = {
            "6.1",
            "0",
            "-",
            ".",
            "~",
            "rc",
            "el7",
            ".fc",
            "uek",
            "amzn2",
            "-default",
            "-generic",
            "#",
            "1",
            "-Ubuntu",
            " Debian ",
            "+",
            ":",
            "x86_64",
            "-0.rc",
            "\u0000",
            "é",
            "2.6.32",
            "99999999999999999999"
        };
        for (int i = 0; i < 20_000; i++) {
            KernelRelease kernel = KernelRelease.parse(any(parts, random), any(parts, random));
            KernelBuild build = kernel.build();
            if (build != null) {
                assertThat(build.sameLine(build)).isTrue();
                assertThat(build.sameStream(build)).isEqualTo(build.stream() != null);
                assertThat(build.isOlderThan(build)).isFalse();
            }
        }
    }

    private static String any(String[] parts, Random random) {
        StringBuilder s = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            s.append(parts[random.nextInt(parts.length)]);
        }
        return s.toString();
    }
}
