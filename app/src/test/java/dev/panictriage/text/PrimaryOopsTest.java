// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.rules.PrimaryOops;
import org.junit.jupiter.api.Test;

class PrimaryOopsTest {
    private static final String OLD_WARNING = """
        [   10.000000] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 first+0x1/0x2
        [   10.000004] ---[ end trace 1 ]---
        """;

    private static final String OOPS = """
        [ 9000.000000] general protection fault: 0000 [#1] SMP
        [ 9000.000001] RIP: 0010:second+0x1/0x2
        [ 9000.000002] ---[ end trace 2 ]---
        """;

    @Test
    void anOldWarningDoesNotNameTheCrash() {
        assertThat(title(OLD_WARNING + OOPS)).isEqualTo("general protection fault in second");
    }

    @Test
    void aWarningRightBeforeDoes() {
        assertThat(title(OLD_WARNING.replace("   10.", " 8999.") + OOPS)).isEqualTo("WARNING in first");
    }

    @Test
    void theFirstOfSeveralOopsesDoes() {
        String next = OOPS.replace("[ 9000", "[ 9100").replace("#1", "#2").replace("second", "third");
        assertThat(title(OOPS + next + "[ 9100.000003] Kernel panic - not syncing: Fatal exception\n"))
                .isEqualTo("general protection fault in second");
    }

    @Test
    void aPanicOfItsOwnNamesItself() {
        assertThat(title(OLD_WARNING + "[ 9000.000000] Kernel panic - not syncing: sysrq triggered crash\n"))
                .isEqualTo("kernel panic: sysrq triggered crash");
    }

    @Test
    void panicOnWarnIsNamedByItsWarning() {
        String warning = OLD_WARNING.replace("   10.", " 8999.").replace("first", "other");
        assertThat(title(OLD_WARNING + warning + "[ 8999.000005] Kernel panic - not syncing: panic_on_warn set ...\n"))
                .isEqualTo("WARNING in other");
    }

    @Test
    void nothingNamesNothing() {
        assertThat(PrimaryOops.of(OopsParser.parse(LogReader.read("eth0: link up"))))
                .isNull();
    }

    private static String title(String log) {
        return PrimaryOops.of(OopsParser.parse(LogReader.read(log))).title();
    }
}
