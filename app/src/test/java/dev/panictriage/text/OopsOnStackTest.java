// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Oops;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a stack alone proves, and what it adds to a panic's message. */
class OopsOnStackTest {
    private static final String HEAD = "PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: \"acme_poll\"\n";
    private static final String REGISTERS = "RIP: ffffffffa0c01012  RSP: ffffc90000a3fcc8  RFLAGS: 00010046\n";

    @ParameterizedTest
    @CsvSource({
        "asm_exc_page_fault,         page_fault_oops, PAGE_FAULT,         BUG: unable to handle kernel paging request",
        "page_fault,                 no_context,      PAGE_FAULT,         BUG: unable to handle kernel paging request",
        "general_protection,         oops_end,        GENERAL_PROTECTION, general protection fault",
        "asm_exc_divide_error,       die,             DIVIDE_ERROR,       divide error",
        "asm_exc_invalid_op,         oops_end,        INVALID_OPCODE,     invalid opcode",
    })
    void aFaultThatNobodyHandles(String entry, String death, Oops.Kind kind, String title) {
        List<Oops> oopses = oopses(HEAD
                + " #0 [ffffc90000a3fa10] machine_kexec at ffffffff810635ce\n"
                + " #1 [ffffc90000a3fa90] crash_kexec at ffffffff8115db0c\n"
                + " #2 [ffffc90000a3fb10] " + death + " at ffffffff81024bc9\n"
                + " #3 [ffffc90000a3fc10] " + entry + " at ffffffff81c00bb7\n"
                + "    [exception RIP: acme_read+18]\n"
                + REGISTERS
                + " #4 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]\n");
        assertThat(oopses).singleElement().satisfies(oops -> {
            assertThat(oops.kind()).isEqualTo(kind);
            assertThat(oops.title()).isEqualTo(title + " in acme_read");
            assertThat(oops.cpu()).isEqualTo(3);
            assertThat(oops.pid()).isEqualTo(4410);
            assertThat(oops.rip()).hasToString("acme_read+0x12");
            assertThat(oops.faultAddress()).isNull();
        });
    }

    /** The kernel handles page faults all the time: this one went on to a driver that panicked. */
    @Test
    void aFaultThatIsHandledIsNone() {
        List<Oops> oopses = oopses(HEAD
                + " #0 [ffffc90000a3fa10] machine_kexec at ffffffff810635ce\n"
                + " #1 [ffffc90000a3fa90] panic at ffffffff8115db0c\n"
                + " #2 [ffffc90000a3fb10] acme_fault at ffffffffa0c02bc9 [acme]\n"
                + " #3 [ffffc90000a3fc10] asm_exc_page_fault at ffffffff81c00bb7\n"
                + "    [exception RIP: copy_user_generic+18]\n"
                + REGISTERS
                + " #4 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]\n");
        assertThat(oopses).extracting(Oops::title).containsExactly("kernel panic: called by acme_fault");
        assertThat(oopses).extracting(Oops::kind).containsExactly(Oops.Kind.PANIC);
    }

    @Test
    void aDoubleFaultThatTheKernelDebugged() {
        assertThat(oopses(HEAD
                        + " #0 [fffffe00004cfd88] machine_kexec at ffffffff8104a646\n"
                        + " #1 [fffffe00004cfea0] panic at ffffffff810ba99c\n"
                        + " #2 [fffffe00004cff20] df_debug at ffffffff8104a54d\n"
                        + " #3 [fffffe00004cff30] do_double_fault at ffffffff8101fd5b\n"
                        + " #4 [fffffe00004cff50] double_fault at ffffffff81a00d8c\n"
                        + "    [exception RIP: acme_print+14]\n"
                        + REGISTERS))
                .extracting(Oops::kind)
                .containsExactly(Oops.Kind.DOUBLE_FAULT);
    }

    /** Of a stack whose end was not copied. */
    @Test
    void aJumpToNullIsNeverHandled() {
        assertThat(oopses(HEAD
                        + " #7 [ffffae44d0a6fbe0] page_fault at ffffffff8d6010fe\n"
                        + "    [exception RIP: unknown or invalid address]\n"
                        + "RIP: 0000000000000000  RSP: ffffae44d0a6fc90  RFLAGS: 00010246\n"
                        + "RAX: ffffffff8da3cc80  RBX: ffffae44d0a6fd30  RCX: 0000000000000000\n"
                        + "ORIG_RAX: ffffffffffffffff  CS: 0010  SS: 0018\n"
                        + " #8 [ffffae44d0a6fc98] acme_follow at ffffffffa0c02034 [acme]\n"))
                .extracting(Oops::kind)
                .containsExactly(Oops.Kind.PAGE_FAULT);
    }

    @Test
    void aTaskThatOnlyWaitsProvesNothing() {
        assertThat(oopses(HEAD + " #0 [ffffc90000a3fd10] __schedule at ffffffff81a7a2d9\n"))
                .isEmpty();
    }

    /** What prints an oops may fail in turn: the panic names the second. */
    @ParameterizedTest
    @CsvSource({"_printk, page_fault_oops", "printk, do_page_fault"})
    void theFirstOfTwoFaults(String printk, String fault) {
        List<Oops> oopses = oopses("PANIC: \"kernel BUG at drivers/acme/console.c:639!\"\n"
                + HEAD
                + " #0 [ffffc90000a3fa10] crash_kexec at ffffffff810635ce\n"
                + " #1 [ffffc90000a3fa90] die at ffffffff8115db0c\n"
                + " #2 [ffffc90000a3fb10] invalid_op at ffffffff81c00bb7\n"
                + "    [exception RIP: acme_console_write+18]\n"
                + REGISTERS
                + " #3 [ffffc90000a3fc10] " + printk + " at ffffffff8111df69\n"
                + " #4 [ffffc90000a3fc20] " + fault + " at ffffffff81322c99\n"
                + " #5 [ffffc90000a3fc30] page_fault at ffffffff81c00c99\n"
                + "    [exception RIP: acme_free+33]\n"
                + REGISTERS
                + " #6 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]\n");
        assertThat(oopses)
                .extracting(Oops::title)
                .containsExactly(
                        "BUG: unable to handle kernel paging request in acme_free", "kernel BUG in acme_console_write");
        assertThat(oopses).extracting(Oops::order).containsExactly(0, 1);
    }

