// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VmcoreInfoTest {
    private static final String TEXT = """
        OSRELEASE=6.1.0-56-cloud-amd64
        BUILD-ID=3b43fad5034874490492495d552c0af6a5fab235
        PAGESIZE=4096
        SYMBOL(swapper_pg_dir)=ffffffffb2e10000
        SYMBOL(_stext)=ffffffffb1400000
        OFFSET(page.lru)=8
        SIZE(page)=64
        LENGTH(zone.free_area)=11
        NUMBER(phys_base)=-1048576
        NUMBER(VMALLOC_START)=0xffff800010000000
        KERNELOFFSET=30400000
        CRASHTIME=1795254310
        """;

    private static VmcoreInfo parse(String text) {
        return VmcoreInfo.parse(text.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
    }

    @Test
    void eachKindHasItsRadix() {
        VmcoreInfo info = parse(TEXT);

        assertThat(info.release()).isEqualTo("6.1.0-56-cloud-amd64");
        assertThat(info.buildId()).contains("3b43fad5034874490492495d552c0af6a5fab235");
        assertThat(info.pageSize()).hasValue(4096);
        assertThat(info.symbol("_stext")).hasValue(0xffff_ffff_b140_0000L);
        assertThat(info.offset("page.lru")).hasValue(8);
        assertThat(info.size("page")).hasValue(64);
        assertThat(info.length("zone.free_area")).hasValue(11);
        assertThat(info.number("phys_base")).hasValue(-1_048_576);
        assertThat(info.number("VMALLOC_START")).hasValue(0xffff_8000_1000_0000L);
        assertThat(info.kernelOffset()).hasValue(0x3040_0000L);
        assertThat(info.crashTime()).hasValue(1_795_254_310L);
    }

    @Test
    void itsSymbolsStandInForThoseOfTheKernel() {
        assertThat(parse(TEXT).symbols().address("_stext")).hasValue(0xffff_ffff_b140_0000L);
    }

    @Test
    void aSymbolThatItDoesNotHaveMayBeTheKernelsAllTheSame() {
        Variables variables = new Variables(new SparseMemory(), parse(TEXT).symbols(), Types.NONE);

        assertThatExceptionOfType(MissingTypeException.class)
                .isThrownBy(() -> variables.address("nr_cpu_ids"))
                .withMessageContaining("nr_cpu_ids is not known")
                .withMessageContaining("kallsyms");
    }

    @Test
    void whatIsNotThereIsEmpty() {
        VmcoreInfo info = parse("OSRELEASE=5.10\nNUMBER(phys_base)=ten\nSYMBOL(x)=\n");

        assertThat(info.crashTime()).isEmpty();
        assertThat(info.number("phys_base")).isEmpty();
        assertThat(info.symbol("x")).isEmpty();
        assertThat(info.value("ELEASE")).isEmpty();
    }

    /** The kernel appends CRASHTIME when it crashes, and may do so more than once. */
    @Test
    void theLastLineCounts() {
        assertThat(parse("OSRELEASE=x\nCRASHTIME=1\nCRASHTIME=2").crashTime()).hasValue(2);
    }

    @Test
    void theTextEndsAtANul() {
        assertThat(parse("OSRELEASE=x\n\0CRASHTIME=1\n").crashTime()).isEmpty();
    }

    @Test
    void somethingElseIsNoVmcoreInfo() {
        assertThat(VmcoreInfo.parse(new byte[4096])).isEmpty();
        assertThat(VmcoreInfo.parse(new byte[0])).isEmpty();
        assertThat(VmcoreInfo.parse("PAGESIZE=4096\nOSRELEASE=x\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        byte[] note =
                ("OSRELEASE=" + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);

        VmcoreInfo info = VmcoreInfo.parse(note).orElseThrow();

        assertThat(info.symbol("_stext")).isEmpty();
    }
}
