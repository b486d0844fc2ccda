// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.arch.PageTables.Mapping;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries are written out as numbers, from the manual's tables. */
class X86PageTablesTest {
    private static final long ROOT = 0x1000;
    private static final X86PageTables FOUR_LEVELS = new X86PageTables(false, 0);

    private final Map<Long, Long> memory = new HashMap<>();

    private long word(long physical) {
        Long word = memory.get(physical);
        if (word == null) {
            throw new IllegalStateException("no table at " + Long.toHexString(physical));
        }
        return word;
    }

    private Mapping walk(X86PageTables tables, long virtual) {
        return tables.walk(this::word, ROOT, virtual).orElse(null);
    }

    /** Entries 511, 510, 8, 3 of the four levels lead to 0xffffffff81003000. */
    private void map4k(long leaf) {
        memory.put(ROOT + 511 * 8, 0x2067L);
        memory.put(0x2000L + 510 * 8, 0x3067L);
        memory.put(0x3000L + 8 * 8, 0x4067L);
        memory.put(0x4000L + 3 * 8, leaf);
    }

    @Test
    void smallPage() {
        map4k(0x8000_0000_0123_4163L);

        assertThat(walk(FOUR_LEVELS, 0xffff_ffff_8100_3abcL))
                .isEqualTo(new Mapping(0xffff_ffff_8100_3000L, 0x123_4000, 0x1000, true, false, false));
    }

    @Test
    void largePage() {
        memory.put(ROOT + 511 * 8, 0x2067L);
        memory.put(0x2000L + 510 * 8, 0x3067L);
        // Bit 12 of a large page's entry is PAT, no address bit.
        memory.put(0x3000L + 8 * 8, 0x0160_11e1L);

        Mapping mapping = walk(FOUR_LEVELS, 0xffff_ffff_8100_3abcL);

        assertThat(mapping).isEqualTo(new Mapping(0xffff_ffff_8100_0000L, 0x160_0000, 0x20_0000, false, true, false));
        assertThat(mapping.translate(0xffff_ffff_8100_3abcL)).isEqualTo(0x160_3abcL);
    }

    @Test
    void gigabytePage() {
        memory.put(ROOT + 273 * 8, 0x2067L);
        memory.put(0x2000L + 3 * 8, 0x8000_0000_c000_01e3L);

        assertThat(walk(FOUR_LEVELS, 0xffff_8880_c123_4567L))
                .isEqualTo(new Mapping(0xffff_8880_c000_0000L, 0xc000_0000L, 0x4000_0000, true, false, false));
    }

    @Test
    void fiveLevels() {
        memory.put(ROOT + 511 * 8, 0x9067L);
        memory.put(0x9000L + 511 * 8, 0x2067L);
        memory.put(0x2000L + 510 * 8, 0x3067L);
        memory.put(0x3000L + 8 * 8, 0x0160_01e1L);

        assertThat(walk(new X86PageTables(true, 0), 0xffff_ffff_8100_3abcL).physical())
                .isEqualTo(0x160_0000);
    }

    @Test
    void upperHalfOfFiveLevelsIsNotCanonicalWithFour() {
        assertThat(walk(FOUR_LEVELS, 0xff11_0000_0000_0000L)).isNull();
        assertThat(walk(FOUR_LEVELS, 0x0000_8000_0000_0000L)).isNull();
    }

    @Test
    void notPresentAtAnyLevel() {
        memory.put(ROOT, 0x2067L);
        memory.put(0x2000L, 0x3067L);
        memory.put(0x3000L, 0x4067L);
        memory.put(0x4000L, 0x123_4062L);
        memory.put(0x3008L, 0L);
        memory.put(0x2008L, 0L);
        memory.put(ROOT + 8, 0L);

        assertThat(walk(FOUR_LEVELS, 0)).isNull();
        assertThat(walk(FOUR_LEVELS, 0x20_0000)).isNull();
        assertThat(walk(FOUR_LEVELS, 0x4000_0000)).isNull();
        assertThat(walk(FOUR_LEVELS, 0x80_0000_0000L)).isNull();
    }

    /** As pte_modify() writes it with L1TF's inversion: the frame number's complement, _PAGE_PROTNONE instead of _PAGE_PRESENT. */
    @Test
    void protectionNone() {
        map4k(~0x0123_4000L & 0x000f_ffff_ffff_f000L | 0x100);

        assertThat(walk(FOUR_LEVELS, 0xffff_ffff_8100_3000L).physical()).isEqualTo(0x123_4000);
    }

    @Test
    void swapEntryIsNotMapped() {
        map4k(0x0fff_ffff_ffff_0000L);

        assertThat(walk(FOUR_LEVELS, 0xffff_ffff_8100_3000L)).isNull();
    }

    @Test
    void encryptionBitIsNoAddress() {
        long c = 1L << 47;
        memory.put(ROOT + 511 * 8, 0x2067L | c);
        memory.put(0x2000L + 510 * 8, 0x3067L | c);
        memory.put(0x3000L + 8 * 8, 0x0160_01e1L | c);

        assertThat(walk(new X86PageTables(false, c), 0xffff_ffff_8100_0000L).physical())
                .isEqualTo(0x160_0000);
    }

    @Test
    void readOnlyAtAnUpperLevelIsReadOnly() {
        map4k(0x0123_4067L);
        memory.put(0x3000L + 8 * 8, 0x4065L);

        assertThat(walk(FOUR_LEVELS, 0xffff_ffff_8100_3000L).writable()).isFalse();
        assertThat(walk(FOUR_LEVELS, 0xffff_ffff_8100_3000L).user()).isTrue();
    }

    /** Every table may be the top-level one: the walk ends after its levels. */
    @Test
    void tablesThatLeadToThemselves() {
        memory.put(ROOT, ROOT | 0x67);

        assertThat(walk(new X86PageTables(true, 0), 0x123).translate(0x123)).isEqualTo(ROOT + 0x123);
    }

    @Test
    void missingTableIsSaidSo() {
        memory.put(ROOT, 0x7_7067L);

        assertThatThrownBy(() -> walk(FOUR_LEVELS, 0)).hasMessage("no table at 77000");
    }
}