    /** A fault that was handled comes before many a BUG. */
    @Test
    void aBugInAHandlerOfFaultsIsTheFirst() {
        assertThat(oopses("PANIC: \"kernel BUG at mm/acme.c:639!\"\n"
                        + HEAD
                        + " #0 [ffffc90000a3fa10] crash_kexec at ffffffff810635ce\n"
                        + " #1 [ffffc90000a3fa90] die at ffffffff8115db0c\n"
                        + " #2 [ffffc90000a3fb10] invalid_op at ffffffff81c00bb7\n"
                        + "    [exception RIP: acme_map+18]\n"
                        + REGISTERS
                        + " #3 [ffffc90000a3fc10] handle_mm_fault at ffffffff8111df69\n"
                        + " #4 [ffffc90000a3fc20] do_page_fault at ffffffff81322c99\n"
                        + " #5 [ffffc90000a3fc30] page_fault at ffffffff81c00c99\n"
                        + "    [exception RIP: copy_user_generic+33]\n"
                        + REGISTERS
                        + " #6 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]\n"))
                .extracting(Oops::title)
                .containsExactly("kernel BUG in acme_map");
    }

    private static final String WATCHDOG = HEAD
            + " #0 [ffffc90000003d98] machine_kexec at ffffffff810635ce\n"
            + " #1 [ffffc90000003e68] panic at ffffffff81b07a75\n"
            + " #2 [ffffc90000003ee8] watchdog_timer_fn at ffffffff8113f5f1\n"
            + " #3 [ffffc90000003f20] __hrtimer_run_queues at ffffffff810beff6\n"
            + " #4 [ffffc90000003f78] hrtimer_interrupt at ffffffff810bf58f\n"
            + " #5 [ffffc90000003ff0] apic_timer_interrupt at ffffffff81b207f2\n"
            + "--- <IRQ stack> ---\n"
            + " #6 [ffffc90000a3fc88] apic_timer_interrupt at ffffffff81b207f2\n"
            + "    [exception RIP: acme_wait_ring+41]\n"
            + REGISTERS
            + " #7 [ffffc90000a3fcd0] acme_ioctl at ffffffffa0c02034 [acme]\n"
            + " #8 [ffffc90000a3fd10] do_vfs_ioctl at ffffffff8120210a\n"
            + " #9 [ffffc90000a3ff50] do_syscall_64 at ffffffff81c1f7d5\n";

    private static final String NMI = HEAD
            + " #0 [ffffc90000008a50] __crash_kexec at ffffffff8111ce12\n"
            + " #1 [ffffc90000008b20] panic at ffffffff81b5b4db\n"
            + " #2 [ffffc90000008ba0] nmi_panic at ffffffff8109739f\n"
            + " #3 [ffffc90000008bb0] watchdog_overflow_callback at ffffffff81149241\n"
            + " #4 [ffffc90000008ef0] end_repeat_nmi at ffffffff81b6bd69\n"
            + "    [exception RIP: acme_drain+41]\n"
            + REGISTERS
            + "--- <NMI exception stack> ---\n"
            + " #5 [ffffc90000a3fcd0] acme_irq at ffffffffa0c02034 [acme]\n";

    @Test
    void aSoftLockupIsOfWhatTheTimerInterrupted() {
        assertThat(oopses("PANIC: \"Kernel panic - not syncing: softlockup: hung tasks\"\n" + WATCHDOG))
                .singleElement()
                .satisfies(oops -> {
                    assertThat(oops.message()).isEqualTo("softlockup: hung tasks");
                    assertThat(oops.title()).isEqualTo("BUG: soft lockup in acme_ioctl");
                    assertThat(oops.rip()).hasToString("acme_wait_ring+0x29");
                });
    }

    @Test
    void aHardLockupIsOfWhatTheNmiInterrupted() {
        assertThat(oopses("PANIC: \"Kernel panic - not syncing: Hard LOCKUP\"\n" + NMI))
                .singleElement()
                .satisfies(oops -> {
                    assertThat(oops.title()).isEqualTo("hard LOCKUP in acme_drain");
                    assertThat(oops.function()).isEqualTo("acme_drain");
                });
    }

    /** The stack is of the CPU that noticed. */
    @Test
    void anotherCpusHardLockupIsNotOfThisStack() {
        assertThat(oopses("PANIC: \"Kernel panic - not syncing: Hard LOCKUP\"\n"
                        + WATCHDOG.replace("watchdog_timer_fn", "watchdog_hardlockup_check")))
                .singleElement()
                .extracting(Oops::function)
                .isNull();
    }

    @Test
    void watchdogsWithoutAnyMessage() {
        assertThat(oopses(WATCHDOG)).extracting(Oops::title).containsExactly("BUG: soft lockup in acme_ioctl");
        assertThat(oopses(NMI)).extracting(Oops::title).containsExactly("hard LOCKUP in acme_drain");
    }

    private static List<Oops> oopses(String text) {
        return TranscriptReader.read(text).facts().stream()
                .filter(Oops.class::isInstance)
                .map(Oops.class::cast)
                .toList();
    }
}
