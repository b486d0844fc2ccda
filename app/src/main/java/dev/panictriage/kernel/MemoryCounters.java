// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's accounts of memory, as {@code fs/proc/meminfo.c} reads them: the global counters, without what each CPU has
 * not yet added to them. Values in pages unless said otherwise; empty where this kernel has no such account.
 */
public final class MemoryCounters {
    private static final int MOST_NODES = 1024;
    private static final int MOST_ZONES = 16;
    private static final int MOST_HUGE_SIZES = 16;

    private final Variables variables;
    private final PerCpu perCpu;

    public MemoryCounters(Variables variables, PerCpu perCpu) {
        this.variables = variables;
        this.perCpu = perCpu;
    }

    public OptionalLong total() {
        // A plain number without the underscore before ca79b0c211af (5.0).
        OptionalLong total = atomic("_totalram_pages");
        return total.isPresent() ? total : atomic("totalram_pages");
    }

    public OptionalLong free() {
        return counter("NR_FREE_PAGES");
    }

    /** The page cache with what is swapped in and out of it and shared memory: NR_FILE_PAGES. */
    public OptionalLong file() {
        return counter("NR_FILE_PAGES");
    }

    /** Since 5.12; empty before. */
    public OptionalLong swapCache() {
        return counter("NR_SWAPCACHE");
    }

    public OptionalLong shared() {
        return counter("NR_SHMEM");
    }

    public OptionalLong slabReclaimable() {
        return firstOf("NR_SLAB_RECLAIMABLE_B", "NR_SLAB_RECLAIMABLE");
    }

    public OptionalLong slabUnreclaimable() {
        return firstOf("NR_SLAB_UNRECLAIMABLE_B", "NR_SLAB_UNRECLAIMABLE");
    }

    public OptionalLong anonymous() {
        // Renamed by 4b9d0fab7166 (4.8).
        return firstOf("NR_ANON_MAPPED", "NR_ANON_PAGES");
    }

    public OptionalLong pageTables() {
        return counter("NR_PAGETABLE");
    }

    /** In kilobytes. */
    public OptionalLong kernelStackKilobytes() {
        return counter("NR_KERNEL_STACK_KB");
    }

    public OptionalLong swapTotal() {
        OptionalLong address = variables.find("total_swap_pages");
        return address.isEmpty() ? address : OptionalLong.of(variables.memory().u64(address.getAsLong()));
    }

    public OptionalLong swapFree() {
        return atomic("nr_swap_pages");
    }

    /**
     * A counter of all zones ({@code enum zone_stat_item}) or nodes ({@code node_stat_item}, since 75ef71840539, 4.8). Items counted in bytes
     * ({@code _B}) are kept in pages here.
     */
    public OptionalLong counter(String item) {
        String zones = variables.find("vm_zone_stat").isPresent() ? "vm_zone_stat" : "vm_stat";
        OptionalLong inZones = counter(zones, "zone_stat_item", item);
        return inZones.isPresent() ? inZones : counter("vm_node_stat", "node_stat_item", item);
    }

