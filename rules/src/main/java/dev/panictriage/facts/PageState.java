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
 * @param holds an address in the memory that the page stands for, where that is why it was looked at
 * @param use what the memory is used for; absent if not known
 * @param cache name of the slab cache that the memory belongs to, where it is a slab
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
        @Nullable Word holds,
        @Nullable Use use,
        @Nullable String cache,
        Source source)
        implements Fact {
    private static final long MAPPING_BITS = 3;

    public PageState {
        flags = List.copyOf(flags);
    }

    /** Whether it is the first page of a compound page: a huge page, or another block of several. */
    public boolean head() {
        return flags.contains("head");
    }

    /** The object that an anonymous page's mapping points at; null for any other page. */
    public @Nullable Word anonVma() {
        return mapping == null || mappingKind != MappingKind.ANONYMOUS
                ? null
                : Word.of(mapping.value() & ~MAPPING_BITS);
    }

    /** The same page, where the root of its anon_vma was read elsewhere. */
    public PageState withAnonVmaRoot(Word root) {
        return new PageState(
                page,
                physical,
                role,
                flags,
                rawFlags,
                refcount,
                mapcount,
                mapping,
                mappingKind,
                root,
                holds,
                use,
                cache,
                source);
    }

    /** What memory is used for, as far as the evidence of a freed object needs it. */
    public enum Use {
        /** In the page allocator. */
        FREE,
        SLAB,
        /** In use, and no slab. */
        OTHER
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
