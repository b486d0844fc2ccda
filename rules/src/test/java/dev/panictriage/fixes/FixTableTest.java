// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.fixes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.fixes.KnownFix.FirstBuild;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FixTableTest {
    @Test
    void readsEveryKindOfLine() {
        assertThat(FixTable.parse("""
            # a comment

            fix  some-signature   what it is
            stream rhel 3.10.0-862.37.1.el7  7.5
            line   mainline 6.13
            see    somewhere in print
            """))
                .containsExactly(new KnownFix(
                        "some-signature",
                        "what it is",
                        List.of(
                                new FirstBuild(new KernelBuild(Vendor.RHEL, "3.10.0-862.37.1.el7"), false, "7.5"),
                                new FirstBuild(new KernelBuild(Vendor.MAINLINE, "6.13"), true, null)),
                        List.of("somewhere in print")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line rhel 3.10.0-1062.el7",
                "fix",
                "fix some-signature",
                "fix a b\nline rhel",
                "fix a b\nline nobody 1.0",
                "fix a b\nsee",
                "fix a b\nfixed c d",
            })
    void refusesALineOfAnotherForm(String text) {
        assertThatThrownBy(() -> FixTable.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
