// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

class OopsParserTest {
    private static final String IN_INTERRUPT = """
        BUG: unable to handle page fault for address: ffffffffc02c73f0
        #PF: supervisor write access in kernel mode
        #PF: error_code(0x0002) - not-present page
        Oops: 0002 [#1] PREEMPT SMP NOPTI
        CPU: 1 PID: 77 Comm: cat Tainted: G           OE      6.1.0-56-cloud-amd64 #1  Debian 6.1.192-2
        Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1 04/01/2014
        RIP: 0010:__run_timers+0xd3/0x2b0
        RSP: 0018:ffffa5d9c00b0ef0 EFLAGS: 00010082
        RAX: ffffffffc02c73e8 RBX: ffff8b9a1f720c40 RCX: 0000000000000000
        CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
        CR2: ffffffffc02c73f0 CR3: 0000000002d8a000 CR4: 00000000000006e0
        Call Trace:
         <IRQ>
         run_timer_softirq+0x26/0x50
         ? sched_clock_cpu+0x9/0xb0
         asm_sysvec_apic_timer_interrupt+0x16/0x20
        RIP: 0010:copy_page_to_iter+0x12/0x80
        RSP: 0018:ffffa5d9c0013c58 EFLAGS: 00000246
        RAX: 0000000000000001 RBX: ffffffffc02a5000 RCX: 0000000000000000
         </IRQ>
         <TASK>
         vfs_read+0x1f0/0x310
         entry_SYSCALL_64_after_hwframe+0x64/0xce
        RIP: 0033:0x7f1f3c2d5116
        RSP: 002b:00007ffd5e2a7c00 EFLAGS: 00000293 ORIG_RAX: 0000000000000000
        RAX: ffffffffffffffda RBX: 000055d2f0c8f5d0 RCX: 00007f1f3c2d5116
         </TASK>
        Modules linked in: lab_other(OE) nfs [last unloaded: lab_late(OE)]
        CR2: ffffffffc02c73f0
        ---[ end trace 0000000000000000 ]---
        RIP: 0010:__run_timers+0xd3/0x2b0
        RSP: 0018:ffffa5d9c00b0ef0 EFLAGS: 00010082
        Kernel panic - not syncing: Fatal exception in interrupt
        """;

    @Test
    void ordersExceptionsFromTheFirstTaken() {
        List<ExceptionContext> contexts = all(ExceptionContext.class, parse(IN_INTERRUPT));
        assertThat(contexts).extracting(ExceptionContext::order).containsExactly(2, 1, 0);
        assertThat(contexts)
                .extracting(ExceptionContext::kind)
                .containsExactly(
                        ExceptionContext.Kind.PAGE_FAULT,
                        ExceptionContext.Kind.INTERRUPT,
                        ExceptionContext.Kind.SYSTEM_CALL);
        assertThat(contexts.get(2).user()).isTrue();
    }

    @Test
    void keepsTheRegistersOfEachException() {
        List<ExceptionContext> contexts = all(ExceptionContext.class, parse(IN_INTERRUPT));
        assertThat(contexts.get(0).register("rax")).isEqualTo(Word.parse("ffffffffc02c73e8"));
        assertThat(contexts.get(0).register("ss")).isEqualTo(Word.of(0x18));
        assertThat(contexts.get(0).register("eflags")).isEqualTo(Word.of(0x10082));
        assertThat(contexts.get(1).register("rax")).isEqualTo(Word.of(1));
        assertThat(contexts.get(0).faultAddress()).isEqualTo(Word.parse("ffffffffc02c73f0"));
    }

    @Test
    void framesStandInOrderWithWhatInterruptedThem() {
        List<Frame> frames = all(Frame.class, parse(IN_INTERRUPT));
        assertThat(frames)
                .extracting(frame -> frame.location().symbol())
                .containsExactly(
                        "__run_timers",
                        "run_timer_softirq",
                        "sched_clock_cpu",
                        "asm_sysvec_apic_timer_interrupt",
                        "copy_page_to_iter",
                        "vfs_read",
                        "entry_SYSCALL_64_after_hwframe");
        assertThat(frames).extracting(Frame::index).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(frames.get(0).context()).isEqualTo(2);
        assertThat(frames.get(2).trust()).isEqualTo(Frame.Trust.SCANNED);
        assertThat(frames.get(4).trust()).isEqualTo(Frame.Trust.REGISTERS);
    }

