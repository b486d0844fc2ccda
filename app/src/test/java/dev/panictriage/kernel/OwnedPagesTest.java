// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.arch.x86.X86PageTables;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses are those of a 6.1 kernel with two CPUs. */
class OwnedPagesTest {
    private static final long VARIABLES = 0xffff_ffff_b2e0_0000L;
    private static final long VMALLOC = 0xffff_d2e2_4000_0000L;

    private final Map<String, Long> addresses = new HashMap<>();
    private final SyntheticDump dump = new SyntheticDump(0x10_0000);
    private OwnedPages pages;

    private final Symbols symbols = new Symbols() {
        @Override
        public OptionalLong address(String name) {
            Long address = addresses.get(name);
            return address == null ? OptionalLong.empty() : OptionalLong.of(address);
        }

        @Override
        public Optional<Symbol> at(long address) {
            return Optional.empty();
        }
    };

    @BeforeEach
    void kernel() {
        long root = dump.newTable();
        dump.map(root, 4, VARIABLES, 0x40_0000, 0x20_0000, 0);
        dump.putWord(0x40_0000, VMALLOC);
        dump.putWord(0x40_0008, 2);
        dump.putWord(0x40_0010, 0xffff_89aa_9780_0000L);
        dump.putWord(0x40_0018, 0xffff_89aa_9790_0000L);
        addresses.put("vmalloc_base", VARIABLES);
        addresses.put("nr_cpu_ids", VARIABLES + 8);
        addresses.put("__per_cpu_offset", VARIABLES + 0x10);
        addresses.put("__per_cpu_start", 0L);
        addresses.put("__per_cpu_end", 0x3_4000L);
        addresses.put("__start_rodata", 0xffff_ffff_b240_0000L);
        addresses.put("__end_rodata", 0xffff_ffff_b27e_1000L);
        addresses.put("_sdata", VARIABLES);
        addresses.put("_edata", 0xffff_ffff_b304_5e00L);
        addresses.put("__bss_start", 0xffff_ffff_b36b_1000L);
        addresses.put("__start_bss_decrypted_unused", 0xffff_ffff_b3a0_3000L);
        addresses.put("__bss_stop", 0xffff_ffff_b3c0_0000L);
        KernelMemory memory =
                new KernelMemory(dump, new AddressSpace(new X86PageTables(false, 0), root, 0), FilteredPages.UNKNOWN);
        byte[] text = "OSRELEASE=6.1\nNUMBER(KERNEL_IMAGE_SIZE)=1073741824\n".getBytes(StandardCharsets.US_ASCII);
        pages = new OwnedPages(memory, VmcoreInfo.parse(text).orElseThrow(), symbols);
    }

    private boolean wereZero(long address) {
        return pages.wereZero(address, new Mapping(address & -4096, 0, 4096, true, false, false));
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0xffff_ffff_b240_0000L, // constants
                0xffff_ffff_b304_5000L, // variables
                0xffff_ffff_b36b_1000L, // .bss
                0xffff_ffff_c000_0000L, // a module
                0xffff_fe00_0000_3000L, // the exception stacks
                VMALLOC,
                VMALLOC + (31L << 40),
                0xffff_89aa_9793_3fffL, // per-CPU variables of CPU 1
            })
    void owned(long address) {
        assertThat(wereZero(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0xffff_ffff_b140_0000L, // code: never zero, and the gap behind it is freed
                0xffff_ffff_b27e_1000L, // behind the constants: freed
                0xffff_ffff_b341_a000L, // .init: freed
                0xffff_ffff_b3a0_3000L, // .bss..decrypted, the unused part: freed
                0xffff_89aa_9793_4000L, // behind the per-CPU variables
                0xffff_89aa_9570_c000L, // the direct map
                VMALLOC - 4096,
                VMALLOC + (32L << 40),
                0xffff_ffff_ff00_0000L,
                0x0000_7fff_0000_0000L,
            })
    void notKnownToBeOwned(long address) {
        assertThat(wereZero(address)).isFalse();
    }

    @Test
    void withoutTheSymbolsNothingOfTheImageIsOwned() {
        addresses.clear();

        assertThat(wereZero(0xffff_ffff_b240_0000L)).isFalse();
        assertThat(wereZero(VMALLOC)).isFalse();
        assertThat(wereZero(0)).isFalse();
    }

    @Test
    void symbolsInTheWrongOrderAreNoRange() {
        addresses.put("_edata", 0xffff_ffff_b2d0_0000L);

        assertThat(wereZero(0xffff_ffff_b2d8_0000L)).isFalse();
        assertThat(wereZero(0xffff_ffff_b304_5000L)).isFalse();
    }
}
