// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.Word;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real transcripts, as pasted. */
class TranscriptReaderTest {
    @Test
    void wrongTask() throws IOException {
        Transcript transcript = read("posix-cpu-timers-wrong-task.txt");
        List<ExceptionContext> contexts = all(ExceptionContext.class, transcript.facts(), "cpu 0");
        assertThat(contexts).extracting(ExceptionContext::order).containsExactly(2, 1, 0);
        assertThat(contexts.getFirst().rip()).hasToString("run_posix_cpu_timers+0xa4");
        assertThat(contexts.getFirst().register("r15")).isEqualTo(Word.ZERO);
        assertThat(contexts.getFirst().register("rbx")).isEqualTo(Word.parse("ffffffff81a684e0"));
        assertThat(contexts.get(2).user()).isTrue();
        assertThat(transcript.words())
                .containsExactly(new MemoryWord(
                        Word.parse("ffff88103f20b7c0"),
                        Word.parse("ffff8807deb08000"),
                        transcript.words().getFirst().source()));
        assertThat(transcript.perCpuBases()).containsEntry(0, Word.parse("ffff88103f200000"));
        assertThat(transcript.structs().getFirst().type()).isEqualTo("task_struct");
        assertThat(transcript.structs().getFirst().address()).isEqualTo(Word.parse("ffff8807deb08000"));
        assertThat(transcript.structs().getFirst().number("signal")).isEqualTo(0xffff88108bea8d80L);
        assertThat(transcript.disassembly())
                .filteredOn(instruction -> instruction.instruction().startsWith("callq"))
                .extracting(Disassembly::targetSymbol)
                .containsExactly(
                        "account_process_tick",
                        "hrtimer_run_queues",
                        "raise_softirq",
                        "rcu_check_callbacks",
                        "irq_work_tick",
                        "scheduler_tick",
                        "run_posix_cpu_timers");
        assertThat(one(Oops.class, transcript)).satisfies(oops -> {
            assertThat(oops.title())
                    .isEqualTo("BUG: unable to handle kernel NULL pointer dereference in run_posix_cpu_timers");
            assertThat(oops.comm()).isEqualTo("commserver");
        });
        assertThat(one(KernelIdentity.class, transcript).release()).isEqualTo("3.10.0-327.18.2.el7.x86_64");
    }

    @Test
    void freedModuleTimer() throws IOException {
        Transcript transcript = read("freed-module-timer.txt");
        List<ExceptionContext> contexts = all(ExceptionContext.class, transcript.facts(), "cpu 1");
        assertThat(contexts)
                .extracting(ExceptionContext::kind)
                .containsExactly(
                        ExceptionContext.Kind.NMI, ExceptionContext.Kind.PAGE_FAULT, ExceptionContext.Kind.INTERRUPT);
        assertThat(contexts.get(1).register("rcx")).isEqualTo(Word.parse("ffffffffa88b53b0"));
        assertThat(one(AddressIdentity.class, transcript)).satisfies(identity -> {
            assertThat(identity.address()).isEqualTo(Word.parse("ffffffffa88b53b0"));
            assertThat(identity.kind()).isEqualTo(AddressIdentity.Kind.MODULE_AREA_UNUSED);
            assertThat(identity.mapped()).isFalse();
        });
        assertThat(one(CpuState.class, transcript)).satisfies(cpu -> {
            assertThat(cpu.idle()).isTrue();
            assertThat(cpu.interruptsEnabled()).isFalse();
            assertThat(cpu.runs()).hasToString("_raw_spin_lock_irqsave+0x47");
        });
        // A return address below the interrupted stack pointer is left over from an earlier call.
        assertThat(transcript.facts())
                .filteredOn(fact -> fact instanceof Frame frame
                        && "run_timer_softirq".equals(frame.location().symbol()))
                .extracting(fact -> ((Frame) fact).trust())
                .containsExactly(Frame.Trust.REGISTERS, Frame.Trust.SCANNED);
        assertThat(transcript.disassembly())
                .extracting(Disassembly::instruction)
                .containsExactly("mov %rsi,0x8(%rcx)");
        assertThat(one(MachineState.class, transcript)).satisfies(machine -> {
            assertThat(machine.uptimeSeconds()).isEqualTo(86400.0 + 22 * 60 + 5);
            assertThat(machine.memoryBytes()).isEqualTo(2L << 30);
        });
        assertThat(one(Oops.class, transcript).function()).isEqualTo("run_timer_softirq");
    }

