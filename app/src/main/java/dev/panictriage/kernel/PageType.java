// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a page is used for, where it is something that is never mapped to user space: {@code page_type}, which shares a word
 * with the count of mappings ({@code include/linux/page-flags.h}).
 */
public enum PageType {
    NONE,
    /** Free, in the buddy allocator: the first page of a free block. */
    BUDDY,
    OFFLINE,
    /** A page table. */
    TABLE,
    GUARD,
    HUGETLB,
    /** Of the slab allocator. */
    SLAB,
    ZSMALLOC,
    UNACCEPTED,
    LARGE_KMALLOC,
    /** A type that this program does not know. */
    OTHER;

    /** Until 6.10 a type is a bit that is cleared, in a word that holds all of these. */
    private static final long BIT_BASE = 0xf000_0000L;
    /** PAGE_BUDDY_MAPCOUNT_VALUE; -2 in its first weeks. */
    private static final int BUDDY_MAPCOUNT = -128;

    /** From this bit on. */
    private static final long FIRST_BIT = 0x80;

    private static final PageType[] OF_BITS = {BUDDY, OFFLINE, TABLE, GUARD, HUGETLB};
    /** While there was a type for pages that memory control groups are charged with: until 18b2db3b0385 (5.11). */
    private static final PageType[] OF_BITS_WITH_CHARGED = {BUDDY, OFFLINE, OTHER, TABLE, GUARD};

    private static final PageType[] VALUES = values();

    /**
     * @param word {@code page_type}, 32 bits
     * @param flags the page's flags: a slab is one of them until 6.10
     */
    static PageType of(Pages pages, long word, long flags) {
        if (isSet(pages, "PG_slab", flags)) {
            return SLAB;
        }
        if (pages.enumerator("PGTY_buddy").isPresent()) {
            return ofTopByte(pages, word >>> 24);
        }
        return pages.typeEnumeration().isEmpty() ? ofBits(word, pages.hasChargedType()) : ofEnumeratedBits(pages, word);
    }

    /**
     * Before 6e292b9be7f4 (4.18): a flag, and for free blocks a count of mappings that none has (5f24ce5fd34c, 2.6.38; before a
     * flag too).
     *
     * @param mapcount {@code _mapcount}
     */
    static PageType ofFlags(Pages pages, long flags, int mapcount) {
        if (isSet(pages, "PG_slab", flags)) {
            return SLAB;
        }
        return mapcount == BUDDY_MAPCOUNT || isSet(pages, "PG_buddy", flags) ? BUDDY : NONE;
    }

    private static boolean isSet(Pages pages, String flag, long flags) {
        OptionalLong bit = pages.enumerator(flag);
        return bit.isPresent()
                && bit.getAsLong() >= 0
                && bit.getAsLong() < Long.SIZE
                && (flags >>> bit.getAsLong() & 1) != 0;
    }

    /** Since 6.12: a value in the top byte, {@code enum pagetype}. */
    private static PageType ofTopByte(Pages pages, long value) {
        for (Types.Enumerator type : pages.typeEnumeration()) {
            if (type.value() == value) {
                return named(type.name().substring(type.name().indexOf('_') + 1));
            }
        }
        // PGTY_buddy is the lowest; 0xff is what a count of mappings of -1 looks like.
        return value >= 0xf0 && value < 0xff ? OTHER : NONE;
    }

    /** 6.11: bits of {@code enum pagetype}, cleared, in a word that is negative. */
    private static PageType ofEnumeratedBits(Pages pages, long word) {
        for (Types.Enumerator type : pages.typeEnumeration()) {
            long bit = type.value() & 0xffff_ffffL;
            if (Long.bitCount(bit) == 1 && (word & (0x8000_0000L | bit)) == 0x8000_0000L) {
                return named(type.name().substring(type.name().indexOf('_') + 1));
            }
        }
        return NONE;
    }

    private static PageType ofBits(long word, boolean charged) {
        PageType[] types = charged ? OF_BITS_WITH_CHARGED : OF_BITS;
        for (int i = 0; i < types.length; i++) {
            if ((word & (BIT_BASE | FIRST_BIT << i)) == BIT_BASE) {
                return types[i];
            }
        }
        return NONE;
    }

    private static PageType named(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        if (wanted.startsWith("MAPCOUNT")) {
            return NONE;
        }
        for (PageType type : VALUES) {
            if (type.name().equals(wanted)) {
                return type;
            }
        }
        return OTHER;
    }
}
