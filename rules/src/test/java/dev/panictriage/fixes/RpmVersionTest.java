// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases are those of rpm's own tests/rpmvercmp.at, each in both directions, and what rpm 4.18 says of the rest. */
class RpmVersionTest {
    @ParameterizedTest(name = "{0} is older than {1}")
    @CsvSource({
        "1.0, 2.0",
        "2.0, 2.0.1",
        "2.0.1, 2.0.1a",
        "5.5p1, 5.5p2",
        "5.5p1, 5.5p10",
        "10xyz, 10.1xyz",
        "xyz10, xyz10.1",
        "xyz.4, 8",
        "xyz.4, 2",
        "5.5p2, 5.6p1",
        "5.6p1, 6.5p1",
        "6.0, 6.0.rc1",
        "10a2, 10b2",
        "10a1, 10b2",
        "1.0a, 1.0aa",
        "10.0001, 10.0039",
        "4.999.9, 5.0",
        "20101121, 20101122",
        "1.0~rc1, 1.0",
        "1.0~rc1, 1.0~rc2",
        "1.0~rc1~git123, 1.0~rc1",
        "1.0, 1.0^",
        "1.0, 1.0^git1",
        "1.0^git1, 1.0^git2",
        "1.0^git1, 1.01",
        "1.0^20160101, 1.0.1",
        "1.0^20160101^git1, 1.0^20160102",
        "1.0~rc1, 1.0~rc1^git1",
        "1.0^git1~pre, 1.0^git1",
        "1b.fc17, 1.fc17",
        "1.fc17, 1g.fc17",
        "99999999999999999999, 100000000000000000000",
    })
    void older(String older, String newer) {
        assertThat(RpmVersion.compare(older, newer)).isNegative();
        assertThat(RpmVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest(name = "{0} and {1} are equal")
    @CsvSource({
        "1.0, 1.0",
        "2.0.1a, 2.0.1a",
        "10.0001, 10.1",
        "2.0, 2_0",
        "a+, a_",
        "+a, _a",
        "+_, _+",
        "+, _",
        "1.0~rc1~git123, 1.0~rc1~git123",
        "1.0^20160101^git1, 1.0^20160101^git1",
        "1.0~rc1^git1, 1.0~rc1^git1",
        "1.1.α, 1.1.β",
        "1.1.αα, 1.1.ββ",
        "'', ''",
    })
    void equal(String a, String b) {
        assertThat(RpmVersion.compare(a, b)).isZero();
        assertThat(RpmVersion.compare(b, a)).isZero();
    }

    @DisplayName("epoch before version before release")
    @ParameterizedTest(name = "{0} is older than {1}")
    @CsvSource({
        "9.9-9, 1:0.1-1",
        "2:9-9, 10:1-1",
        "0:1.0-2, 0:1.1-1",
        "1.0-9, 1.0-10",
        "1.0, 1.0-0",
        "3.10.0-862.el7, 3.10.0-862.2.3.el7",
        "3.10.0-862.14.4.el7, 3.10.0-862.37.1.el7",
        "3.10.0-957.el7, 3.10.0-1062.el7",
        "4.18.0-348.el8, 4.18.0-348.7.1.el8_5",
    })
    void wholeVersions(String older, String newer) {
        assertThat(RpmVersion.compare(older, newer)).isNegative();
        assertThat(RpmVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest(name = "{0} and {1} are equal")
    @CsvSource({"0:1.0-1, 1.0-1", ":1.0-1, 1.0-1", "00:1.0, 1.0"})
    void noEpochIsEpochZero(String a, String b) {
        assertThat(RpmVersion.compare(a, b)).isZero();
    }
}
