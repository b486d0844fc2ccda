// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of entries that each hold one operation, so that the operation tells which entry was found. */
class LocationListTest {
    private static final LongUnaryOperator ADDRESSES = index -> 0x1000 * index;

    private static LocationList list(LocationListFormat format, int addressBytes, String hex) {
        MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
        return new LocationList(format, bytes, ByteOrder.LITTLE_ENDIAN, addressBytes, 4, 5, 0, 0x100, ADDRESSES);
    }

    private static int found(LocationList list, long pc) {
        Expression expression = list.at(pc);
        return expression == null ? -1 : expression.bytes().get(ValueLayout.JAVA_BYTE, 0);
    }

    /** Each kind covers eight addresses. */
    @ParameterizedTest
    @CsvSource({
        "04 10 18 0131 00, 0x110",
        "01 02 04 10 18 0132 00, 0x2010",
        "06 0040000000000000 04 10 18 0133 00, 0x4010",
        "02 01 02 0134 00, 0x1000",
        "03 05 08 0135 00, 0x5000",
        "07 1000000000000000 1800000000000000 0136 00, 0x10",
        "08 1000000000000000 08 0137 00, 0x10",
        "09 01 02 04 10 18 0138 00, 0x110",
    })
    void entriesOfVersion5(String hex, String start) {
        LocationList list = list(LocationListFormat.KINDS, 8, hex);
        assertThat(found(list, Long.decode(start))).isBetween(0x31, 0x38);
        assertThat(found(list, Long.decode(start) + 7)).isBetween(0x31, 0x38);
        assertThat(found(list, Long.decode(start) - 1)).isEqualTo(-1);
    }

    @Test
    void theEndIsNotInAnEntry() {
        assertThat(found(list(LocationListFormat.KINDS, 8, "04 10 18 0131 00"), 0x118))
                .isEqualTo(-1);
    }

    @Test
    void theDefaultHoldsWhereNothingElseDoes() {
        LocationList list = list(LocationListFormat.KINDS, 8, "05 0131 04 10 18 0132 00");
        assertThat(found(list, 0x110)).isEqualTo(0x32);
        assertThat(found(list, 0x118)).isEqualTo(0x31);
    }

    @Test
    void pairsOfVersion4CountFromTheBase() {
        LocationList list = list(
                LocationListFormat.PAIRS,
                4,
                "10000000 18000000 0100 31  ffffffff 00200000  10000000 18000000 0100 32  00000000 00000000");
        assertThat(found(list, 0x110)).isEqualTo(0x31);
        assertThat(found(list, 0x118)).isEqualTo(-1);
        assertThat(found(list, 0x2010)).isEqualTo(0x32);
    }

    @Test
    void aBaseOf64Bits() {
        LocationList list = list(
                LocationListFormat.PAIRS,
                8,
                "ffffffffffffffff 00000081ffffffff  1000000000000000 1800000000000000 0100 32" + "00".repeat(16));
        assertThat(found(list, 0xffff_ffff_8100_0017L)).isEqualTo(0x32);
    }

    @Test
    void gnuSplitLists() {
        LocationList list = list(LocationListFormat.GNU_SPLIT, 8, "03 05 08000000 0100 31  02 06 07 0100 32  00");
        assertThat(found(list, 0x5007)).isEqualTo(0x31);
        assertThat(found(list, 0x6fff)).isEqualTo(0x32);
    }

    @Test
    void aListByItsIndex() {
        // unit_length, version, address_size, segment_selector_size, offset_entry_count, two offsets
        byte[] bytes = HexFormat.of().parseHex("ff000000" + "0500" + "08" + "00" + "02000000" + "0800000077000000");
        MemorySegment section = MemorySegment.ofArray(bytes);
        assertThat(LocationList.offset(section, ByteOrder.LITTLE_ENDIAN, 12, 4, 1))
                .isEqualTo(12 + 0x77);
        assertThatExceptionOfType(DwarfException.class)
                .isThrownBy(() -> LocationList.offset(section, ByteOrder.LITTLE_ENDIAN, 12, 4, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "KINDS, 0a00",
        "KINDS, 04 10 18 0131",
        "KINDS, 04 10 18 7f31 00",
        "GNU_SPLIT, 04 10 18 010031",
        "PAIRS, 0000"
    })
    void whatIsNoListIsRefused(LocationListFormat format, String hex) {
        assertThatExceptionOfType(DwarfException.class).isThrownBy(() -> found(list(format, 8, hex), 0));
    }
}
