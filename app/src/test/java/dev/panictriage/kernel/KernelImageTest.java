// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.dump.Absence;
import dev.panictriage.dump.DumpException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.SyntheticKallsyms.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelImageTest {
    private static final long CR0 = 0x8005_0033L;
    private static final long CR4_FOUR_LEVELS = 0x7506f0;
    private static final long CR4_FIVE_LEVELS = 0x7516f0;

    /** A note as QEMU writes it: version, size, then registers; CR0 to CR4 are the 8-byte words 49 to 53. */
    private static byte[] cpu(long cr0, long cr3, long cr4) {
        ByteBuffer note = ByteBuffer.allocate(440).order(ByteOrder.LITTLE_ENDIAN);
        note.putInt(0, 1).putInt(4, 440);
        note.putLong(49 * 8, cr0).putLong(52 * 8, cr3).putLong(53 * 8, cr4);
        return note.array();
    }

    private static byte[] page(String text) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), 4096);
    }

    private static void assertWorks(KernelImage image) {
        assertThat(image.symbols().address("function_5")).hasValue(SyntheticKernel.TEXT + 320);
        assertThat(image.symbols().at(SyntheticKernel.TEXT + 321))
                .map(Symbol::name)
                .contains("function_5");
        assertThat(image.memory().string(SyntheticKernel.INIT_UTS_NS + 134, 64)).isEqualTo(SyntheticKernel.RELEASE);
    }

    @ParameterizedTest
    @EnumSource
    void noteWithAndWithoutTheTablesOfKallsyms(Layout layout) throws DumpException {
        for (String tables : new String[] {"", new SyntheticKernel(layout).kallsyms.vmcoreInfo()}) {
            SyntheticKernel kernel = new SyntheticKernel(layout);
            kernel.addNote(kernel.vmcoreInfo() + tables);

            KernelImage image = KernelImage.open(kernel.dump);

            assertWorks(image);
            assertThat(image.vmcoreInfo().release()).isEqualTo(SyntheticKernel.RELEASE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void hypervisorWithoutVmcoreInfo(int levels) throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12, levels);
        long saved = 0xffff_8880_0123_4000L;
        kernel.dump.map(kernel.root, levels, saved, 0x123_4000, 4096, 0);
        kernel.dump.put(0x123_4000, page(kernel.vmcoreInfo()));
        kernel.dump.putWord(SyntheticKernel.VMCOREINFO_DATA - SyntheticKernel.TEXT + SyntheticKernel.PHYSICAL, saved);
        kernel.dump.addNote("VMCOREINFO", 0, new byte[4096]);
        kernel.dump.addNote("QEMU", 0, cpu(CR0, kernel.root, levels == 5 ? CR4_FIVE_LEVELS : CR4_FOUR_LEVELS));

        KernelImage image = KernelImage.open(kernel.dump);

        assertWorks(image);
        assertThat(image.vmcoreInfo().kernelOffset()).hasValue(SyntheticKernel.OFFSET);
    }

    @Test
    void hypervisorAndAKernelWithoutVmcoreInfo() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V7);
        kernel.dump.addNote("QEMU", 0, cpu(CR0, kernel.root | 0x18, CR4_FOUR_LEVELS));

        KernelImage image = KernelImage.open(kernel.dump);

        assertWorks(image);
        assertThat(image.vmcoreInfo().release()).isEmpty();
    }

    /** The user's top-level table, one page up, maps nothing of the kernel but its entry code. */
    @Test
    void processorInUserModeUnderPageTableIsolation() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.dump.addNote("QEMU", 0, cpu(CR0, kernel.userRoot, CR4_FOUR_LEVELS));

        assertWorks(KernelImage.open(kernel.dump));
    }

    @Test
    void textInMemory() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.dump.put(0x123_4000, page(kernel.vmcoreInfo()));

        assertWorks(KernelImage.open(kernel.dump));
    }

    @Test
    void noteInMemory() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.dump.put(0x123_4000, page("\13\0\0\0\377\17\0\0\0\0\0\0VMCOREINFO\0\0" + kernel.vmcoreInfo()));

        assertWorks(KernelImage.open(kernel.dump));
    }

    /** Left by the kernel that ran before: at the addresses it speaks of is something else now. */
    @Test
    void staleTextInMemoryIsPassedBy() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.dump.put(0x10_0000, page(kernel.vmcoreInfo().replace(SyntheticKernel.RELEASE, "5.10.0-46-cloud-amd64")));
        kernel.dump.put(0x10_1000, page("OSRELEASE=%s\nBUILD-ID=%20phN\n"));
        kernel.dump.put(0x10_2000, page(kernel.vmcoreInfo().replace(SyntheticKernel.RELEASE, "")));
        kernel.dump.put(0x123_4000, page(kernel.vmcoreInfo()));

        KernelImage image = KernelImage.open(kernel.dump);

        assertThat(image.vmcoreInfo().release()).isEqualTo(SyntheticKernel.RELEASE);
    }

    @Test
    void noteIsBelievedWhereTheKernelIsLost() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.addNote(kernel.vmcoreInfo() + kernel.kallsyms.vmcoreInfo());
        kernel.dump.remove(kernel.root, Absence.LOST);

        KernelImage image = KernelImage.open(kernel.dump);

        assertThat(image.vmcoreInfo().release()).isEqualTo(SyntheticKernel.RELEASE);
        assertThat(image.symbols().address("function_5")).isEmpty();
        assertThat(image.symbols().at(SyntheticKernel.TEXT)).isEmpty();
    }

    @Test
    void whatTheImageOwnsReadsAsZerosWhereTheDumpLeavesZerosOut() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.addNote(kernel.vmcoreInfo() + kernel.kallsyms.vmcoreInfo());
        kernel.dump.leavesOutZeroPages = true;
        long data = SyntheticKernel.DATA - SyntheticKernel.TEXT + SyntheticKernel.PHYSICAL;
        kernel.dump.remove(data + 0x2000, Absence.FILTERED);
        kernel.dump.remove(data + 0x15_0000, Absence.FILTERED);

        KernelMemory memory = KernelImage.open(kernel.dump).memory();

        assertThat(memory.u64(SyntheticKernel.DATA + 0x2000)).isZero();
        // Behind _edata: may have been freed.
        assertThat(memory.isReadable(SyntheticKernel.DATA + 0x15_0000, 8)).isFalse();
    }

    @Test
    void noKernel() {
        SyntheticDump dump = new SyntheticDump(0x10_0000);
        dump.put(0x5000, page("hello"));
        dump.addNote("QEMU", 0, cpu(CR0, 0x5000, CR4_FOUR_LEVELS));
        dump.addNote("QEMU", 0, cpu(0, 0, 0));
        dump.addNote("QEMU", 0, new byte[12]);
        dump.addNote("VMCOREINFO", 0, page("OSRELEASE=x\n"));

        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> KernelImage.open(dump))
                .withMessageContaining("no Linux kernel");
    }

    /** Kernels with mainline 905415ff3ffb and not yet its repair wrote garbage into VMCOREINFO. */
    @Test
    void buildIdIsThatOfTheKernelsOwnNote() throws DumpException {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V7);
        kernel.addNote(kernel.vmcoreInfo() + "BUILD-ID=040000001400000003000000474e5500c0ffee00\n");

        assertThat(KernelImage.open(kernel.dump).buildId()).contains(SyntheticKernel.BUILD_ID);
    }
}
