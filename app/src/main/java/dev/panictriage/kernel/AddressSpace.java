// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables;

/**
 * Where the kernel's own page tables are.
 *
 * @param root physical address of the top-level table
 * @param image a virtual address at which the kernel image is mapped: its start, as far as is known
 */
public record AddressSpace(PageTables tables, long root, long image) {}