    @Test
    void aFatalExceptionIsNoOopsOfItsOwn() {
        List<Fact> facts = parse(IN_INTERRUPT);
        assertThat(all(Oops.class, facts)).hasSize(1);
        assertThat(all(PanicEvent.class, facts)).singleElement().satisfies(panic -> {
            assertThat(panic.message()).isEqualTo("Fatal exception in interrupt");
            assertThat(panic.cpu()).isEqualTo(1);
            assertThat(panic.comm()).isEqualTo("cat");
        });
    }

    @Test
    void saysWhatKernelAndMachineItWas() {
        List<Fact> facts = parse(IN_INTERRUPT);
        assertThat(all(KernelIdentity.class, facts)).singleElement().satisfies(kernel -> {
            assertThat(kernel.release()).isEqualTo("6.1.0-56-cloud-amd64");
            assertThat(kernel.vendor()).isEqualTo("debian");
            assertThat(kernel.arch()).isEqualTo("x86_64");
        });
        assertThat(all(MachineState.class, facts))
                .singleElement()
                .satisfies(machine -> assertThat(machine.hardware()).startsWith("QEMU Standard PC"));
        assertThat(all(Taint.class, facts)).singleElement().satisfies(taint -> {
            assertThat(taint.letters()).isEqualTo("OE");
            assertThat(taint.mask()).isEqualTo(1L << 12 | 1L << 13);
        });
        assertThat(all(LoadedModule.class, facts))
                .extracting(LoadedModule::name)
                .containsExactly("lab_other", "nfs");
        assertThat(all(UnloadedModule.class, facts))
                .extracting(UnloadedModule::name)
                .containsExactly("lab_late");
    }

    @Test
    void bootLinesNameKernelAndMachine() {
        List<Fact> facts = parse("""
            Linux version 6.1.0-56-cloud-amd64 (debian-kernel) (gcc-12) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2
            DMI: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2
            Hypervisor detected: KVM
            Memory: 389176K/523752K available (14342K kernel code)
            smp: Brought up 1 node, 2 CPUs
            """);
        assertThat(all(KernelIdentity.class, facts))
                .singleElement()
                .satisfies(kernel -> assertThat(kernel.version()).isEqualTo("#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2"));
        assertThat(all(MachineState.class, facts)).singleElement().satisfies(machine -> {
            assertThat(machine.cpusOnline()).isEqualTo(2);
            assertThat(machine.memoryBytes()).isEqualTo(523752L * 1024);
            assertThat(machine.hypervisor()).isEqualTo("KVM");
        });
    }

    @Test
    void theFirstOopsStaysTheFirst() {
        List<Oops> oopses = all(Oops.class, parse("""
            [   10.000000] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 first+0x1/0x2
            [   10.000001] RIP: 0010:first+0x1/0x2
            [   10.000002] Call Trace:
            [   10.000003]  caller+0x1/0x2
            [   10.000004] ---[ end trace 1 ]---
            [   11.000000] general protection fault: 0000 [#1] SMP
            [   11.000001] RIP: 0010:second+0x1/0x2
            [   11.000002] Call Trace:
            [   11.000003]  caller+0x1/0x2
            [   11.000004] ---[ end trace 2 ]---
            [   11.000005] Kernel panic - not syncing: Fatal exception
            """));
        assertThat(oopses).extracting(Oops::order).containsExactly(0, 1);
        assertThat(oopses)
                .extracting(Oops::title)
                .containsExactly("WARNING in first", "general protection fault in second");
        assertThat(oopses.get(1).timeSeconds()).isEqualTo(11.0);
        assertThat(oopses.get(1).stack()).isEqualTo("oops 1");
    }

