// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A struct page, decoded.
 *
 * @param page address of the struct page
 * @param physical address of the memory it stands for
 * @param role why it was looked at: "register R13 of the rmap walk", "holds the anon_vma", ...
 * @param flags names of the bits set, without PG_
 * @param mapping raw, with its low bits
 * @param mappingKind what the low bits and the type say
 * @param anonVmaRoot {@code root} of the anon_vma that mapping points at; absent if not anonymous or not readable
 */
public record PageState(
        Word page,
        @Nullable Word physical,
        String role,
        List<String> flags,
        @Nullable Long rawFlags,
        @Nullable Long refcount,
        @Nullable Long mapcount,
        @Nullable Word mapping,
        @Nullable MappingKind mappingKind,
        @Nullable Word anonVmaRoot,
        Source source)
        implements Fact {
    public PageState {
        flags = List.copyOf(flags);
    }

    /** Low bits of page.mapping, {@code include/linux/page-flags.h} (PAGE_MAPPING_FLAGS). */
    public enum MappingKind {
        NONE,
        FILE,
        ANONYMOUS,
        MOVABLE,
        KSM
    }
}