    private OptionalLong counter(String array, String enumeration, String item) {
        OptionalLong address = variables.find(array);
        if (address.isEmpty()) {
            return address;
        }
        for (Types.Enumerator constant : variables.types().enumeration(enumeration)) {
            if (constant.name().equals(item) && constant.value() >= 0) {
                long value = variables.memory().u64(address.getAsLong() + Long.BYTES * constant.value());
                return OptionalLong.of(Math.max(0, value));
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong firstOf(String item, String formerly) {
        OptionalLong value = counter(item);
        return value.isPresent() ? value : counter(formerly);
    }

    /** {@code vm_committed_as}, with what each CPU has counted for itself. */
    public OptionalLong committed() {
        Optional<KernelObject> counter = variables.findStruct("vm_committed_as", "percpu_counter");
        if (counter.isEmpty()) {
            return OptionalLong.empty();
        }
        long sum = counter.get().number("count");
        long copies = counter.get().number("counters");
        CpuMask online = perCpu.online();
        for (int cpu = online.next(0); cpu >= 0; cpu = online.next(cpu + 1)) {
            sum += variables.memory().s32(copies + perCpu.offset(cpu));
        }
        return OptionalLong.of(Math.max(0, sum));
    }

    /** As {@code vm_commit_limit} of {@code mm/util.c}. */
    public OptionalLong commitLimit() {
        OptionalLong total = total();
        OptionalLong kilobytes = variables.find("sysctl_overcommit_kbytes");
        OptionalLong ratio = variables.find("sysctl_overcommit_ratio");
        if (total.isEmpty() || ratio.isEmpty()) {
            return OptionalLong.empty();
        }
        long fixed = kilobytes.isEmpty() ? 0 : variables.memory().u64(kilobytes.getAsLong()) >>> 2;
        long huge = 0;
        for (HugePages pages : hugePages()) {
            huge += pages.total() << pages.order();
        }
        long allowed = fixed != 0
                ? fixed
                : (total.getAsLong() - huge) * variables.memory().s32(ratio.getAsLong()) / 100;
        return OptionalLong.of(allowed + swapTotal().orElse(0));
    }

    /**
     * Huge pages of one size.
     *
     * @param order of the number of pages that one is made of
     * @param isDefault whether {@code /proc/meminfo} counts this size
     */
    public record HugePages(int order, long total, long free, boolean isDefault) {}

    public List<HugePages> hugePages() {
        List<HugePages> sizes = new ArrayList<>();
        if (variables.find("hstates").isEmpty()
                || variables.find("hugetlb_max_hstate").isEmpty()) {
            return sizes;
        }
        long count = Math.min(variables.u32("hugetlb_max_hstate"), MOST_HUGE_SIZES);
        long standard = variables.find("default_hstate_idx").isEmpty() ? 0 : variables.u32("default_hstate_idx");
        Types.Struct type = variables.type("hstate");
        for (int i = 0; i < count; i++) {
            KernelObject state =
                    new KernelObject(variables.memory(), type, variables.address("hstates") + i * type.size());
            int order = (int) state.number("order") & 31;
            sizes.add(new HugePages(
                    order, state.number("nr_huge_pages"), state.number("free_huge_pages"), i == standard));
        }
        return sizes;
    }

    /** Of the nodes that are online, zones that have memory. */
    public List<Zone> zones() {
        List<Zone> zones = new ArrayList<>();
        OptionalLong nodes = variables.find("node_data");
        if (nodes.isEmpty()) {
            variables.findStruct("contig_page_data", "pglist_data").ifPresent(node -> addZones(0, node, zones));
            return zones;
        }
        OptionalLong online = variables.types().enumerator("N_ONLINE");
        long maskBytes = variables.type("nodemask_t").size();
        int count = (int) Math.min(maskBytes * Byte.SIZE, MOST_NODES);
        for (int node = 0; node < count; node++) {
            long mask = variables.address("node_states") + online.orElse(1) * maskBytes;
            if ((variables.memory().u8(mask + node / 8) >> node % 8 & 1) != 0) {
                long data = variables.memory().u64(nodes.getAsLong() + (long) Long.BYTES * node);
                addZones(node, variables.object("pglist_data", data), zones);
            }
        }
        return zones;
    }

    private void addZones(int node, KernelObject data, List<Zone> zones) {
        Types.Struct type = variables.type("zone");
        long count = Math.min(data.number("nr_zones"), MOST_ZONES);
        for (int i = 0; i < count; i++) {
            long address = data.addressOf("node_zones") + i * type.size();
            Zone zone = new Zone(node, new KernelObject(variables.memory(), type, address), variables.types());
            if (zone.managed() != 0) {
                zones.add(zone);
            }
        }
    }

    private OptionalLong atomic(String variable) {
        OptionalLong address = variables.find(variable);
        return address.isEmpty()
                ? address
                : OptionalLong.of(Math.max(0, variables.memory().u64(address.getAsLong())));
    }
}
