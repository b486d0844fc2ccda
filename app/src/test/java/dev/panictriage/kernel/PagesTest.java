// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.btf.BtfWriter;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final long ARRAY = 0xffffea00_00000000L;

    private final SparseMemory memory = new SparseMemory().u64(0x1000, ARRAY).zeros(ARRAY, 64 * 16);
    private final FixedSymbols symbols = new FixedSymbols().put("vmemmap_base", 0x1000);
    private final BtfWriter btf = new BtfWriter();
    private final int u32 = btf.integer("u32", 4, false);
    private final int s32 = btf.integer("int", 4, true);
    private final int u64 = btf.integer("u64", 8, false);

    private Pages pages(String head) {
        int atomic = btf.struct("", 4, false, "counter", s32, 0);
        btf.struct(
                "page",
                64,
                false,
                "flags",
                u64,
                0,
                head,
                u64,
                64,
                "mapping",
                u64,
                192,
                "private",
                u64,
                320,
                "_mapcount",
                atomic,
                384,
                "page_type",
                u32,
                384,
                "_refcount",
                atomic,
                416);
        return new Pages(new Variables(memory, symbols, btf.parsed()));
    }

    private void slabFlag() {
        btf.enumeration(
                "pageflags", false, "PG_locked", 0, "PG_slab", 9, "PG_head", 16, "__NR_PAGEFLAGS", 24, "PG_alias", 9);
    }

    private Page withType(Pages pages, long word) {
        memory.u32(ARRAY + 64 + 48, word);
        return pages.at(ARRAY + 64);
    }

    @Test
    void aPageStandsForAFrame() {
        Pages pages = pages("compound_head");

        assertThat(pages.ofPhysical(0x2345).address()).isEqualTo(ARRAY + 2 * 64);
        assertThat(pages.at(ARRAY + 2 * 64).physical()).isEqualTo(0x2000);
        assertThat(pages.isPage(ARRAY + 64)).isTrue();
        assertThat(pages.isPage(ARRAY + 65)).isFalse();
        assertThat(pages.isPage(ARRAY - 64)).isFalse();
    }

    @Test
    void flagsHaveNames() {
        slabFlag();
        memory.u64(ARRAY, 0xffff_0000_0000_0201L);
        Page page = pages("compound_head").at(ARRAY);

        assertThat(page.flagNames()).containsExactly("locked", "slab");
        assertThat(page.has("slab")).isTrue();
        assertThat(page.has("head")).isFalse();
        assertThat(page.has("none")).isFalse();
        assertThat(page.type()).isEqualTo(PageType.SLAB);
    }

    @Test
    void aTailsHeadIsAPointerOrAMask() {
        memory.u64(ARRAY + 3 * 64 + 8, (ARRAY + 64) | 1);
        Page tail = pages("compound_head").at(ARRAY + 3 * 64);
        assertThat(tail.isTail()).isTrue();
        assertThat(tail.head().address()).isEqualTo(ARRAY + 64);

        memory.u64(ARRAY + 3 * 64 + 8, -256 | 1);
        assertThat(tail.head().address()).isEqualTo(ARRAY);
        assertThat(tail.mappingKind()).isEqualTo(Page.Mapping.NONE);
    }

    @Test
    void theMappingsLowBitsSayWhatItIs() {
        slabFlag();
        Page page = pages("compound_info").at(ARRAY);
        memory.u32(ARRAY + 48, 0xffff_ffffL);
        Page.Mapping[] kinds = {Page.Mapping.FILE, Page.Mapping.ANONYMOUS, Page.Mapping.MOVABLE, Page.Mapping.KSM};
        for (int bits = 0; bits < 4; bits++) {
            memory.u64(ARRAY + 24, 0xffff888000001230L + bits);
            assertThat(page.mappingKind()).isEqualTo(kinds[bits]);
        }
        memory.u64(ARRAY + 24, 0);
        assertThat(page.mappingKind()).isEqualTo(Page.Mapping.NONE);
        assertThat(page.mapcount()).hasValue(0);
    }

    @Test
    void aTypeIsABitThatIsCleared() {
        slabFlag();
        Pages pages = pages("compound_head");

        assertThat(withType(pages, 0xffff_ff7fL).type()).isEqualTo(PageType.BUDDY);
        assertThat(withType(pages, 0xffff_fdffL).type()).isEqualTo(PageType.TABLE);
        assertThat(withType(pages, 0xffff_ffffL).type()).isEqualTo(PageType.NONE);
        assertThat(withType(pages, 3).type()).isEqualTo(PageType.NONE);
        assertThat(withType(pages, 0xffff_ff7fL).mapcount()).isEmpty();
    }

    @Test
    void orABitOfAnEnumeration() {
        btf.enumeration("pagetype", false, "PG_buddy", 0x4000_0000, "PG_slab", 0x1000_0000);
        Pages pages = pages("compound_head");

        assertThat(withType(pages, 0xbfff_ffffL).type()).isEqualTo(PageType.BUDDY);
        assertThat(withType(pages, 0xefff_ffffL).type()).isEqualTo(PageType.SLAB);
        assertThat(withType(pages, 0xffff_ffffL).type()).isEqualTo(PageType.NONE);
    }

    @Test
    void orTheTopByte() {
        btf.enumeration(
                "pagetype",
                false,
                "PGTY_buddy",
                0xf0,
                "PGTY_slab",
                0xf5,
                "PGTY_new",
                0xf9,
                "PGTY_mapcount_underflow",
                0xff);
        Pages pages = pages("compound_head");

        assertThat(withType(pages, 0xf500_0003L).type()).isEqualTo(PageType.SLAB);
        assertThat(withType(pages, 0xf900_0000L).type()).isEqualTo(PageType.OTHER);
        assertThat(withType(pages, 0xffff_ffffL).type()).isEqualTo(PageType.NONE);
        assertThat(withType(pages, 0).type()).isEqualTo(PageType.NONE);
    }

    @Test
    void aFreeBlockIsMarkedAtItsFirstPage() {
        btf.enumeration("pagetype", false, "PGTY_buddy", 0xf0);
        Pages pages = pages("compound_head");
        memory.u32(ARRAY + 4 * 64 + 48, 0xf000_0000L).u64(ARRAY + 4 * 64 + 40, 1);

        assertThat(pages.ofPhysical(0x4000).isFree()).isTrue();
        assertThat(pages.ofPhysical(0x5000).isFree()).isTrue();
        assertThat(pages.ofPhysical(0x6000).isFree()).isFalse();
    }
}
