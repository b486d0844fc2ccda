// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.List;
import java.util.OptionalLong;

/** A {@code struct page}, read when asked. Throws as {@link KernelObject} does. */
public final class Page {
    private static final int MAPPING_BITS = 3;
    private static final long PAGE_SIZE = 4096;
    /** MAX_PAGE_ORDER of x86-64 (MAX_ORDER - 1 before 6.8). */
    private static final int MOST_ORDER = 10;

    private final Pages pages;
    private final KernelObject object;

    Page(Pages pages, KernelObject object) {
        this.pages = pages;
        this.object = object;
    }

    public long address() {
        return object.address();
    }

    /** Of the memory that it stands for. */
    public long physical() {
        return pages.physical(address());
    }

    /** All of the word: flags, and above them zone, node and more. */
    public long flags() {
        // A struct of one member since 6.18.
        return object.number(object.has("flags.f") ? "flags.f" : "flags");
    }

    /** Names of the flags set, without PG_. */
    public List<String> flagNames() {
        return pages.names(flags());
    }

    public boolean has(String flag) {
        OptionalLong bit = pages.enumerator("PG_" + flag);
        return bit.isPresent() && bit.getAsLong() < Long.SIZE && (flags() >>> bit.getAsLong() & 1) != 0;
    }

    public long refcount() {
        // Renamed by 0139aa7b7fa1 (4.6).
        return object.number(object.firstOf("_refcount.counter", "_count.counter"));
    }

    /** How many page tables map it; empty while the word holds the page's type. */
    public OptionalLong mapcount() {
        // The type's bits are those that no count reaches: the sign, and more than the smallest counts.
        return type() != PageType.NONE ? OptionalLong.empty() : OptionalLong.of(object.number("_mapcount.counter") + 1);
    }

    /** The first page of the compound page that this is a part of; itself if it is none or the first. */
    public Page head() {
        if (hasTailFlag()) {
            return has("tail") ? pages.at(object.number("first_page")) : this;
        }
        long info = compoundInfo();
        if ((info & 1) == 0) {
            return this;
        }
        // In 7.x ("compound_info") the other bits may be a mask that makes the head's address of this one's.
        boolean mask = info >> Integer.SIZE == -1;
        return pages.at(mask ? address() & info & ~1L : info & ~1L);
    }

    /** Whether it is part of a compound page, and not the first. */
    public boolean isTail() {
        return hasTailFlag() ? has("tail") : (compoundInfo() & 1) != 0;
    }

    /** Before 1d798ca3f164 (4.4). */
    private boolean hasTailFlag() {
        return object.has("first_page");
    }

    private long compoundInfo() {
        return object.number(object.firstOf("compound_head", "compound_info"));
    }

    /** Whether it is in a free block of the buddy allocator, which marks the block's first page alone. */
    public boolean isFree() {
        for (int order = 0; order <= MOST_ORDER; order++) {
            Page first = pages.ofPhysical(physical() & -(PAGE_SIZE << order));
            if (first.type() == PageType.BUDDY) {
                return first.object.number("private") >= order;
            }
        }
        return false;
    }

    /** {@code mapping} as it is, with its low bits. */
    public long mapping() {
        return object.number("mapping");
    }

    /**
     * What the low bits of {@code mapping} say ({@code include/linux/page-flags.h}, PAGE_MAPPING_FLAGS). None where the word
     * serves another purpose: in pages of a type of their own, and in all but the first page of a compound page.
     */
    public Mapping mappingKind() {
        long mapping = mapping();
        if (mapping == 0 || isTail() || type() != PageType.NONE) {
            return Mapping.NONE;
        }
        return Mapping.values()[1 + (int) (mapping & MAPPING_BITS)];
    }

    public enum Mapping {
        NONE,
        /** An address_space. */
        FILE,
        /** An anon_vma. */
        ANONYMOUS,
        /** Of a driver that can move its pages; since 6.18 that is a page type instead. */
        MOVABLE,
        KSM
    }

    public PageType type() {
        // Before 6e292b9be7f4 (4.18) there are but slabs and free blocks.
        return object.has("page_type")
                ? PageType.of(pages, object.number("page_type") & 0xffff_ffffL, flags())
                : PageType.ofFlags(pages, flags(), (int) object.number("_mapcount.counter"));
    }
}