    @Test
    void seqlock() throws IOException {
        Transcript transcript = read("jiffies-seqlock-livelock.txt");
        assertThat(one(SequenceLock.class, transcript)).satisfies(lock -> {
            assertThat(lock.address()).isEqualTo(Word.parse("ffffffff819eb1c0"));
            assertThat(lock.name()).isEqualTo("jiffies_lock");
            assertThat(lock.sequence()).isEqualTo(896100417L);
            assertThat(lock.odd()).isTrue();
            assertThat(lock.writerLockValue()).isZero();
        });
        assertThat(transcript.disassembly())
                .filteredOn(instruction -> "jiffies_lock".equals(instruction.targetSymbol()))
                .extracting(Disassembly::instruction)
                .containsExactly("mov 0x8f7fe5(%rip),%eax", "cmp 0x8f7fc9(%rip),%eax");
        assertThat(all(Oops.class, transcript)).hasSize(3).allMatch(oops -> oops.kind() == Oops.Kind.HARD_LOCKUP);
    }

    @Test
    void threadInfo() throws IOException {
        Transcript transcript = read("thread-info-stack-overflow.txt");
        List<Oops> oopses = all(Oops.class, transcript);
        assertThat(oopses)
                .extracting(Oops::kind)
                .containsExactly(Oops.Kind.SCHEDULING_WHILE_ATOMIC, Oops.Kind.PAGE_FAULT);
        assertThat(oopses.get(0).details()).containsEntry("preempt_count", "ffff8811");
        assertThat(oopses.get(0).pid()).isEqualTo(27122);
        assertThat(oopses.get(1).faultAddress()).isEqualTo(Word.parse("dd7ed3a8"));
        assertThat(transcript.disassembly())
                .filteredOn(instruction ->
                        Long.valueOf(0x4d).equals(instruction.location().offset()))
                .singleElement()
                .satisfies(instruction -> {
                    assertThat(instruction.instruction()).isEqualTo("add -0x7e4030a0(,%rax,8),%r14");
                    assertThat(instruction.bytes()).isEqualTo("4c0334c560cfbf81");
                    assertThat(instruction.location().symbol()).isEqualTo("task_rq_lock");
                });
    }

    @Test
    void anonVma() throws IOException {
        Transcript transcript = read("anon-vma-null.txt");
        assertThat(one(PanicEvent.class, transcript)).satisfies(panic -> {
            assertThat(panic.cpu()).isEqualTo(22);
            assertThat(panic.comm()).isEqualTo("kswapd0");
            assertThat(panic.task()).isEqualTo(Word.parse("ffff9c957bc3cf10"));
        });
        assertThat(one(Oops.class, transcript).title())
                .isEqualTo("BUG: unable to handle kernel NULL pointer dereference in page_lock_anon_vma_read");
        assertThat(one(MemoryStatistics.class, transcript)).satisfies(memory -> {
            assertThat(memory.freePercent()).isZero();
            assertThat(memory.free()).isEqualTo(92978L * 4096);
            assertThat(memory.committed()).isEqualTo(27373280L * 4096);
        });
        assertThat(all(PageState.class, transcript).getFirst()).satisfies(page -> {
            assertThat(page.page()).isEqualTo(Word.parse("ffffe7f22a9b0000"));
            assertThat(page.mappingKind()).isEqualTo(PageState.MappingKind.ANONYMOUS);
            assertThat(page.flags()).containsExactly("uptodate", "active", "head", "swapbacked");
        });
        assertThat(all(PageState.class, transcript).get(1)).satisfies(page -> {
            assertThat(page.role()).isEqualTo("kmem of 0xffff9c956f7b4231");
            assertThat(page.rawFlags()).isEqualTo(0x6fffff00000000L);
            assertThat(page.flags()).isEmpty();
        });
        assertThat(transcript.structs())
                .filteredOn(dump -> Word.parse("ffff9c956f7b4231").equals(dump.address()))
                .singleElement()
                .satisfies(dump -> assertThat(dump.number("mapping")).isZero());
    }

