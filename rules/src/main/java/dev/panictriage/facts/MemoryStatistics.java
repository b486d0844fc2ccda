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

    /** {@code 363 MiB}, {@code 1.5 GiB}: two digits at least, but of bytes. No formatter: it is slow in a cold JVM. */
    public static String amount(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        long tenths = Math.round(value * 10);
        return (value < 10 && unit > 0 ? tenths / 10 + "." + tenths % 10 : String.valueOf(Math.round(value))) + " "
                + units[unit];
    }
}
