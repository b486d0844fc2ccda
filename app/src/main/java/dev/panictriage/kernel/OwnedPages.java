// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.dump.UnreadableException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory that can be neither free nor user memory nor page cache, as far as its address tells: constants and variables of
 * the kernel image, what vmalloc has mapped (stacks, modules, per-CPU areas), the CPU entry area, and the static per-CPU
 * variables. Not so the parts of the image that the kernel frees once it has booted, and not the direct map, where
 * an address says nothing of who owns the page.
 *
 * <p>Addresses are those of x86-64 (Documentation/arch/x86/x86_64/mm.rst).
 */
final class OwnedPages implements FilteredPages {
    private static final String[] SYMBOLS = {
        "__start_rodata",
        "__end_rodata",
        "_sdata",
        "_edata",
        "__bss_start",
        "__start_bss_decrypted_unused",
        "__bss_stop",
        "vmalloc_base",
        "__per_cpu_offset",
        "__per_cpu_start",
        "__per_cpu_end",
        "nr_cpu_ids"
    };

    private static final long TERABYTE = 1L << 40;
    private static final long VMALLOC_SIZE = 32 * TERABYTE;
    private static final long VMALLOC_SIZE_FIVE_LEVELS = 12_800 * TERABYTE;
    private static final long KERNEL_IMAGE_SIZE = 1L << 30;
    private static final long MODULES_END = 0xffff_ffff_ff00_0000L;
    private static final long CPU_ENTRY_AREA = 0xffff_fe00_0000_0000L;
    private static final long CPU_ENTRY_AREA_SIZE = 1L << 39;
    private static final int MOST_CPUS = 8192;

    private final Memory memory;
    private final VmcoreInfo info;
    private final Symbols symbols;
    private long @Nullable [] perCpuOffsets;

    /**
     * @param memory that does not itself ask this object
     */
    OwnedPages(Memory memory, VmcoreInfo info, Symbols symbols) {
        this.memory = memory;
        this.info = info;
        this.symbols = symbols;
    }

    @Override
    public boolean wereZero(long address, Mapping mapping) {
        symbols.prefetch(SYMBOLS);
        try {
            return isImage(address)
                    || isModule(address)
                    || isEntryArea(address)
                    || isVmalloc(address)
                    || isPerCpu(address);
        } catch (UnreadableException e) {
            return false;
        }
    }

    private boolean isImage(long address) {
        String end = symbols.address("__start_bss_decrypted_unused").isPresent()
                ? "__start_bss_decrypted_unused"
                : "__bss_stop";
        return isBetween("__start_rodata", address, "__end_rodata")
                || isBetween("_sdata", address, "_edata")
                || isBetween("__bss_start", address, end);
    }

    private boolean isModule(long address) {
        long start =
                AddressSpace.X86_KERNEL_MAP + info.number("KERNEL_IMAGE_SIZE").orElse(KERNEL_IMAGE_SIZE);
        return isWithin(address, start, MODULES_END - start);
    }

    private static boolean isEntryArea(long address) {
        return isWithin(address, CPU_ENTRY_AREA, CPU_ENTRY_AREA_SIZE);
    }

    private boolean isVmalloc(long address) {
        OptionalLong base = symbols.address("vmalloc_base");
        boolean fiveLevels = info.number("pgtable_l5_enabled").orElse(0) != 0;
        return base.isPresent()
                && isWithin(
                        address, memory.u64(base.getAsLong()), fiveLevels ? VMALLOC_SIZE_FIVE_LEVELS : VMALLOC_SIZE);
    }

    private boolean isPerCpu(long address) {
        OptionalLong start = symbols.address("__per_cpu_start");
        OptionalLong end = symbols.address("__per_cpu_end");
        if (start.isEmpty() || end.isEmpty()) {
            return false;
        }
        for (long offset : perCpuOffsets()) {
            if (isWithin(address, start.getAsLong() + offset, end.getAsLong() - start.getAsLong())) {
                return true;
            }
        }
        return false;
    }

    /** The areas of the CPUs lie in the direct map, wherever memblock allocated them. */
    private synchronized long[] perCpuOffsets() {
        OptionalLong offsets = symbols.address("__per_cpu_offset");
        OptionalLong count = symbols.address("nr_cpu_ids");
        if (perCpuOffsets == null) {
            int cpus =
                    offsets.isEmpty() || count.isEmpty() ? 0 : (int) Math.min(memory.u32(count.getAsLong()), MOST_CPUS);
            long[] read = new long[cpus];
            for (int cpu = 0; cpu < cpus; cpu++) {
                read[cpu] = memory.u64(offsets.orElse(0) + (long) cpu * Long.BYTES);
            }
            perCpuOffsets = read;
        }
        return perCpuOffsets;
    }

    private boolean isBetween(String start, long address, String end) {
        OptionalLong first = symbols.address(start);
        OptionalLong behind = symbols.address(end);
        return first.isPresent()
                && behind.isPresent()
                && isWithin(address, first.getAsLong(), behind.getAsLong() - first.getAsLong());
    }

    private static boolean isWithin(long address, long start, long size) {
        return size > 0 && Long.compareUnsigned(address - start, size) < 0;
    }
}
