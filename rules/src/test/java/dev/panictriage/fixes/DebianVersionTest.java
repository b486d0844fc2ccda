// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases are those of dpkg's own lib/dpkg/t/t-version.c and of deb-version(7), and kernel packages. */
class DebianVersionTest {
    @ParameterizedTest(name = "{0} is older than {1}")
    @CsvSource({
        "1:0, 2:0",
        "0:1-1, 0:2-1",
        "0:1-1, 0:1-2",
        "0:0-0, 1:0-0",
        "0:a-0, 0:b-0",
        "0:0-a, 0:0-b",
        "9:1, 10:1",
        "1.0~~, 1.0~~a",
        "1.0~~a, 1.0~",
        "1.0~, 1.0",
        "1.0, 1.0a",
        "1.0a, 1.0+",
        "1.0, 1.0-1",
        "1.0-1, 1.0-1+b1",
        "1.9, 1.10",
        "1.0-1-1, 1.0-2-1",
        "0-0:0-0, 0-0:1-0",
        "99999999999999999999, 100000000000000000000",
        "6.1.55-1~bpo11+1, 6.1.55-1",
        "6.16~rc7-1~exp1, 6.16-1",
        "6.1.9-1, 6.1.192-2",
        "3.2.65-1, 3.2.65-1+deb7u2",
        "5.13.0-41.46~20.04.1, 5.13.0-41.46",
    })
    void older(String older, String newer) {
        assertThat(DebianVersion.compare(older, newer)).isNegative();
        assertThat(DebianVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest(name = "{0} and {1} are equal")
    @CsvSource({
        "0, 0",
        "0:0-00, 0:00-0",
        "1:2-3, 1:2-3",
        "0, 0:0",
        "0, 0:0-0",
        "1.0, 1.0-0",
        "1.001, 1.1",
        "0:09azAZ.-+~:-0, 09azAZ.-+~:-0",
        "'', ''",
    })
    void equal(String a, String b) {
        assertThat(DebianVersion.compare(a, b)).isZero();
        assertThat(DebianVersion.compare(b, a)).isZero();
    }

    @ParameterizedTest(name = "{0} has no epoch")
    @CsvSource({"a:1", "':1'", "-1:1", "2147483648:1", "999999999999999999999999:0-1"})
    void whatIsNoEpochBelongsToTheVersion(String version) {
        assertThat(DebianVersion.compare(version, "1:0")).isNegative();
    }

    @ParameterizedTest(name = "{0} has an epoch")
    @CsvSource({"2:0", "2147483647:0"})
    void largestEpoch(String version) {
        assertThat(DebianVersion.compare(version, "1:9")).isPositive();
    }
}
