// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import static dev.panictriage.fixes.FixVerdict.Status.AFFECTED;
import static dev.panictriage.fixes.FixVerdict.Status.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.panictriage.fixes.FixVerdict.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownFixesTest {
    private static final String ANON_VMA = "anon-vma-root-null";
    private static final String STACK = "stack-overflow-into-thread-info";

    @Test
    void theKernelOfTheFifthCase() {
        assertThat(KnownFixes.forKernel(ANON_VMA, "3.10.0-862.14.4.el7.x86_64", "#1 SMP Wed Sep 26 15:12:11 UTC 2018"))
                .containsExactly(new FixVerdict(
                        AFFECTED,
                        "anon_vma freed while a page still points to it",
                        "affected: 3.10.0-862.14.4.el7 is older than 3.10.0-862.37.1.el7 (7.5), the first build of its "
                                + "stream with the fix",
                        "3.10.0-862.37.1.el7",
                        List.of(
                                "https://access.redhat.com/solutions/4094221",
                                "https://access.redhat.com/solutions/2779851",
                                "https://access.redhat.com/solutions/277985",
                                "https://bugzilla.redhat.com/show_bug.cgi?id=1305620")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "3.10.0-327.el7, AFFECTED, 3.10.0-327.79.2.el7",
        "3.10.0-327.79.1.el7, AFFECTED, 3.10.0-327.79.2.el7",
        "3.10.0-327.79.2.el7, FIXED, 3.10.0-327.79.2.el7",
        "3.10.0-327.80.1.el7, FIXED, 3.10.0-327.79.2.el7",
        "3.10.0-514.66.1.el7, AFFECTED, 3.10.0-514.66.2.el7",
        "3.10.0-514.66.2.el7, FIXED, 3.10.0-514.66.2.el7",
        "3.10.0-514.67.1.el7, FIXED, 3.10.0-514.66.2.el7",
        "3.10.0-693.9.1.el7, AFFECTED, 3.10.0-693.55.1.el7",
        "3.10.0-693.55.1.el7, FIXED, 3.10.0-693.55.1.el7",
        "3.10.0-693.58.1.el7, FIXED, 3.10.0-693.55.1.el7",
        "3.10.0-862.el7, AFFECTED, 3.10.0-862.37.1.el7",
        "3.10.0-862.37.1.el7, FIXED, 3.10.0-862.37.1.el7",
        "3.10.0-862.38.1.el7, FIXED, 3.10.0-862.37.1.el7",
        "3.10.0-957.el7, AFFECTED, 3.10.0-957.27.2.el7",
        "3.10.0-957.27.1.el7, AFFECTED, 3.10.0-957.27.2.el7",
        "3.10.0-957.27.2.el7, FIXED, 3.10.0-957.27.2.el7",
        "3.10.0-957.54.1.el7, FIXED, 3.10.0-957.27.2.el7",
        "3.10.0-1062.el7, FIXED, 3.10.0-1062.el7",
        "3.10.0-1062.1.1.el7, FIXED, 3.10.0-1062.el7",
        "3.10.0-1160.119.1.el7, FIXED, 3.10.0-1062.el7",
    })
    void everyStreamBeforeAtAndAfterTheFix(String build, Status status, String fixedBuild) {
        for (String release : List.of(build + ".x86_64", build)) {
            assertThat(KnownFixes.forKernel(ANON_VMA, release, null))
                    .singleElement()
                    .satisfies(verdict -> {
                        assertThat(verdict.status()).isEqualTo(status);
                        assertThat(verdict.fixedBuild()).isEqualTo(fixedBuild);
                    });
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"3.10.0-123.el7", "3.10.0-861.el7", "3.10.0-1061.el7"})
    void aBuildOfTheLineItselfThatIsOlder(String build) {
        FixVerdict verdict =
                KnownFixes.forKernel(ANON_VMA, build + ".x86_64", null).get(0);

        assertThat(verdict.status()).isEqualTo(AFFECTED);
        assertThat(verdict.text())
                .isEqualTo("affected: " + build
                        + " is older than 3.10.0-1062.el7 (7.7), the first build of its line with the fix");
        assertThat(verdict.fixedBuild()).isEqualTo("3.10.0-1062.el7");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"3.10.0-123.4.2.el7", "3.10.0-229.20.1.el7", "3.10.0-861.1.1.el7"})
    void aStreamWithoutABuildOfItsOwn(String build) {
        FixVerdict verdict =
                KnownFixes.forKernel(ANON_VMA, build + ".x86_64", null).get(0);

        assertThat(verdict.status()).isEqualTo(UNKNOWN);
        assertThat(verdict.text())
                .isEqualTo("not known: no build of the stream of " + build
                        + " is known to have the fix; Red Hat Enterprise Linux has it from 3.10.0-1062.el7 (7.7)");
        assertThat(verdict.fixedBuild()).isEqualTo("3.10.0-1062.el7");
    }

    @ParameterizedTest(name = "release {0}, version {1}")
    @CsvSource({
        "4.18.0-348.el8.x86_64, #1 SMP",
        "2.6.32-754.el6.x86_64, #1 SMP",
        "6.1.0-56-cloud-amd64, #1 SMP Debian 6.1.192-2 (2026-11-16)",
        "5.15.0-25-generic, #25-Ubuntu SMP",
        "3.10.108, #1 SMP",
        "4.14.35-1902.300.11.el7uek.x86_64, #2 SMP",
        "'', ''",
        ", ",
        "no release at all, \u0000",
    })
    void anotherVendorOrLineOrNoKernelAtAll(String release, String version) {
        FixVerdict verdict = KnownFixes.forKernel(ANON_VMA, release, version).get(0);

        assertThat(verdict.status()).isEqualTo(UNKNOWN);
        assertThat(verdict.fixedBuild()).isNull();
        assertThat(verdict.references()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @CsvSource({
        "2.6.32-431.29.2.el6.x86_64, , UNKNOWN, UNKNOWN, UNKNOWN",
        "2.6.32-431.el6.x86_64, , AFFECTED, UNKNOWN, AFFECTED",
        "2.6.32-495.el6.x86_64, , AFFECTED, UNKNOWN, FIXED",
        "2.6.32-504.8.1.el6.x86_64, , UNKNOWN, UNKNOWN, FIXED",
        "2.6.32-519.el6.x86_64, , AFFECTED, UNKNOWN, FIXED",
        "2.6.32-520.el6.x86_64, , FIXED, UNKNOWN, FIXED",
        "2.6.32-754.el6.x86_64, , FIXED, UNKNOWN, FIXED",
        "3.10.0-327.el7.x86_64, , UNKNOWN, FIXED, UNKNOWN",
        "4.18.0-348.el8.x86_64, , FIXED, FIXED, UNKNOWN",
        "6.1.0-56-cloud-amd64, #1 SMP Debian 6.1.192-2 (2026-11-16), FIXED, FIXED, UNKNOWN",
        "6.6.54-arch1-1, , FIXED, FIXED, UNKNOWN",
        "3.3.8, , UNKNOWN, UNKNOWN, UNKNOWN",
        "3.4.0-rc7, , UNKNOWN, UNKNOWN, UNKNOWN",
        "3.4, , UNKNOWN, FIXED, UNKNOWN",
        "3.14.79, , UNKNOWN, FIXED, UNKNOWN",
        "3.15.0-rc8, , UNKNOWN, FIXED, UNKNOWN",
        "3.15.0, , FIXED, FIXED, UNKNOWN",
    })
    void theFixesOfTheFourthCase(String release, String version, Status stack, Status xfs, Status bug) {
        assertThat(KnownFixes.forKernel(STACK, release, version))
                .extracting(FixVerdict::subject, FixVerdict::status)
                .containsExactly(
                        tuple("16 KiB kernel stacks on x86_64", stack),
                        tuple("XFS allocates blocks on a worker's stack", xfs),
                        tuple("RHEL 6 bug 1028831", bug));
    }

    @Test
    void aKernelHasWhatTheReleaseItIsMadeFromHas() {
        assertThat(KnownFixes.forKernel(STACK, "6.1.0-56-amd64", "#1 SMP Debian 6.1.192-2 (2026-11-16)")
                        .get(0)
                        .line())
                .isEqualTo("16 KiB kernel stacks on x86_64: fixed: 6.1.192-2 is made from Linux 6.1.192, which has the "
                        + "fix since 3.15 (commit 6538b8ea886e)");
    }

    @Test
    void whatIsNotKnownOfAKernelOfKernelOrg() {
        assertThat(KnownFixes.forKernel(STACK, "3.14.79", null).get(0).text())
                .isEqualTo("not known: no build of the stream of 3.14.79 is known to have the fix; mainline has it "
                        + "from 3.15 (commit 6538b8ea886e)");
    }

    @Test
    void aSignatureWithoutAKnownFix() {
        assertThat(KnownFixes.forKernel("no-such-signature", "3.10.0-862.el7.x86_64", null))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "6.1.191, , AFFECTED",
        "6.1.192, , FIXED",
        "6.2.1, , UNKNOWN",
        "6.13-rc1, , UNKNOWN",
        "6.13, , FIXED",
        "6.1.191-foo, , UNKNOWN",
        "6.1.192-foo, , FIXED",
        "6.1.0-56-amd64, #1 SMP Debian 6.1.191-2 (2026-11-01), AFFECTED",
        "6.1.0-56-amd64, #1 SMP Debian 6.1.191-3~bpo11+1 (2026-11-02), FIXED",
        "6.1.0-56-amd64, , UNKNOWN",
        "6.2.0-1-amd64, #1 SMP Debian 6.2.1-1 (2026-11-02), UNKNOWN",
        "6.8.5-201.fc39.x86_64, , AFFECTED",
        "6.8.5-301.fc40.x86_64, , UNKNOWN",
    })
    void stableSeriesAndVendorsBuildsSideBySide(String release, String version, Status status) {
        KnownFix fix = FixTable.parse("""
            fix some-signature some subject
            line mainline 6.13 commit 123456789abc
            stream mainline 6.1.192
            stream debian 6.1.191-3
            stream fedora 6.8.6-200.fc39
            """).get(0);

        assertThat(KnownFixes.judge(fix, KernelRelease.parse(release, version)).status())
                .isEqualTo(status);
    }
}
