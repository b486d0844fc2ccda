// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/** The machine's memory, all values in bytes. */
public record MemoryStatistics(
        @Nullable Long total,
        @Nullable Long free,
        @Nullable Long pageCache,
        @Nullable Long sharedMemory,
        @Nullable Long slabReclaimable,
        @Nullable Long slabUnreclaimable,
        @Nullable Long anonymous,
        @Nullable Long kernelStacks,
        @Nullable Long pageTables,
        @Nullable Long swapTotal,
        @Nullable Long swapFree,
        @Nullable Long commitLimit,
        @Nullable Long committed,
        @Nullable Long hugePagesTotal,
        @Nullable Long hugePagesFree,
        Source source)
        implements Fact {
    /** Free memory in percent of the total, rounded down as {@code crash} does; null if either is unknown. */
    public @Nullable Integer freePercent() {
        return total == null || free == null || total == 0 ? null : (int) (free * 100 / total);
    }
}
