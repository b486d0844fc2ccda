// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.debuginfo.DebugFiles;
import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Triage;
import dev.panictriage.extract.Extraction;
import dev.panictriage.fixtures.OldKernelCase;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import dev.panictriage.report.Style;
import dev.panictriage.report.TextReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The five cases of old kernels, from memory: dumps that hold their numbers, of kernels with neither BTF nor ORC. Their types
 * are those of the vmlinux stand-ins beside them.
 */
class OldKernelCasesTest {
    private static final Path BUILT = Path.of("..", "fixtures", "src", "main", "old-kernels", "built");

    private static RuleEngine rules;

    @TempDir
    private Path directory;

    @BeforeAll
    static void loadRules() {
        rules = RuleEngine.load();
    }

    @Test
    void theTickWorkedOnTheWrongTask() throws Exception {
        Outcome outcome = triage(OldKernelCase.POSIX_CPU_TIMERS_WRONG_TASK);

        assertThat(outcome.chain()).first().isEqualTo("wrong-task-in-timer-tick CONFIRMED");
        assertThat(outcome.text())
                .contains("R15 + 0x140 = 0x0 + 0x140 = 0x140")
                .contains("0xffffffff81a684e0")
                .contains("0xffff8807deb08000")
                .contains("signal")
                .contains("0xffff88108bea8d80")
                .contains("24 bits")
                .contains("mov %gs:0xb7c0,%rbx")
                .contains("account_process_tick, hrtimer_run_queues, raise_softirq, rcu_check_callbacks, irq_work_tick,"
                        + " scheduler_tick");
    }

    @Test
    void anUnloadedModuleLeftATimer() throws Exception {
        Outcome outcome = triage(OldKernelCase.FREED_MODULE_TIMER);

        assertThat(outcome.chain())
                .containsExactly(
                        "freed-module-timer PROBABLE", "timer-base-self-deadlock CONFIRMED", "hard-lockup CONFIRMED");
        assertThat(outcome.text())
                .contains("RCX + 0x8 = 0xffffffffa88b53b0 + 0x8 = 0xffffffffa88b53b8")
                .contains("the page tables do not map it")
                .contains("RSI = 0xffff88007f283e90 = RSP + 0x28, a list head on the stack: the store is next->prev ="
                        + " new")
                .contains("The lock it waits for is 0xffff88007b90c000: R12, RBX, RDI of the waiting code, and RBX, RDI"
                        + " of run_timer_softirq+0xf8")
                .contains("leaves_timer was the last one unloaded")
                .contains("cpu_startup_entry", "start_secondary")
                .doesNotContain("Not readable");
    }

    @Test
    void theSequenceOfJiffiesIsOddAndNobodyWrites() throws Exception {
        Outcome outcome = triage(OldKernelCase.JIFFIES_SEQLOCK_LIVELOCK);

        assertThat(outcome.chain()).containsExactly("seqlock-orphaned-odd-sequence CONFIRMED", "hard-lockup CONFIRMED");
        assertThat(outcome.text())
                .contains("mov 0x8f7fe5(%rip),%eax; test $0x1,%al; jne ffffffff810f3481")
                .contains("RIP + 0x8f7fe5 = 0xffffffff810f31db + 0x8f7fe5 = 0xffffffff819eb1c0, which is jiffies_lock")
                .contains("896100417 (0x35696841), odd")
                .contains("holds the same number: 0x0000000035696841")
                .contains("is 0: nobody holds the write side")
                .contains("cpu 0, cpu 1, cpu 2, cpu 3, cpu 4, cpu 5, cpu 6")
                .doesNotContain("Not readable");
    }

    @Test
    void aStackOverflowedIntoThreadInfo() throws Exception {
        Outcome outcome = triage(OldKernelCase.THREAD_INFO_STACK_OVERFLOW);

        assertThat(outcome.chain()).first().isEqualTo("stack-overflow-into-thread-info CONFIRMED");
        assertThat(outcome.text())
                .contains("0xffff88112b77e088")
                .contains("729276552")
                .contains("(0xdd7ed3a0 + 0x7e4030a0) / 8 = 0x15bbf0440 / 8 = 0x2b77e088 = 729276552")
                .contains("0x2b77e088 = 729276552 is no CPU number")
                .contains("2.6.32-520.el6")
                .contains("xfs_buf_iodone_work");
    }

    @Test
    void theAnonVmaHasNoRoot() throws Exception {
        Outcome outcome = triage(OldKernelCase.ANON_VMA_NULL);

        assertThat(outcome.chain()).containsExactly("anon-vma-root-null CONFIRMED", "null-dereference CONFIRMED");
        assertThat(outcome.text())
                .contains("RDI = 0x8, the fault address")
                .contains("its mapping is 0xffff9c956f7b4231")
                .contains("R12 holds the mapping 0xffff9c956f7b4231")
                .contains("root of the anon_vma at 0xffff9c956f7b4230 reads NULL")
                .contains("uptodate,active,head,swapbacked")
                .contains("use after free")
                .contains("free 0 % (363 MB")
                .contains("page cache 18 %")
                .contains("committed 82 %")
                .contains("fixed in 3.10.0-862.37.1.el7")
                .contains("ret_from_fork_nospec_begin")
                .doesNotContain("Not readable");
    }

    /** The launcher trains the virtual machine with it. */
    @Test
    void theCommittedDumpIsWhatTheWriterMakes() throws Exception {
        OldKernelCase panic = OldKernelCase.POSIX_CPU_TIMERS_WRONG_TASK;
        Path written = panic.writeCompressed(BUILT, directory.resolve("compressed"));

        assertThat(BUILT.resolve(panic.fileName() + ".vmcore")).hasSameBinaryContentAs(written);
        assertThat(triage(panic, written).chain()).isEqualTo(triage(panic).chain());
    }

    /** Its page tables lead to it, its symbols say where its variables are. */
    @ParameterizedTest
    @EnumSource
    void aKernelThatSaysNothingOfItselfIsFoundAllTheSame(OldKernelCase panic) throws Exception {
        List<String> told = triage(panic).chain();

        assertThat(triage(panic, panic.writeWithoutVmcoreinfo(BUILT, directory.resolve("bare")))
                        .chain())
                .isEqualTo(told);
    }

    private record Outcome(List<String> chain, String text) {}

    private Outcome triage(OldKernelCase panic) throws Exception {
        return triage(panic, panic.write(BUILT, directory.resolve("vmcore")));
    }

    private static Outcome triage(OldKernelCase panic, Path file) throws Exception {
        DebugFiles files = new DebugFiles(
                file.resolveSibling("no-system"), BUILT.resolve(panic.fileName() + ".vmlinux"), List.of());
        try (Dump dump = Dumps.open(List.of(file));
                KernelDebug debug = KernelDebug.of(KernelImage.open(dump), files)) {
            Extraction extraction = new Extraction(debug);
            Triage triage = rules.match(extraction.facts(), extraction);
            Report report = new Report(new Input("vmcore", "dump", dump.format(), List.of()), triage);
            String text = TextReport.render(report, Style.PLAIN);
            if (System.getProperty("old.kernels.keep") != null) {
                Files.writeString(Path.of(System.getProperty("old.kernels.keep"), panic.fileName() + ".report"), text);
            }
            List<String> chain = report.diagnoses().stream()
                    .map((Diagnosis d) -> d.signature() + " " + d.confidence())
                    .toList();
            return new Outcome(chain, text.replaceAll("\\s+", " "));
        }
    }
}
