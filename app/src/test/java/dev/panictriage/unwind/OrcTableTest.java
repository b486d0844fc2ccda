// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.fixtures.OrcWriter;
import dev.panictriage.kernel.SparseMemory;
import dev.panictriage.kernel.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrcTableTest {
    private static final long TEXT = 0xffff_ffff_8100_0000L;
    private static final long ADDRESSES = 0xffff_ffff_8200_0000L;
    private static final long ENTRIES = 0xffff_ffff_8210_0000L;

    /** Entries at TEXT, TEXT + 0x10, TEXT + 0x20, ... whose offsets are 8, 16, 24, ... */
    private static OrcTable table(int count) {
        OrcWriter writer = new OrcWriter(OrcWriter.Version.V3);
        for (int i = 0; i < count; i++) {
            writer.call(TEXT + i * 0x10L, OrcWriter.Base.SP, 8 + i * 8);
        }
        OrcWriter.Tables tables = writer.at(ADDRESSES);
        SparseMemory memory =
                new SparseMemory().put(ADDRESSES, tables.addresses()).put(ENTRIES, tables.entries());
        return new OrcTable(memory, ADDRESSES, ENTRIES, count);
    }

    private static int spOffset(OrcTable table, long ip) {
        return table.entry(ip, OrcFormat.recognise(0x205, Types.NONE)).spOffset();
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "0xf, 8", "0x10, 16", "0x1f, 16", "0x20, 24", "0x2f, 24"})
    void anEntryHoldsUpToTheNext(String offset, int expected) {
        assertThat(spOffset(table(4), TEXT + Long.decode(offset))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void theLastEntryHoldsForAllBehind(int count) {
        assertThat(spOffset(table(count), TEXT + 0x10_0000)).isEqualTo(count * 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 100})
    void theFirstEntryIsFound(int count) {
        assertThat(spOffset(table(count), TEXT)).isEqualTo(8);
    }

    @Test
    void textMayLieBehindTheTable() {
        OrcWriter.Tables tables = new OrcWriter(OrcWriter.Version.V3)
                .call(ADDRESSES + 0x1000, OrcWriter.Base.SP, 8)
                .call(ADDRESSES + 0x2000, OrcWriter.Base.SP, 40)
                .at(ADDRESSES);
        SparseMemory memory =
                new SparseMemory().put(ADDRESSES, tables.addresses()).put(ENTRIES, tables.entries());

        assertThat(spOffset(new OrcTable(memory, ADDRESSES, ENTRIES, 2), ADDRESSES + 0x2004))
                .isEqualTo(40);
    }

    @Test
    void aTableThatIsShorterThanItsCountIsUnreadable() {
        OrcTable table = table(4);
        OrcTable tooLong = new OrcTable(table.memory(), table.addresses(), table.entries(), 1 << 20);

        assertThatThrownBy(() -> tooLong.rawEntry(TEXT)).isInstanceOf(UnreadableException.class);
    }
}
