// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Oops;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same oops in each form of {@code journalctl -o} that has fields. */
class JournalTextTest {
    @Test
    void json() {
        oneOops("""
            {"__CURSOR":"s=1;i=1","_TRANSPORT":"kernel","MESSAGE":"BUG: kernel NULL pointer dereference, address: 0000000000000010","_SOURCE_MONOTONIC_TIMESTAMP":"7000001","PRIORITY":"1"}
            {"__CURSOR":"s=1;i=2","_TRANSPORT":"journal","MESSAGE":"BUG: kernel NULL pointer dereference, address: 0000000000000099","_COMM":"acmed"}
            {"__CURSOR":"s=1;i=3","_TRANSPORT":"kernel","MESSAGE":"RIP: 0010:acme_read+0x12\\/0x40 [acme]","_SOURCE_MONOTONIC_TIMESTAMP":"7000002"}
            {"__CURSOR":"s=1;i=4","_TRANSPORT":"kernel","MESSAGE":[67,82,50,58,32,48,48,48,48,48,48,48,48,48,48,48,48,48,48,49,48]}
            """);
    }

    @Test
    void prettyJson() {
        oneOops("""
            {
                    "__CURSOR" : "s=1;i=1",
                    "MESSAGE" : "BUG: kernel NULL pointer dereference, address: 0000000000000010",
                    "_SOURCE_MONOTONIC_TIMESTAMP" : "7000001",
                    "_TRANSPORT" : "kernel"
            }
            {
                    "__CURSOR" : "s=1;i=3",
                    "MESSAGE" : "RIP: 0010:acme_read+0x12/0x40 [acme]",
                    "_TRANSPORT" : "kernel"
            }
            """);
    }

    @Test
    void export() {
        oneOops("""
            __CURSOR=s=1;i=1
            _TRANSPORT=kernel
            MESSAGE=BUG: kernel NULL pointer dereference, address: 0000000000000010
            _SOURCE_MONOTONIC_TIMESTAMP=7000001

            __CURSOR=s=1;i=2
            _TRANSPORT=syslog
            MESSAGE=BUG: kernel NULL pointer dereference, address: 0000000000000099

            __CURSOR=s=1;i=2
            _TRANSPORT=kernel
            SYSLOG_FACILITY=1
            MESSAGE=BUG: kernel NULL pointer dereference, address: 0000000000000099

            __CURSOR=s=1;i=3
            MESSAGE=RIP: 0010:acme_read+0x12/0x40 [acme]
            _TRANSPORT=kernel
            _SOURCE_MONOTONIC_TIMESTAMP=7000002
            """);
    }

    @Test
    void verbose() {
        oneOops("""
            Sat 2026-11-21 09:18:01.123456 UTC [s=abc;i=1;b=def;m=1;t=2;x=3]
                _TRANSPORT=kernel
                MESSAGE=BUG: kernel NULL pointer dereference, address: 0000000000000010
                _SOURCE_MONOTONIC_TIMESTAMP=7000001
            Sat 2026-11-21 09:18:01.123457 UTC [s=abc;i=2;b=def;m=1;t=2;x=3]
                _TRANSPORT=kernel
                MESSAGE=RIP: 0010:acme_read+0x12/0x40 [acme]
            """);
    }

    @Test
    void shortForms() {
        for (String prefix : List.of(
                "Nov 21 09:18:01.123456 acme kernel: ",
                "1795252681.123456 acme kernel: ",
                "Sat 2026-11-21 09:18:01 UTC acme kernel: ",
                "2026-11-21T09:18:01+0000 acme kernel: ",
                "2026-11-21T09:18:01.123456+00:00 acme kernel: ",
                "[    7.000001] acme kernel: ")) {
            oneOops(prefix + "BUG: kernel NULL pointer dereference, address: 0000000000000010\n" + prefix
                    + "RIP: 0010:acme_read+0x12/0x40 [acme]\n");
        }
    }

    @Test
    void textThatOnlyLooksLikeJsonIsALog() {
        assertThat(JournalText.isJournal("{ \"a\": 1 }\n")).isFalse();
        assertThat(JournalText.isJournal("[    1.000000] {1}[Hardware Error]: x\n"))
                .isFalse();
    }

    @Test
    void brokenJsonEnds() {
        assertThat(JournalText.toLog("{\"__CURSOR\":\"x\",\"MESSAGE\":\"abc\\")).isEmpty();
        assertThat(JournalText.toLog("{\"__CURSOR\":\"x\",\"MESSAGE\":[1,2")).isEmpty();
        assertThat(JournalText.toLog("{\"\"\"\"\"")).isEmpty();
    }

    private static void oneOops(String text) {
        List<Oops> oopses = OopsParser.parse(text.getBytes(StandardCharsets.UTF_8)).stream()
                .filter(Oops.class::isInstance)
                .map(Oops.class::cast)
                .toList();
        assertThat(oopses).as(text).hasSize(1);
        assertThat(oopses.getFirst().title())
                .isEqualTo("BUG: unable to handle kernel NULL pointer dereference in acme_read");
    }
}
