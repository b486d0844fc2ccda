// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.fixtures.ElfVmcoreWriter;
import dev.panictriage.fixtures.KallsymsWriter.Layout;
import dev.panictriage.fixtures.KdumpWriter;
import dev.panictriage.fixtures.Notes;
import dev.panictriage.fixtures.Vmcoreinfo;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels whose VMCOREINFO names neither phys_base nor the tables of kallsyms. */
class OldKernelsTest {
    private static final int FUNCTIONS = 20_000;

    @TempDir
    private Path directory;

    private dev.panictriage.fixtures.SyntheticKernel kernel;

    @BeforeEach
    void build() {
        build(Layout.ADDRESSES);
    }

    private void build(Layout layout) {
        kernel = new dev.panictriage.fixtures.SyntheticKernel("3.10.0-327.el7.x86_64", 0, 4, layout, 2);
        for (int i = 0; i < FUNCTIONS; i++) {
            kernel.function("function_" + i, (byte) 0x90);
        }
        kernel.perCpuVariable("current_task", 8);
        kernel.build();
    }

    private Notes notes() {
        return new Notes()
                .vmcoreinfo(new Vmcoreinfo()
                        .release("3.10.0-327.el7.x86_64")
                        .pageSize(4096)
                        .symbol("init_uts_ns", kernel.address("init_uts_ns"))
                        .symbol("swapper_pg_dir", kernel.address("init_top_pgt"))
                        .symbol("_stext", kernel.address("_stext")));
    }

    private void assertFound(Path file) throws Exception {
        try (Dump dump = Dumps.open(List.of(file))) {
            KernelImage image = KernelImage.open(dump);
            image.symbols().prefetch("function_777", "function_19999", "current_task", "none");

            assertThat(image.symbols().address("function_777")).hasValue(kernel.address("function_777"));
            assertThat(image.symbols().address("function_19999")).hasValue(kernel.address("function_19999"));
            assertThat(image.symbols().address("current_task")).hasValue(kernel.address("current_task"));
            assertThat(image.symbols().address("none")).isEmpty();
            assertThat(image.symbols().at(kernel.address("function_12345") + 7))
                    .map(Symbols.Symbol::name)
                    .contains("function_12345");
        }
    }

    private Path write(dev.panictriage.fixtures.DumpWriter dump) {
        return dump.write(directory.resolve("vmcore"));
    }

    @ParameterizedTest
    @EnumSource(names = {"ADDRESSES", "PERCPU_ABSOLUTE_FIRST_WIDE"})
    void symbolsAreFoundByTheStructureOfTheirTables(Layout layout) throws Exception {
        build(layout);

        assertFound(write(ElfVmcoreWriter.procVmcore(kernel.image()).notes(notes())));
    }

    @Test
    void whereTheImageLiesAnElfHeaderSays() throws Exception {
        long start = kernel.address("_text");
        Path file = write(ElfVmcoreWriter.procVmcore(kernel.image())
                .notes(notes())
                .mapping(start, kernel.memory().physical(start), 14 << 20));

        assertFound(file);
        try (Dump dump = Dumps.open(List.of(file))) {
            assertThat(dump.imageOffset()).hasValue(kernel.memory().physical(start) - start);
        }
    }

    @Test
    void whereTheImageLiesAKdumpHeaderSays() throws Exception {
        Path file = write(new KdumpWriter(kernel.image()).notes(notes()).physBase(kernel.physBase()));

        assertFound(file);
        try (Dump dump = Dumps.open(List.of(file))) {
            assertThat(dump.imageOffset()).hasValue(kernel.physBase() - 0xffff_ffff_8000_0000L);
        }
    }

    @Test
    void aHeaderThatLiesIsNotBelieved() throws Exception {
        assertFound(write(new KdumpWriter(kernel.image()).notes(notes()).physBase(0x1234000)));
    }
}
