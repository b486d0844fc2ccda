// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.OptionalLong;

/**
 * Where modules are loaded to: MODULES_VADDR to MODULES_END of {@code arch/x86/include/asm/pgtable_64_types.h}, right behind
 * the room for the kernel image.
 *
 * @param start lowest address
 * @param end one more than the highest
 */
public record ModuleArea(long start, long end) {
    private static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;
    private static final long END = 0xffff_ffff_ff00_0000L;
    private static final long LARGE_IMAGE = 1L << 30;
    private static final long SMALL_IMAGE = 1L << 29;

    /**
     * @param imageSize KERNEL_IMAGE_SIZE as VMCOREINFO has it
     * @param movable whether the kernel can move itself (CONFIG_RANDOMIZE_BASE), which doubles that size
     */
    public static ModuleArea of(OptionalLong imageSize, boolean movable) {
        long size = imageSize.orElse(movable ? LARGE_IMAGE : SMALL_IMAGE);
        boolean possible = size == LARGE_IMAGE || size == SMALL_IMAGE;
        return new ModuleArea(KERNEL_MAP + (possible ? size : LARGE_IMAGE), END);
    }

    /**
     * This area, or the larger one if a module is loaded below it: what says whether the kernel can move itself
     * is said by later ones of 3.x and 4.x whether they can or not.
     */
    public ModuleArea including(long module) {
        long largest = KERNEL_MAP + SMALL_IMAGE;
        return module - largest >= 0 && module - start < 0 ? new ModuleArea(largest, end) : this;
    }

    public boolean contains(long address) {
        return address - start >= 0 && address < end;
    }
}
