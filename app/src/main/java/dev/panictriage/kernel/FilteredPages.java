// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables.Mapping;

/**
 * Says what a page held that the dump's writer left out.
 *
 * <p>In an ELF vmcore, makedumpfile leaves out pages that are free, user memory, page cache, <em>or zero</em>, and does not
 * say which. Memory that cannot be free, user memory or cache was zero.
 */
public interface FilteredPages {
    /** Nothing is known of any page. */
    FilteredPages UNKNOWN = new FilteredPages() {
        @Override
        public boolean wereZero(long address, Mapping mapping) {
            return false;
        }
    };

    /**
     * @param address a virtual address in the page that was left out
     * @param mapping as the page tables map it
     */
    boolean wereZero(long address, Mapping mapping);
}
