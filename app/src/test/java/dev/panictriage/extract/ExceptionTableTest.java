// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.debuginfo.DebugFiles;
import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.explain.CodeReader.Fixup;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.kernel.KernelImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of a real kernel: Debian's 6.1. */
class ExceptionTableTest {
    private static final Path DUMP = Path.of("..", "fixtures", "dumps", "null-call-6.1.vmcore");

    private interface Check {
        void of(KernelImage image, KernelView view) throws Exception;
    }

    private static void check(Check check) throws Exception {
        try (Dump dump = Dumps.open(DUMP)) {
            KernelImage image = KernelImage.open(dump);
            check.of(image, new KernelView(KernelDebug.of(image, new DebugFiles(Path.of("none"), null, List.of()))));
        }
    }

    private static List<Fixup> all(KernelImage image) {
        return new ExceptionTable(image)
                .between(
                        image.symbols().address("_text").orElseThrow(),
                        image.symbols().address("_etext").orElseThrow());
    }

    @Test
    void everyEntryIsOfAnInstruction() throws Exception {
        check((image, view) -> assertThat(all(image)).hasSizeGreaterThan(500).allSatisfy(fixup -> {
            FunctionCode code = view.function(fixup.instruction());
            assertThat(code).isNotNull();
            assertThat(code.indexOf(fixup.instruction())).isNotNegative();
        }));
    }

    @Test
    void everyEntryLeadsToAnInstruction() throws Exception {
        check((image, view) -> assertThat(all(image)).allSatisfy(fixup -> {
            FunctionCode code = view.function(fixup.target());
            assertThat(code).isNotNull();
            assertThat(code.indexOf(fixup.target())).isNotNegative();
        }));
    }

    /** arch/x86/lib/getuser.S: all go to .Lbad_get_user_clac behind the last of them, and the handler writes no register. */
    @Test
    void aCopyFromUserSpaceLeavesRegistersAlone() throws Exception {
        check((image, view) -> {
            long start = image.symbols().address("__get_user_4").orElseThrow();
            assertThat(view.fixups(start, start + 64)).isNotEmpty().first().satisfies(fixup -> {
                assertThat(fixup.registers()).isZero();
                assertThat(view.describe(fixup.target())).startsWith("__get_user_nocheck_8+");
            });
        });
    }
}
