// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where x86-64 keeps what is not its image (Documentation/arch/x86/x86_64/mm.rst).
 *
 * @param directMap where physical memory is mapped from
 * @param vmalloc where vmalloc()'s memory begins
 * @param vmemmap where the array of struct page begins
 */
public record MemoryAreas(long directMap, long vmalloc, long vmemmap) {
    /** Of kernels that cannot move them: since d52888aa2753 (4.20), since 2.6.27, before. */
    private static final long[] FIXED_DIRECT_MAPS = {
        0xffff_8880_0000_0000L, 0xffff_8800_0000_0000L, 0xffff_8100_0000_0000L
    };

    private static final long FIXED_VMALLOC = 0xffff_c900_0000_0000L;
    private static final long FIXED_VMEMMAP = 0xffff_ea00_0000_0000L;

    /** Physical memory that every PC has, and that no kernel takes out of its map: the first page, and that of 1M. */
    private static final long[] ALWAYS_RAM = {0x1000, 0x10_0000};

    /** Empty if the variables cannot be read, or nothing is mapped where the areas would be. */
    public static Optional<MemoryAreas> of(Variables variables) {
        try {
            // Since 021182e52fe0 (4.8) with CONFIG_RANDOMIZE_MEMORY.
            OptionalLong direct = variables.find("page_offset_base");
            OptionalLong vmalloc = variables.find("vmalloc_base");
            OptionalLong vmemmap = variables.find("vmemmap_base");
            long map = direct.isPresent()
                    ? variables.memory().u64(direct.getAsLong())
                    : fixedDirectMap(variables.memory());
            return map == 0
                    ? Optional.empty()
                    : Optional.of(new MemoryAreas(
                            map,
                            vmalloc.isPresent() ? variables.memory().u64(vmalloc.getAsLong()) : FIXED_VMALLOC,
                            vmemmap.isPresent() ? variables.memory().u64(vmemmap.getAsLong()) : FIXED_VMEMMAP));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    private static long fixedDirectMap(Memory memory) {
        for (long map : FIXED_DIRECT_MAPS) {
            for (long ram : ALWAYS_RAM) {
                if (memory.isMapped(map + ram)) {
                    return map;
                }
            }
        }
        return 0;
    }
}
