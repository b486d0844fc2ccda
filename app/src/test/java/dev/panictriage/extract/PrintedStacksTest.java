// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.StackUse;
import dev.panictriage.facts.Word;
import dev.panictriage.text.LogReader;
import dev.panictriage.text.OopsParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrintedStacksTest {
    private static final String GUARD = """
        BUG: stack guard page was hit at ADDRESS (stack is RANGE)
        kernel stack overflow (double-fault): 0000 [#1] SMP
        CPU: 1 PID: 77 Comm: cat Not tainted 4.12.0 #1
        RIP: 0010:walk_a+0x5/0x40 [walk]
        RSP: 0018:ffffc90000b3ff70 EFLAGS: 00010246
        CR2: ffffc90000b3ff68 CR3: 000000001e796000 CR4: 0000000000750ea0
        Call Trace:
         walk_b+0x69/0xa0 [walk]
         walk_a+0x69/0xa0 [walk]
         walk_b+0x69/0xa0 [walk]
         walk_a+0x69/0xa0 [walk]
         walk_b+0x69/0xa0 [walk]
         walk_a+0x69/0xa0 [walk]
         vfs_read+0x10/0x20
        ---[ end trace 1 ]---
        """;

    @Test
    void readsTheBoundsAndTheCycle() {
        StackUse use = only(
                GUARD.replace("ADDRESS", "ffffc90000b3ff68").replace("RANGE", "ffffc90000b40000..ffffc90000b43fff"));

        assertThat(use.start()).isEqualTo(Word.parse("ffffc90000b40000"));
        assertThat(use.bytes()).isEqualTo(0x4000);
        assertThat(use.overflow()).isEqualTo(Word.parse("ffffc90000b3ff68"));
        assertThat(use.ranOut()).isTrue();
        assertThat(use.cycle()).extracting(Location::symbol).containsExactly("walk_a", "walk_b");
    }

    @Test
    void aHashedAddressIsNone() {
        StackUse use = only(
                GUARD.replace("ADDRESS", "000000000c2ac401").replace("RANGE", "00000000ba92ad76..00000000a6bac341"));

        assertThat(use.start()).isNull();
        assertThat(use.overflow()).as("CR2, not the hash").isEqualTo(Word.parse("ffffc90000b3ff68"));
        assertThat(use.overflowed()).isTrue();
    }

    @Test
    void readsTheBoundsThatArm64Prints() {
        StackUse use = only("""
            Insufficient stack space to handle exception!
            ESR: 0x96000047 -- DABT (current EL)
            FAR: 0xffff80000b3f7f90
            Task stack:     [0xffff80000b3f8000..0xffff80000b3fc000]
            IRQ stack:      [0xffff800008000000..0xffff800008004000]
            Overflow stack: [0xffff0000fe9a82b0..0xffff0000fe9a92b0]
            CPU: 0 PID: 100 Comm: sh Not tainted 5.10.0 #1
            pc : rec+0x4/0x40
            lr : rec+0x1c/0x40
            sp : ffff80000b3f7ff0
            Kernel panic - not syncing: kernel stack overflow
            """);

        assertThat(use.start()).isEqualTo(Word.parse("ffff80000b3f8000"));
        assertThat(use.bytes()).isEqualTo(0x4000);
        assertThat(use.overflow()).isEqualTo(Word.parse("ffff80000b3f7f90"));
    }

    @Test
    void aReportOfSomethingElseSaysNothingOfStacks() {
        assertThat(uses("""
            BUG: unable to handle kernel NULL pointer dereference at 0000000000000008
            IP: [<ffffffff81058e5d>] task_rq_lock+0x4d/0xa0
            Oops: 0000 [#1] SMP
            Call Trace:
             [<ffffffff8106195c>] try_to_wake_up+0x3c/0x3e0
            """)).isEmpty();
    }

    private static StackUse only(String log) {
        List<StackUse> uses = uses(log);
        assertThat(uses).hasSize(1);
        return uses.get(0);
    }

    private static List<StackUse> uses(String log) {
        return PrintedStacks.of(OopsParser.parse(LogReader.read(log.getBytes(StandardCharsets.UTF_8))));
    }
}
