// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.MemoryZone;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.MemoryCounters;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Zone;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How much memory the machine had, and what it was used for. */
final class MemoryExtractor implements Extractor {
    static final long PAGE_SIZE = 4096;

    private static final long KILOBYTE = 1024;

    @Override
    public String subject() {
        return "memory statistics";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        MemoryCounters counters = kernel.image().memoryCounters();
        Long hugeTotal = null;
        Long hugeFree = null;
        for (MemoryCounters.HugePages huge : counters.hugePages()) {
            long bytes = PAGE_SIZE << huge.order();
            hugeTotal = (hugeTotal == null ? 0 : hugeTotal) + huge.total() * bytes;
            hugeFree = (hugeFree == null ? 0 : hugeFree) + huge.free() * bytes;
        }
        facts.add(new MemoryStatistics(
                bytes(counters.total(), PAGE_SIZE),
                bytes(counters.free(), PAGE_SIZE),
                bytes(counters.file(), PAGE_SIZE),
                bytes(counters.shared(), PAGE_SIZE),
                bytes(counters.slabReclaimable(), PAGE_SIZE),
                bytes(counters.slabUnreclaimable(), PAGE_SIZE),
                bytes(counters.anonymous(), PAGE_SIZE),
                bytes(counters.kernelStackKilobytes(), KILOBYTE),
                bytes(counters.pageTables(), PAGE_SIZE),
                bytes(counters.swapTotal(), PAGE_SIZE),
                bytes(counters.swapFree(), PAGE_SIZE),
                bytes(counters.commitLimit(), PAGE_SIZE),
                bytes(counters.committed(), PAGE_SIZE),
                hugeTotal,
                hugeFree,
                Source.memory(
                        Word.of(totals(kernel.image().symbols())),
                        "_totalram_pages, vm_zone_stat, vm_node_stat (older: totalram_pages, vm_stat), swap and commit"
                                + " counters")));
        for (Zone zone : counters.zones()) {
            facts.add(new MemoryZone(
                    zone.node(),
                    zone.name(),
                    zone.managed(),
                    zone.free(),
                    zone.min(),
                    zone.low(),
                    zone.high(),
                    Source.memory(Word.of(zone.object().address()), "struct zone")));
        }
    }

    private static long totals(Symbols symbols) {
        OptionalLong address = symbols.address("_totalram_pages");
        return address.isPresent()
                ? address.getAsLong()
                : symbols.address("totalram_pages").orElse(0);
    }

    private static @Nullable Long bytes(OptionalLong amount, long unit) {
        return amount.isEmpty() ? null : (Long) (amount.getAsLong() * unit);
    }
}
