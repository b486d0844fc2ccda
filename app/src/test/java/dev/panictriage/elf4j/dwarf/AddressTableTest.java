// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

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
