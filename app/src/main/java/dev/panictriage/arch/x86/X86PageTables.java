// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.PageTables;
import java.util.Optional;

/**
 * Long-mode paging with 4K, 2M and 1G pages (Intel SDM volume 3, chapter 4), with what Linux stores in entries that are
 * not present.
 *
 * @param fiveLevels whether CR4.LA57 is set
 * @param encryptionMask bits of an entry that memory encryption (AMD SME, SEV) sets and that are no part of an address
 */
public record X86PageTables(boolean fiveLevels, long encryptionMask) implements PageTables {
    private static final long PRESENT = 1;
    private static final long WRITABLE = 1 << 1;
    private static final long USER = 1 << 2;
    private static final long LARGE = 1 << 7;
    private static final long NO_EXECUTE = 1L << 63;

    /** {@code _PAGE_PROTNONE}: Linux's mark of a page that is in memory and that the processor must not touch. */
    private static final long PROTECTION_NONE = 1 << 8;

    private static final long FRAME = 0x000f_ffff_ffff_f000L;
    private static final int INDEX_BITS = 9;
    private static final int PAGE_SHIFT = 12;
    private static final int LARGEST_PAGE_SHIFT = 30;

    @Override
    public Optional<Mapping> walk(PhysicalMemory memory, long root, long virtual) {
        int shift = fiveLevels ? 48 : 39;
        if (!isCanonical(virtual, shift + INDEX_BITS)) {
            return Optional.empty();
        }
        long table = root & FRAME;
        long granted = WRITABLE | USER;
        long denied = 0;
        while (true) {
            long index = virtual >>> shift & (1 << INDEX_BITS) - 1;
            long entry = memory.u64(table + index * Long.BYTES);
            boolean leaf = shift == PAGE_SHIFT || (shift <= LARGEST_PAGE_SHIFT && (entry & LARGE) != 0);
            if ((entry & PRESENT) == 0) {
                if (shift > LARGEST_PAGE_SHIFT || !leaf || (entry & PROTECTION_NONE) == 0) {
                    return Optional.empty();
                }
                // Linux inverts the frame number of such entries against L1TF: mainline 6b28baca9b1f.
                entry ^= FRAME;
            }
            granted &= entry;
            denied |= entry;
            table = entry & FRAME & ~encryptionMask;
            if (leaf) {
                long size = 1L << shift;
                return Optional.of(new Mapping(
                        virtual & -size,
                        table & -size,
                        size,
                        (granted & WRITABLE) != 0,
                        (denied & NO_EXECUTE) == 0,
                        (granted & USER) != 0));
            }
            shift -= INDEX_BITS;
        }
    }

    private static boolean isCanonical(long virtual, int bits) {
        int unused = Long.SIZE - bits;
        return virtual << unused >> unused == virtual;
    }
}