    @Test
    void tasksAndModules() {
        Transcript transcript = TranscriptReader.read("""
            crash> ps
               PID    PPID  CPU       TASK        ST  %MEM     VSZ    RSS  COMM
            >      0      0   0  ffffffff81c10480  RU   0.0       0      0  [swapper/0]
                 745      2   3  ffff8800b9ab1800  UN   0.0       0      0  [xfsaild/dm-0]
                 900      1   1  ffff8800b9ab2400  IN   0.1   10000   1000  bash
            crash> mod
                 MODULE       NAME                      BASE           SIZE  OBJECT FILE
            ffffffffc0005440  dm_mod              ffffffffc0000000   123303  (not loaded)  [CONFIG_KALLSYMS]
            ffffffffa0015440  ext4                      400000  (not loaded)  [CONFIG_KALLSYMS]
            """);
        assertThat(all(Task.class, transcript)).extracting(Task::pid).containsExactly(0, 745);
        assertThat(all(Task.class, transcript)).extracting(Task::state).containsExactly("R", "D");
        List<LoadedModule> modules = all(LoadedModule.class, transcript);
        assertThat(modules).extracting(LoadedModule::name).containsExactly("dm_mod", "ext4");
        assertThat(modules.getFirst().covers(Word.parse("ffffffffc0000100"))).isTrue();
    }