    @Test
    void anOldWarningDoesNotExplainAPanicOfItsOwn() {
        List<Oops> oopses = all(Oops.class, parse("""
            [   10.000000] WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 first+0x1/0x2
            [   10.000004] ---[ end trace 1 ]---
            [ 9000.000000] sysrq: Trigger a crash
            [ 9000.000001] Kernel panic - not syncing: sysrq triggered crash
            """));
        assertThat(oopses)
                .extracting(Oops::title)
                .containsExactly("WARNING in first", "kernel panic: sysrq triggered crash");
    }

    @Test
    void initThatExitsIsTheReasonAndInitThatOopsesIsNot() {
        assertThat(all(Oops.class, parse("Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b")))
                .singleElement()
                .satisfies(oops -> assertThat(oops.details()).containsEntry("exitcode", "0000000b"));
        assertThat(all(Oops.class, parse("""
            general protection fault: 0000 [#1] SMP
            RIP: 0010:second+0x1/0x2
            ---[ end trace 2 ]---
            Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
            """))).hasSize(1);
    }

    @Test
    void listCorruptionKeepsWhatWasAndShouldBe() {
        Oops oops = all(Oops.class, parse("""
            list_del corruption. prev->next should be ffff98679438a5d0, but was ca53e83f5e8cf5a8
            ------------[ cut here ]------------
            kernel BUG at lib/list_debug.c:51!
            invalid opcode: 0000 [#1] SMP PTI
            RIP: 0010:__list_del_entry_valid.cold+0x31/0x47
            Call Trace:
             __dentry_kill+0x89/0x180
            """)).getFirst();
        assertThat(oops.details().get("reason"))
                .isEqualTo("list_del corruption. prev->next should be ffff98679438a5d0, but was ca53e83f5e8cf5a8");
        assertThat(oops.details())
                .containsEntry("member", "prev->next")
                .containsEntry("should be", "ffff98679438a5d0")
                .containsEntry("was", "ca53e83f5e8cf5a8");
        assertThat(oops.bugLocation()).isEqualTo("lib/list_debug.c:51");
        assertThat(oops.kind()).isEqualTo(Oops.Kind.LIST_CORRUPTION);
    }

    @Test
    void protectionFaultsAreToldApart() {
        assertThat(kind("ffffffff81a00000", "0003")).isEqualTo(Oops.Kind.READ_ONLY_WRITE);
        assertThat(kind("00007fffe3542f90", "0001")).isEqualTo(Oops.Kind.SMAP_VIOLATION);
        assertThat(kind("ffff888012345678", "0011")).isEqualTo(Oops.Kind.NX_VIOLATION);
        assertThat(kind("0000000000401000", "0011")).isEqualTo(Oops.Kind.SMEP_VIOLATION);
        assertThat(kind("ffff888012345678", "0000")).isEqualTo(Oops.Kind.PAGE_FAULT);
    }

    private static Oops.Kind kind(String address, String errorCode) {
        return all(
                        Oops.class,
                        parse("BUG: unable to handle page fault for address: " + address + "\nOops: " + errorCode
                                + " [#1] SMP\nRIP: 0010:foo+0x1/0x2\n"))
                .getFirst()
                .kind();
    }

    @Test
    void aStallTakesInTheStacksOfOtherCpus() {
        Oops oops = all(Oops.class, parse("""
            [  100.000000][    C0] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:
            [  100.000001][    C0] rcu: 	1-...0: (1 GPs behind) idle=27a/1/0x4 softirq=1/1
            [  100.000002][    C0] Sending NMI from CPU 0 to CPUs 1:
            [  100.000003][    C1] NMI backtrace for cpu 1
            [  100.000004][    C1] CPU: 1 PID: 77 Comm: kworker/1:1 Not tainted 6.1.0 #1
            [  100.000005][    C1] RIP: 0010:lab_spin+0x5/0x10 [lab]
            [  100.000006][    C1] Call Trace:
            [  100.000007][    C1]  lab_work+0x20/0x40 [lab]
            [  100.000008][    C1]  process_one_work+0x1c7/0x380
            """)).getFirst();
        assertThat(oops.title()).isEqualTo("INFO: rcu detected stall in lab_work");
        assertThat(oops.rip()).hasToString("lab_spin+0x5 [lab]");
    }

