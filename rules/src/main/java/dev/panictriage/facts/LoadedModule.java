// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module in the kernel's list.
 *
 * @param state {@code live}, {@code coming}, {@code going} or {@code unformed}
 * @param regions its memory: text, data, read-only data, ...
 * @param taints the letters the kernel prints for it, empty if none
 */
public record LoadedModule(
        String name,
        @Nullable String version,
        @Nullable String state,
        List<Region> regions,
        String taints,
        Source source)
        implements Fact {
    public LoadedModule {
        regions = List.copyOf(regions);
    }

    /** One contiguous piece of a module's memory. */
    public record Region(String kind, Word start, long bytes) {}

    public boolean covers(Word address) {
        return regions.stream().anyMatch(region -> address.isWithin(region.start(), region.bytes()));
    }
}
