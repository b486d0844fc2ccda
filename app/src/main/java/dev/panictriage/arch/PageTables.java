// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

import java.util.Optional;

/** A processor's page-table format: finds where a virtual address lies in physical memory. */
public interface PageTables {
    /** Physical memory as the page-table walk sees it. Throws whatever says that an entry cannot be read. */
    interface PhysicalMemory {
        long u64(long physical);
    }

    /**
     * Walks the tables as the processor would.
     *
     * @param root physical address of the top-level table
     * @return empty if the address is not canonical or not mapped
     */
    Optional<Mapping> walk(PhysicalMemory memory, long root, long virtual);

    /**
     * A page, of whatever size, that the tables map.
     *
     * @param virtual its first address
     * @param physical where that lies
     * @param size bytes, a power of two
     * @param writable at every level
     * @param executable at every level
     * @param user accessible from user mode at every level
     */
    record Mapping(long virtual, long physical, long size, boolean writable, boolean executable, boolean user) {
        public boolean covers(long address) {
            return Long.compareUnsigned(address - virtual, size) < 0;
        }

        /** The physical address of a virtual address that this mapping {@link #covers}. */
        public long translate(long address) {
            return physical + (address - virtual);
        }
    }
}
