// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.btf.BtfWriter;
import org.junit.jupiter.api.Test;

class MemoryCountersTest {
    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols();
    private final BtfWriter btf = new BtfWriter();
    private final int u32 = btf.integer("u32", 4, false);
    private final int s64 = btf.integer("s64", 8, true);
    private final int u64 = btf.integer("u64", 8, false);

    private MemoryCounters counters() {
        Variables variables = new Variables(memory, symbols, btf.parsed());
        return new MemoryCounters(variables, new PerCpu(variables));
    }

    @Test
    void countersAreFoundByTheNameOfTheirItem() {
        btf.enumeration("zone_stat_item", false, "NR_FREE_PAGES", 0, "NR_PAGETABLE", 1);
        btf.enumeration("node_stat_item", false, "NR_FILE_PAGES", 0, "NR_SLAB_RECLAIMABLE_B", 1, "NR_ANON_MAPPED", 2);
        symbols.put("vm_zone_stat", 0x1000).put("vm_node_stat", 0x2000);
        memory.u64(0x1000, 11).u64(0x1008, 12).u64(0x2000, 21).u64(0x2008, 22).u64(0x2010, -5);

        assertThat(counters().free()).hasValue(11);
        assertThat(counters().pageTables()).hasValue(12);
        assertThat(counters().file()).hasValue(21);
        assertThat(counters().slabReclaimable()).hasValue(22);
        assertThat(counters().anonymous()).as("below zero for a moment").hasValue(0);
        assertThat(counters().swapCache()).isEmpty();
        assertThat(counters().total()).isEmpty();
    }

    @Test
    void whatIsCommittedIsTheSumOverTheCpus() {
        btf.struct("percpu_counter", 16, false, "count", s64, 0, "counters", u64, 64);
        symbols.put("vm_committed_as", 0x1000).put("nr_cpu_ids", 0x1010).put("__cpu_online_mask", 0x1018);
        symbols.put("__per_cpu_offset", 0x1020);
        memory.u64(0x1000, 100).u64(0x1008, 0x40).u32(0x1010, 2).u64(0x1018, 3).zeros(0x1020, 16);
        memory.u64(0x1020, 0x5000).u64(0x1028, 0x6000).u32(0x5040, 7).u32(0x6040, -2);

        assertThat(counters().committed()).hasValue(105);
    }

    @Test
    void theCommitLimitIsAShareOfWhatIsNotHugePages() {
        btf.struct("hstate", 24, false, "order", u32, 0, "nr_huge_pages", u64, 64, "free_huge_pages", u64, 128);
        symbols.put("_totalram_pages", 0x1000)
                .put("sysctl_overcommit_ratio", 0x1008)
                .put("total_swap_pages", 0x1010);
        symbols.put("sysctl_overcommit_kbytes", 0x1018).put("hstates", 0x2000).put("hugetlb_max_hstate", 0x1020);
        symbols.put("default_hstate_idx", 0x1024);
        memory.u64(0x1000, 10_000)
                .u32(0x1008, 50)
                .u64(0x1010, 300)
                .u64(0x1018, 0)
                .u32(0x1020, 2)
                .u32(0x1024, 1);
        memory.zeros(0x2000, 48).u32(0x2000, 18).u32(0x2018, 9).u64(0x2020, 3).u64(0x2028, 1);

        assertThat(counters().hugePages())
                .containsExactly(
                        new MemoryCounters.HugePages(18, 0, 0, false), new MemoryCounters.HugePages(9, 3, 1, true));
        assertThat(counters().commitLimit()).hasValue((10_000 - 3 * 512) / 2 + 300);
        memory.u64(0x1018, 4000);
        assertThat(counters().commitLimit()).hasValue(1000 + 300);
    }

    @Test
    void zonesWithMemoryHaveTheirWatermarks() {
        int atomic = btf.struct("", 8, false, "counter", s64, 0);
        int name = btf.pointer(btf.integer("char", 1, true));
        int zone = btf.struct(
                "zone",
                64,
                false,
                "_watermark",
                btf.array(u64, 3),
                0,
                "watermark_boost",
                u64,
                192,
                "managed_pages",
                atomic,
                256,
                "name",
                name,
                320,
                "vm_stat",
                btf.array(atomic, 2),
                384);
        btf.struct("pglist_data", 136, false, "node_zones", btf.array(zone, 2), 0, "nr_zones", u32, 1024);
        btf.plain(8, "nodemask_t", btf.struct("", 8, false, "bits", u64, 0));
        btf.enumeration("node_states", false, "N_POSSIBLE", 0, "N_ONLINE", 1);
        btf.enumeration("zone_watermarks", false, "WMARK_MIN", 0, "WMARK_LOW", 1, "WMARK_HIGH", 2);
        btf.enumeration("zone_stat_item", false, "NR_ZONE_ACTIVE", 0, "NR_FREE_PAGES", 1);
        symbols.put("node_data", 0x1000).put("node_states", 0x1100);
        memory.zeros(0x1000, 16)
                .u64(0x1008, 0x2000)
                .u64(0x1108, 0b10)
                .zeros(0x2000, 136)
                .u32(0x2000 + 128, 2);
        memory.u64(0x2040, 10)
                .u64(0x2048, 20)
                .u64(0x2050, 30)
                .u64(0x2058, 5)
                .u64(0x2060, 4000)
                .u64(0x2068, 0x3000);
        memory.u64(0x2078, 777).zeros(0x3000, 64).text(0x3000, "Normal");

        assertThat(counters().zones()).singleElement().satisfies(normal -> {
            assertThat(normal.node()).isEqualTo(1);
            assertThat(normal.name()).isEqualTo("Normal");
            assertThat(normal.managed()).isEqualTo(4000);
            assertThat(normal.free()).isEqualTo(777);
            assertThat(normal.min()).isEqualTo(15);
            assertThat(normal.low()).isEqualTo(25);
            assertThat(normal.high()).isEqualTo(35);
        });
    }
}
