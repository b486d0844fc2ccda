// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables;
import dev.panictriage.arch.x86.X86PageTables;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the kernel's own page tables are.
 *
 * @param root physical address of the top-level table
 * @param image virtual address of the kernel image's start
 */
record AddressSpace(PageTables tables, long root, long image) {
    /** {@code __START_KERNEL_map}: virtual address 0 of the x86-64 kernel's link. */
    static final long X86_KERNEL_MAP = 0xffff_ffff_8000_0000L;

    /**
     * As VMCOREINFO of an x86-64 kernel says (arch/x86/kernel/vmcore_info_64.c). The one piece of arithmetic that does not
     * need page tables leads to them.
     *
     * @param physBase {@code phys_base}: what is to be added to an address of the image, less {@link #X86_KERNEL_MAP}
     */
    static Optional<AddressSpace> of(VmcoreInfo info, long physBase) {
        OptionalLong root = info.symbol("swapper_pg_dir");
        OptionalLong image = info.symbol("_stext");
        if (root.isEmpty() || image.isEmpty()) {
            return Optional.empty();
        }
        boolean fiveLevels = info.number("pgtable_l5_enabled").orElse(0) != 0;
        long encryptionMask = info.number("sme_mask").orElse(0);
        return Optional.of(new AddressSpace(
                new X86PageTables(fiveLevels, encryptionMask),
                root.getAsLong() - X86_KERNEL_MAP + physBase,
                image.getAsLong()));
    }
}
