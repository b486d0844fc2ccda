// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * What lies at an address.
 *
 * @param name the symbol, module, task, cache or variable; absent where none is known
 * @param offset bytes from the start of what is named
 * @param mapped whether the kernel's page tables map it; absent if they could not be read
 * @param detail anything else worth a phrase in the report
 */
public record AddressIdentity(
        Word address,
        Kind kind,
        @Nullable String name,
        @Nullable Long offset,
        @Nullable Boolean mapped,
        @Nullable String detail,
        Source source)
        implements Fact {
    public enum Kind {
        NULL_PAGE,
        USER_SPACE,
        NON_CANONICAL,
        KERNEL_TEXT,
        KERNEL_DATA,
        MODULE_TEXT,
        MODULE_DATA,
        /** The area that modules are loaded to, at an address no loaded module covers. */
        MODULE_AREA_UNUSED,
        DIRECT_MAP,
        VMALLOC,
        VMEMMAP,
        PER_CPU,
        TASK_STRUCT,
        TASK_STACK,
        STACK_GUARD,
        INTERRUPT_STACK,
        EXCEPTION_STACK,
        SLAB_OBJECT,
        FIXMAP,
        POISON,
        ERROR_POINTER,
        UNKNOWN
    }
}