    @Test
    void arm64() {
        Transcript transcript = TranscriptReader.read("""
            PID: 1122     TASK: ffff0000c6a1d580  CPU: 2    COMMAND: "cat"
             #0 [ffff80000c5b3a40] machine_kexec at ffff80000803f2a4
             #5 [ffff80000c5b3b90] do_mem_abort at ffff80000804a7f4
             #6 [ffff80000c5b3bc0] el1h_64_sync at ffff800008011c38
                 PC: ffff800008a1b2c4  [lab_account+12]
                 LR: ffff800008a1b400  [lab_init+40]
                 SP: ffff80000c5b3bd0  PSTATE: 60400005
                X29: ffff80000c5b3bd0  X28: ffff0000c6a1d580  X27: 0000000000000000
             #7 [ffff80000c5b3bd0] lab_init at ffff800008a1b3fc [lab]
            """);
        assertThat(all(ExceptionContext.class, transcript)).singleElement().satisfies(context -> {
            assertThat(context.rip()).hasToString("lab_account+0xc");
            assertThat(context.user()).isFalse();
            assertThat(context.register("x28")).isEqualTo(Word.parse("ffff0000c6a1d580"));
            assertThat(context.register("sp")).isEqualTo(Word.parse("ffff80000c5b3bd0"));
        });
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().symbol())
                .containsExactly("machine_kexec", "do_mem_abort", "el1h_64_sync", "lab_account", "lab_init");
    }

    @Test
    void slabsSymbolsAndScalars() {
        Transcript transcript = TranscriptReader.read("""
            crash> kmem ffff8801019ad4b8
            CACHE             OBJSIZE  ALLOCATED     TOTAL  SLABS  SSIZE  NAME
            ffff88017fc78a00       80      33652     36465    715     4k  anon_vma
              SLAB              MEMORY            NODE  TOTAL  ALLOCATED  FREE
              ffffea0004066b40  ffff8801019ad000     0     51         51     0
              FREE / [ALLOCATED]
              [ffff8801019ad4b0]

            crash> sym jiffies_lock
            ffffffff819eb1c0 (D) jiffies_lock
            crash> p tick_do_timer_cpu
            tick_do_timer_cpu = $1 = 5
            crash> struct -x anon_vma.root ffff8801019ad4b0
              root = 0x0
            """);
        assertThat(one(AddressIdentity.class, transcript)).satisfies(identity -> {
            assertThat(identity.kind()).isEqualTo(AddressIdentity.Kind.SLAB_OBJECT);
            assertThat(identity.name()).isEqualTo("anon_vma");
            assertThat(identity.offset()).isEqualTo(8);
            assertThat(identity.detail()).isEqualTo("allocated");
        });
        assertThat(transcript.symbols()).containsEntry("jiffies_lock", Word.parse("ffffffff819eb1c0"));
        assertThat(transcript.structs()).extracting(StructDump::name).containsExactly("tick_do_timer_cpu", null);
        assertThat(transcript.structs().getFirst().number("tick_do_timer_cpu")).isEqualTo(5);
        assertThat(transcript.structs().getLast().number("root")).isZero();
    }

    @Test
    void sleepingTasksHaveStacksOfTheirOwn() {
        Transcript transcript = TranscriptReader.read("""
            crash> bt 745
            PID: 745    TASK: ffff8800b9ab1800  CPU: 3   COMMAND: "xfsaild/dm-0"
             #0 [ffff8801d5eb7a10] __schedule at ffffffff816aa1d9
             #1 [ffff8801d5eb7a98] schedule at ffffffff816aa7d9
            """);
        assertThat(all(Frame.class, transcript)).extracting(Frame::stack).containsOnly("task 745");
        assertThat(all(CpuState.class, transcript)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PANIC: \"Kernel panic - not syncing: Fatal machine check\"",
                "PANIC: \"Fatal machine check\"",
                "PANIC: \"Kernel panic - not syncing: Fatal machine check\"--------the reason",
                "PANIC: \"Kernel panic - not syncing: Fatal machine check\" (check log for details)",
                "PANIC: \"Kernel panic - not syncing: Fatal\nmachine check\"",
            })
    void thePanicIsTheSameAsTheLogs(String panic) {
        Transcript transcript = TranscriptReader.read(panic + "\nPID: 7\nCOMMAND: \"sh\"\nCPU: 1\n");
        assertThat(one(PanicEvent.class, transcript)).satisfies(event -> {
            assertThat(event.message()).isEqualTo("Fatal machine check");
            assertThat(event.cpu()).isEqualTo(1);
        });
        assertThat(one(Oops.class, transcript)).satisfies(oops -> {
            assertThat(oops.kind()).isEqualTo(Oops.Kind.MACHINE_CHECK);
            assertThat(oops.title()).isEqualTo("kernel panic: Fatal machine check");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Watchdog detected hard LOCKUP on cpu 3, HARD_LOCKUP",
        "stack-protector: Kernel stack is corrupted in: ffffffffa0123456, STACK_CORRUPTED",
        "sysrq triggered crash, PANIC",
    })
    void thePrefixOfAPanicSaysNothing(String message, Oops.Kind kind) {
        Transcript with = TranscriptReader.read("PANIC: \"Kernel panic - not syncing: " + message + "\"\n");
        Transcript without = TranscriptReader.read("PANIC: \"" + message + "\"\n");
        assertThat(one(Oops.class, with).kind()).isEqualTo(kind);
        assertThat(without.facts()).isEqualTo(with.facts());
    }

    @Test
    void aTaskThatALaterCommandPrintsDidNotPanic() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "Kernel panic - not syncing: hung_task: blocked tasks"
            crash> bt 1706
            PID: 1706   TASK: ffff8881066803c0  CPU: 0   COMMAND: "acme ctl"
             #0 [ffffc90000a3fd10] __schedule at ffffffff81a7a2d9
            crash> bt
            PID: 42     TASK: ffff88810aac5ac0  CPU: 2   COMMAND: "khungtaskd"
             #0 [ffffc900004a3d28] machine_kexec at ffffffff810635ce
             #1 [ffffc900004a3e48] panic at ffffffff810eb227
            crash> kmem ffff8881066803c0
                PID: 1706
            COMMAND: "acme ctl"
               TASK: ffff8881066803c0  [THREAD_INFO: ffff8881066803c0]
                CPU: 0
              STATE: TASK_UNINTERRUPTIBLE
            """);
        assertThat(one(PanicEvent.class, transcript)).satisfies(panic -> {
            assertThat(panic.pid()).isEqualTo(42);
            assertThat(panic.cpu()).isEqualTo(2);
            assertThat(panic.comm()).isEqualTo("khungtaskd");
        });
    }

    @Test
    void theTaskThatPanickedSaysSo() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "Kernel panic - not syncing: Hard LOCKUP"
            crash> set 9
                PID: 9
            COMMAND: "acme-poll 3"
               TASK: ffff88810aac5ac0  [THREAD_INFO: ffff88810aac5ac0]
                CPU: 5
              STATE: TASK_RUNNING (PANIC)
            """);
        assertThat(one(PanicEvent.class, transcript).comm()).isEqualTo("acme-poll 3");
    }

    @Test
    void aCommandsNameMayHaveBlanks() {
        Transcript transcript = TranscriptReader.read("""
               4410       2   4  ffff88810aac5ac0  UN   5.2  3836200  1852176  acme pool 30
               4411       2   4  ffff88810aac9e80  UN   0.0        0        0  [acme/dm-3]
            """);
        assertThat(all(Task.class, transcript)).extracting(Task::comm).containsExactly("acme pool 30", "acme/dm-3");
    }

    /** Of an oops's own lines one begins as a line of the block does. */
    @Test
    void theLineOfAnOopsIsTheLogs() {
        Transcript transcript = TranscriptReader.read("""
            crash> log
            BUG: unable to handle page fault for address: ffffc90000123000
            Oops: 0000 [#1] SMP
            CPU: 6 PID: 25729 Comm: acme 6 Not tainted 5.10.0-1 #1
            RIP: 0010:acme_read+0x12/0x40 [acme]
            """);
        assertThat(one(Oops.class, transcript).cpu()).isEqualTo(6);
    }

    @Test
    void rowsOfSlabsAreNoModules() {
        Transcript transcript = TranscriptReader.read("""
            crash> kmem ffff888106683c81
            CACHE             OBJSIZE  ALLOCATED     TOTAL  SLABS  SSIZE  NAME
            ffff88810101d6c0     7688        196       228     57    32k  task_struct
              SLAB              MEMORY            NODE  TOTAL  ALLOCATED  FREE
              ffffea000419a000  ffff888106680000     0      4          4     0
              FREE / [ALLOCATED]
              [ffff888106683c80]
            """);
        assertThat(all(LoadedModule.class, transcript)).isEmpty();
    }

    @Test
    void modulesThatWereUnloadedAreNotLoaded() {
        Transcript transcript = TranscriptReader.read("""
            crash> log
            [  156.821] BUG: unable to handle page fault for address: ffffffffc0ded7fa
            [  156.821] Oops: 0011 [#1] PREEMPT SMP NOPTI
            [  156.821] Modules linked in: acme_new(OK) tls
            [  156.822] Unloaded tainted modules: acme_old(OK):14089 acme_new(OK):14088 [last unloaded: acme_old(OK)]
            """);
        assertThat(one(Oops.class, transcript)).satisfies(oops -> {
            assertThat(oops.modules()).containsExactly("acme_new", "tls");
            assertThat(oops.lastUnloaded()).isEqualTo("acme_old");
        });
    }

    /** The registers of a stack whose head was cut off look like an oops's. */
    @Test
    void crashsRegistersAreNotTheLogs() {
        Transcript transcript = TranscriptReader.read("""
            [  156.821] BUG: unable to handle page fault for address: ffffc90000123000
            [  156.821] Oops: 0000 [#1] SMP
            [  156.821] RIP: 0010:acme_read+0x12/0x40 [acme]
            [  156.821] Call Trace:
            [  156.821]  acme_poll+0x35/0x90 [acme]
            crash> bt 77
            ...
                RIP: 00007f967feb5a35  RSP: 00007f96664ee670  RFLAGS: 00000246
                RAX: ffffffffffffffda  RBX: 0000000000000000  RCX: 00007f967feb5a35
                ORIG_RAX: 00000000000000ca  CS: 0033  SS: 002b
            """);
        assertThat(all(ExceptionContext.class, transcript)).singleElement().satisfies(context -> {
            assertThat(context.rip().symbol()).isEqualTo("acme_read");
            assertThat(context.registers()).isEmpty();
        });
    }

    @Test
    void anInstructionThatIsQuotedIsNoOtherFrame() {
        Transcript transcript = TranscriptReader.read("""
            crash> log
            [  156.821] BUG: unable to handle page fault for address: ffffc90000123000
            [  156.821] Oops: 0000 [#1] SMP
            [  156.821] RIP: 0010:acme_read+0x12/0x40 [acme]
            [  156.821] RSP: 0018:ffffc90000a3fcc8 EFLAGS: 00010246
            [  156.821] Call Trace:
            [  156.821]  acme_poll+0x35/0x90 [acme]

            RIP: 0010:acme_read+0x12/0x40 [acme]
            is where it stopped
            """);
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().symbol())
                .containsExactly("acme_read", "acme_poll");
    }

    @Test
    void aBogusExceptionIsNone() {
        Transcript transcript = TranscriptReader.read("""
            PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: "acme_poll"
             #0 [ffffc90000a3fb10] do_softirq_own_stack at ffffffff81c00e9a
                [exception RIP: unknown or invalid address]
                RIP: ffff888107c98000  RSP: ffff88810117c240  RFLAGS: ffff888107c98348
                RAX: ffffffff825e0080  RBX: ffffc90000a3fc50  RCX: 0000000000000000
                ORIG_RAX: ffff8881000ce000  CS: 0000  SS: ffffffff825e0080
            bt: WARNING: possibly bogus exception frame
             #1 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
            """);
        assertThat(all(ExceptionContext.class, transcript)).isEmpty();
        assertThat(all(Frame.class, transcript)).hasSize(2);
    }

    /** People quote a part of the stack, or print it again with more options. */
    @Test
    void aStackThatIsPrintedTwiceIsOne() {
        Transcript transcript = TranscriptReader.read("""
            crash> bt
            PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: "acme_poll"
             #0 [ffffc90000a3fb10] machine_kexec at ffffffff810635ce
             #1 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
            Look at this one:
             #1 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
            crash> bt -f
            PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: "acme_poll"
             #0 [ffffc90000a3fb10] machine_kexec at ffffffff810635ce
                ffffc90000a3fb18: 0000000000000001 ffffffffa0c02034
             #1 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
             #2 [ffffc90000a3fd10] kthread at ffffffff8110a121
            """);
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().symbol())
                .containsExactly("machine_kexec", "acme_poll", "kthread");
    }

    @Test
    void aStackWithoutHeadIsOfTheTaskThatPanicked() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "BUG: unable to handle kernel NULL pointer dereference at 0000000000000008"
            PID: 77
            COMMAND: "acme_poll"
            CPU: 5
            crash> bt
            ...
             #9 [ffffc90000a3fb10] page_fault at ffffffff81c00615
                [exception RIP: acme_read+89]
                RIP: ffffffffa0c011f9  RSP: ffffc90000a3fcb0  RFLAGS: 00010202
                RAX: 0000000000000000  RBX: ffff8881083af9b8  RCX: ffff88816659a090
            #10 [ffffc90000a3fd10] acme_poll at ffffffffa0c02034 [acme]
            """);
        assertThat(all(ExceptionContext.class, transcript)).singleElement().satisfies(context -> {
            assertThat(context.stack()).isEqualTo("cpu 5");
            assertThat(context.register("rbx")).isEqualTo(Word.parse("ffff8881083af9b8"));
        });
        assertThat(one(Oops.class, transcript).function()).isEqualTo("acme_read");
    }

    /** The log shows more than a few frames from the middle of the stack. */
    @Test
    void framesFromTheMiddleOfAStackAreNoStack() {
        Transcript transcript = TranscriptReader.read("""
            crash> bt -f
            ......
             #7 [ffffc90000a3fb10] acme_read at ffffffffa0c011f9 [acme]
                ffffc90000a3fb18: 0000000000000001 ffffffffa0c02034
             #8 [ffffc90000a3fb20] acme_poll at ffffffffa0c02034 [acme]
            """);
        assertThat(all(Frame.class, transcript)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"---the lock", "  <-- here", " // the lock", "  <<<< RDI", "\u9501", " \u2190 here"})
    void remarksBehindRegisters(String remark) {
        Transcript transcript = TranscriptReader.read("""
            PID: 4410   TASK: ffff8881066803c0  CPU: 3   COMMAND: "acme_poll"
             #0 [ffffc90000a3fb10] end_repeat_nmi at ffffffff81c00e9a
                [exception RIP: acme_lock+18]
                RIP: ffffffffa0c01012  RSP: ffffc90000a3fcc8  RFLAGS: 00010046%s
                RDX: 0000000000000101  RSI: 0000000000000001  RDI: ffff888106680000%s
             #1 [ffffc90000a3fcd0] acme_poll at ffffffffa0c02034 [acme]
            """.replace("%s", remark));
        assertThat(all(ExceptionContext.class, transcript)).singleElement().satisfies(context -> {
            assertThat(context.rip()).hasToString("acme_lock+0x12");
            assertThat(context.register("eflags")).isEqualTo(Word.of(0x10046));
            assertThat(context.register("rdi")).isEqualTo(Word.parse("ffff888106680000"));
        });
    }

    /** Of a page that lost line breaks and indentation. */
    @Test
    void anExceptionOnTheLineOfItsFrame() {
        Transcript transcript = TranscriptReader.read("""
            PID: 4410 TASK: ffff8881066803c0 CPU: 3 COMMAND: "acme_poll"

            #0 [ffffc90000a3fb10] end_repeat_nmi at ffffffff81c00e9a [exception RIP: acme_lock+18]

            RIP: ffffffffa0c01012 RSP: ffffc90000a3fcc8 RFLAGS: 00010046
            """);
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().toString())
                .containsExactly("end_repeat_nmi", "acme_lock+0x12");
    }

    @ParameterizedTest
    @CsvSource({
        "00:20:47, 1247",
        "'80 days, 12:06:06-------before the crash', 6955566",
        "1 days 02:00:00 (about), 93600"
    })
    void uptimes(String uptime, double seconds) {
        assertThat(one(MachineState.class, TranscriptReader.read("UPTIME: " + uptime + "\n"))
                        .uptimeSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void i386() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "kernel BUG at drivers/acme/ring.c:639!"
            crash> bt
            PID: 21     TASK: cae6e6e0  CPU: 1   COMMAND: "softirq-tasklet"
             #0 [cae77ab4] crash_kexec at c013c073
             #1 [cae77b08] die at c0103a7f
             #2 [cae77b40] do_invalid_op at c0103c81
             #3 [cae77c08] error_code (via invalid_op) at c01033b9
                EAX: 0000001d  EBX: cae76000  ECX: cae77c44  EDX: c0336542  EBP: 00000020
                DS:  007b      ESI: c9db8560  ES:  007b      EDI: 00000020
                CS:  0060      EIP: c0321085  ERR: ffffffff  EFLAGS: 00010292
             #4 [cae77c3c] acme_ring_push at c0321085
             #5 [cae77c94] acme_send at c015afc4
             #6 [cae77ee0] error_code (via page_fault) at c01033b9
                EAX: 00000000  EBX: c5af2870  ECX: 0000002c  EDX: cae6e6e0  EBP: 80000000
                DS:  007b      ESI: c5b5ba30  ES:  007b      EDI: cae77f5c
                CS:  0060      EIP: c03217a5  ERR: ffffffff  EFLAGS: 00010286
             #7 [cae77f14] acme_take at c03217a5
            """);
        assertThat(all(ExceptionContext.class, transcript))
                .extracting(ExceptionContext::kind)
                .containsExactly(ExceptionContext.Kind.INVALID_OPCODE, ExceptionContext.Kind.PAGE_FAULT);
        assertThat(one(Oops.class, transcript).title()).isEqualTo("kernel BUG in acme_ring_push");
        assertThat(all(ExceptionContext.class, transcript)).last().satisfies(context -> {
            assertThat(context.rip().symbol()).isEqualTo("acme_take");
            assertThat(context.register("esi")).isEqualTo(Word.parse("c5b5ba30"));
            assertThat(context.user()).isFalse();
        });
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().symbol())
                .containsExactly(
                        "crash_kexec",
                        "die",
                        "do_invalid_op",
                        "error_code",
                        "acme_ring_push",
                        "acme_send",
                        "error_code",
                        "acme_take");
    }

    @Test
    void powerpc() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "Oops: Kernel access of bad area, sig: 11 [#1]" (check log for details)
            crash> bt
            PID: 465      TASK: c000000006067d80  CPU: 68   COMMAND: "kswapd0"
              R0:  000000000e000000    R1:  c0000000a5a57040    R2:  c0000000017a8100
              R3:  c000000d34cefd00    R4:  c00800000a1affe8    R5:  fffffffffffffffa
              NIP: c000000000175670    MSR: 8000000002009033    OR3: c0000000001756c8
              CTR: 01fffffffffffc05    LR:  c0000000006d96b4    XER: 0000000020040001
              CCR: 0000000044042880    MQ:  0000000000000000    DAR: c00800000a1b0000
              DSISR: 0000000040000000     Syscall Result: 0000000000000000
              [NIP  : acme_copy+1648]
              [LR   : acme_write+548]
              #0 [c0000000a5a56c50] crash_kexec at c00000000037f268
              #1 [c0000000a5a56c80] oops_end at c00000000002b678
              #2 [c0000000a5a56d70] data_access_common_virt at c000000000008be0
              #3 [c0000000a5a57040] acme_copy at c000000000175274
              #4 [c0000000a5a57140] acme_write at c0000000006d96b4
            """);
        assertThat(one(ExceptionContext.class, transcript)).satisfies(context -> {
            assertThat(context.kind()).isEqualTo(ExceptionContext.Kind.PAGE_FAULT);
            assertThat(context.rip()).hasToString("acme_copy+0x670");
            assertThat(context.faultAddress()).isEqualTo(Word.parse("c00800000a1b0000"));
            assertThat(context.register("r5")).isEqualTo(Word.parse("fffffffffffffffa"));
            assertThat(context.user()).isFalse();
        });
        assertThat(all(Frame.class, transcript))
                .extracting(frame -> frame.location().symbol())
                .containsExactly("crash_kexec", "oops_end", "data_access_common_virt", "acme_copy", "acme_write");
        assertThat(one(Oops.class, transcript)).satisfies(oops -> {
            assertThat(oops.function()).isEqualTo("acme_copy");
            assertThat(oops.faultAddress()).isEqualTo(Word.parse("c00800000a1b0000"));
        });
        assertThat(one(CpuState.class, transcript).interruptsEnabled()).isTrue();
    }

    /** Crash's own name for the start of a module is no function's. */
    @Test
    void moduleStartsAreNoFunctions() {
        Transcript transcript = TranscriptReader.read("""
            PID: 465      TASK: ffff88810067d80  CPU: 6   COMMAND: "acme_poll"
             #0 [ffffc90000a3fb10] _MODULE_START_acme at ffffffffa0c037fa [acme]
             #1 [ffffc90000a3fc80] asm_exc_page_fault at ffffffff81c00bb7
                [exception RIP: _MODULE_START_acme+14330]
                RIP: ffffffffa0c037fa  RSP: ffffc90000a3fd30  RFLAGS: 00010282
            """);
        assertThat(all(Frame.class, transcript).getFirst().location().symbol()).isNull();
        assertThat(one(ExceptionContext.class, transcript).rip()).satisfies(rip -> {
            assertThat(rip.symbol()).isNull();
            assertThat(rip.module()).isEqualTo("acme");
        });
    }

    @Test
    void aMessageThatWasCutOffTakesNoOtherLine() {
        Transcript transcript = TranscriptReader.read("""
            PANIC: "BUG: unable to handle kernel NULL pointer dereference at
            COMMAND: "acme_poll"
            PID: 77
            CPU: 5
            """);
        assertThat(one(PanicEvent.class, transcript)).satisfies(panic -> {
            assertThat(panic.message()).isEqualTo("BUG: unable to handle kernel NULL pointer dereference at");
            assertThat(panic.comm()).isEqualTo("acme_poll");
            assertThat(panic.pid()).isEqualTo(77);
        });
    }

    private static Transcript read(String name) throws IOException {
        try (InputStream in = TranscriptReaderTest.class.getResourceAsStream("/text/transcripts/" + name)) {
            return TranscriptReader.read(in.readAllBytes());
        }
    }

    private static <T extends Fact> T one(Class<T> kind, Transcript transcript) {
        List<T> found = all(kind, transcript);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static <T extends Fact> List<T> all(Class<T> kind, Transcript transcript) {
        return transcript.facts().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static List<ExceptionContext> all(Class<ExceptionContext> kind, List<Fact> facts, String stack) {
        return facts.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(context -> context.stack().equals(stack))
                .toList();
    }
}
