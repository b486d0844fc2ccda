// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTableTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;

    private final AddressTable.Builder ranges = new AddressTable.Builder();

    @Test
    void rangesAreFoundWhateverTheirOrder() {
        ranges.add(TEXT + 0x200, TEXT + 0x300, 2);
        ranges.add(0x1000, 0x1100, 0);
        ranges.add(TEXT, TEXT + 0x100, 1);

        AddressTable table = ranges.build();

        assertThat(table.find(0x10ff)).isEqualTo(0);
        assertThat(table.find(TEXT)).isEqualTo(1);
        assertThat(table.find(TEXT + 0x2ff)).isEqualTo(2);
        assertThat(table.find(TEXT + 0x100)).isEqualTo(AddressTable.NOTHING);
    }

    @Test
    void nearRangesAreFoundWhateverTheirOrder() {
        ranges.add(TEXT + 0x200, TEXT + 0x300, 2);
        ranges.add(TEXT, TEXT + 0x100, 1);
        ranges.add(TEXT + 0x100, TEXT + 0x200, 3);

        AddressTable table = ranges.build();

        assertThat(table.find(TEXT + 0xff)).isEqualTo(1);
        assertThat(table.find(TEXT + 0x100)).isEqualTo(3);
        assertThat(table.find(TEXT + 0x200)).isEqualTo(2);
    }

    @Test
    void ofSeveralTheSmallestIsFound() {
        ranges.add(TEXT, TEXT + 0x100, 1);
        ranges.add(TEXT, TEXT + 0x80, 2);
        ranges.add(TEXT + 0x10, TEXT + 0x20, 3);

        AddressTable table = ranges.build();

        assertThat(table.find(TEXT + 0x10)).isEqualTo(3);
        assertThat(table.find(TEXT + 0x20)).isEqualTo(2);
        assertThat(table.find(TEXT + 0x80)).isEqualTo(1);
    }

    /** Overlapping ranges of all kinds, told apart the same way by the table and by looking through them. */
    @Test
    void lookingThroughTheRangesFindsTheSame() {
        Random random = new Random(20261121);
        for (int i = 0; i < 200; i++) {
            long low = TEXT + random.nextInt(64) * 16;
            ranges.add(low, low + random.nextInt(1, 16) * 16, i % 50);
        }
        AddressTable table = ranges.build();

        for (long address = TEXT - 8; address < TEXT + 80 * 16; address += 8) {
            assertThat(ranges.find(address)).as("0x%x", address).isEqualTo(table.find(address));
        }
    }

    @Test
    void equalOnesAreFoundTheSameWayInAnyOrder() {
        ranges.add(TEXT, TEXT + 0x100, 2);
        ranges.add(TEXT, TEXT + 0x100, 1);
        AddressTable.Builder turned = new AddressTable.Builder();
        turned.add(TEXT, TEXT + 0x100, 1);
        turned.add(TEXT, TEXT + 0x100, 2);

        assertThat(ranges.build().find(TEXT)).isEqualTo(turned.build().find(TEXT));
    }
}
