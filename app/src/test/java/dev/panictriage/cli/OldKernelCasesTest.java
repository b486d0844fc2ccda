// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.engine.RuleEngine;
import dev.panictriage.engine.Triage;
import dev.panictriage.extract.Extraction;
import dev.panictriage.fixtures.OldKernelCase;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.btf.TypeFile;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import dev.panictriage.report.Style;
import dev.panictriage.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(outcome.text()).contains("R15 + 0x140 = 0x0 + 0x140 = 0x140");
    }

    @Test
    void anUnloadedModuleLeftATimer() throws Exception {
        Outcome outcome = triage(OldKernelCase.FREED_MODULE_TIMER);

        assertThat(outcome.chain())
                .containsExactly(
                        "freed-module-timer CONFIRMED", "timer-base-self-deadlock CONFIRMED", "hard-lockup CONFIRMED");
    }

    @Test
    void theSequenceOfJiffiesIsOddAndNobodyWrites() throws Exception {
        Outcome outcome = triage(OldKernelCase.JIFFIES_SEQLOCK_LIVELOCK);

        assertThat(outcome.chain())
                .containsExactly("seqlock-orphaned-odd-sequence CONFIRMED", "hard-lockup CONFIRMED");
    }

    @Test
    void aStackOverflowedIntoThreadInfo() throws Exception {
        Outcome outcome = triage(OldKernelCase.THREAD_INFO_STACK_OVERFLOW);

        assertThat(outcome.chain()).first().isEqualTo("stack-overflow-into-thread-info CONFIRMED");
    }

    @Test
    void theAnonVmaHasNoRoot() throws Exception {
        Outcome outcome = triage(OldKernelCase.ANON_VMA_NULL);

        assertThat(outcome.chain()).first().isEqualTo("anon-vma-root-null CONFIRMED");
    }

    private record Outcome(List<String> chain, String text) {}

    private Outcome triage(OldKernelCase panic) throws Exception {
        Path file = panic.write(BUILT, directory.resolve("vmcore"));
        Types types = types(panic);
        try (Dump dump = Dumps.open(List.of(file))) {
            KernelImage image = KernelImage.open(dump);
            image.useTypes(types);
            Extraction extraction = new Extraction(image);
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

    private static Types types(OldKernelCase panic) throws IOException {
        return TypeFile.read(Files.readAllBytes(BUILT.resolve(panic.fileName() + ".btf")));
    }
}