    @Test
    void redHatsTaintHasDashes() {
        List<Fact> facts = parse("""
            BUG: scheduling while atomic: qemu-kvm/27122/0x00000002
            CPU: 4 PID: 27122 Comm: qemu-kvm Tainted: G        W  OE  ------------   3.10.0-957.el7.x86_64 #1
            """);
        assertThat(all(Oops.class, facts)).first().extracting(Oops::tainted).isEqualTo("GWOE");
        assertThat(all(KernelIdentity.class, facts))
                .first()
                .extracting(KernelIdentity::release)
                .isEqualTo("3.10.0-957.el7.x86_64");
    }

    @Test
    void aHashedPointerIsNoAddress() {
        Oops oops = all(Oops.class, parse("""
            BUG: TASK stack guard page was hit at 0000000009d325cf (stack is 46a46a15..537e7b28)
            stack guard page: 0000 [#1] PREEMPT SMP NOPTI
            RIP: 0010:lab_recurse+0x52/0x90 [lab_stack]
            RSP: 0018:ffffa5d9c0010000 EFLAGS: 00010246
            CR2: ffffa5d9c000fff8 CR3: 0000000002d8a000 CR4: 00000000000006e0
            """)).getFirst();
        assertThat(oops.faultAddress()).isEqualTo(Word.parse("ffffa5d9c000fff8"));
    }

    @Test
    void aRecursionIsToBlame() {
        String frames = " lab_recurse+0x52/0x90 [lab_stack]\n".repeat(5);
        assertThat(all(
                        Oops.class,
                        parse("BUG: stack guard page was hit at ffffa5d9c000fff8 (stack is 0..1)\n"
                                + "RIP: 0010:vsnprintf+0x12/0x500\nCall Trace:\n" + frames
                                + " vfs_write+0x10/0x20\n")))
                .first()
                .extracting(Oops::function)
                .isEqualTo("lab_recurse");
    }

    @Test
    void commsWithColonsAndSlashes() {
        Oops oops = all(Oops.class, parse("BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1H:123]"))
                .getFirst();
        assertThat(oops.comm()).isEqualTo("kworker/3:1H");
        assertThat(oops.pid()).isEqualTo(123);
        assertThat(oops.cpu()).isEqualTo(3);
        assertThat(oops.details()).containsEntry("seconds", "22");
    }

    @Test
    void ofSeveralBootsTheLastThatDiedIsTold() {
        List<Fact> facts = parse("""
            [    0.000000] Linux version 6.1.0-1-amd64 (builder) #1 SMP
            [   10.000000] Kernel panic - not syncing: the first
            [    0.000000] Linux version 6.1.0-2-amd64 (builder) #1 SMP
            [   20.000000] Kernel panic - not syncing: the second
            [    0.000000] Linux version 6.1.0-3-amd64 (builder) #1 SMP
            [   30.000000] INFO: task sync:77 blocked for more than 120 seconds.
            """);
        assertThat(all(PanicEvent.class, facts)).extracting(PanicEvent::message).containsExactly("the second");
        assertThat(all(KernelIdentity.class, facts))
                .extracting(KernelIdentity::release)
                .containsExactly("6.1.0-2-amd64");
    }

    @Test
    void aProgramThatPrintsTheVersionBeginsNoBoot() {
        List<Fact> facts = parse("""
            [    0.000000] Linux version 6.1.0-1-amd64 (builder) #1 SMP
            [   10.000000] Kernel panic - not syncing: the first
            Linux version 6.1.0-2-amd64 (builder) #1 SMP
            [   20.000000] Kernel panic - not syncing: the second
            """);
        assertThat(all(PanicEvent.class, facts)).extracting(PanicEvent::message).containsExactly("the first");
    }

    private static List<Fact> parse(String text) {
        return OopsParser.parse(LogReader.read(text));
    }

    private static <T extends Fact> List<T> all(Class<T> kind, List<Fact> facts) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
