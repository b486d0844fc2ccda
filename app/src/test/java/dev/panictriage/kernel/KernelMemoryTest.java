// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.arch.x86.X86PageTables;
import dev.panictriage.dump.Absence;
import dev.panictriage.dump.UnreadableException;
import org.junit.jupiter.api.Test;

class KernelMemoryTest {
    private static final long VIRTUAL = 0xffff_c900_0000_0000L;
    private static final FilteredPages ZERO = (address, mapping) -> true;

    private final SyntheticDump dump = new SyntheticDump(0x10_0000);
    private final long root = dump.newTable();

    private KernelMemory memory(FilteredPages filtered) {
        return new KernelMemory(dump, new AddressSpace(new X86PageTables(false, 0), root, 0), filtered);
    }

    private void mapTwoPages() {
        dump.map(root, 4, VIRTUAL, 0x5000, 4096, 0);
        dump.map(root, 4, VIRTUAL + 4096, 0x3000, 4096, 0);
    }

    private static Absence absence(Runnable read, long address) {
        try {
            read.run();
        } catch (UnreadableException e) {
            assertThat(e.address()).isEqualTo(address);
            return e.absence();
        }
        throw new AssertionError("it was read");
    }

    @Test
    void neighboursInVirtualMemoryNeedNotBeNeighboursInPhysical() {
        mapTwoPages();
        dump.putWord(0x5ff8, 0x1111_1111_1111_1111L);
        dump.putWord(0x3000, 0x2222_2222_2222_2222L);

        assertThat(memory(FilteredPages.UNKNOWN).u64(VIRTUAL + 4092)).isEqualTo(0x2222_2222_1111_1111L);
    }

    @Test
    void notMapped() {
        mapTwoPages();
        KernelMemory memory = memory(ZERO);

        assertThat(memory.isMapped(VIRTUAL + 8191)).isTrue();
        assertThat(memory.isMapped(VIRTUAL + 8192)).isFalse();
        assertThat(memory.physical(VIRTUAL + 8192)).isEmpty();
        assertThat(absence(() -> memory.u64(VIRTUAL + 8192), VIRTUAL + 8192)).isEqualTo(Absence.NOT_MAPPED);
        assertThat(absence(() -> memory.u64(0x1_0000_0000_0000L), 0x1_0000_0000_0000L))
                .isEqualTo(Absence.NOT_MAPPED);
    }

    @Test
    void mappedButLeftOut() {
        mapTwoPages();
        KernelMemory memory = memory(FilteredPages.UNKNOWN);

        assertThat(memory.isMapped(VIRTUAL)).isTrue();
        assertThat(memory.physical(VIRTUAL + 1)).hasValue(0x5001);
        assertThat(absence(() -> memory.u8(VIRTUAL + 1), VIRTUAL + 1)).isEqualTo(Absence.FILTERED);
    }

    @Test
    void leftOutBecauseItWasZero() {
        mapTwoPages();
        dump.putWord(0x5ff8, -1);
        dump.leavesOutZeroPages = true;

        assertThat(memory(ZERO).u64(VIRTUAL + 4092)).isEqualTo(0xffff_ffffL);
        assertThat(absence(() -> memory(FilteredPages.UNKNOWN).u64(VIRTUAL + 4092), VIRTUAL + 4096))
                .isEqualTo(Absence.FILTERED);
    }

    @Test
    void aDumpThatKeepsZerosLeftItOutForAnotherReason() {
        mapTwoPages();

        assertThat(absence(() -> memory(ZERO).u64(VIRTUAL), VIRTUAL)).isEqualTo(Absence.FILTERED);
    }

    @Test
    void lostPagesWereNotZero() {
        mapTwoPages();
        dump.leavesOutZeroPages = true;
        dump.remove(0x5000, Absence.LOST);

        assertThat(absence(() -> memory(ZERO).u64(VIRTUAL), VIRTUAL)).isEqualTo(Absence.LOST);
    }

    @Test
    void aTableOfZerosMapsNothing() {
        mapTwoPages();
        dump.leavesOutZeroPages = true;
        long directory = dump.word(root + (VIRTUAL >>> 39 & 511) * 8) & -4096;
        dump.remove(directory, Absence.FILTERED);

        assertThat(memory(ZERO).isMapped(VIRTUAL)).isFalse();
    }

    @Test
    void aLostTableIsNoAnswer() {
        mapTwoPages();
        dump.remove(root, Absence.LOST);

        assertThat(absence(() -> memory(ZERO).u64(VIRTUAL), VIRTUAL)).isEqualTo(Absence.LOST);
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> memory(ZERO).isMapped(VIRTUAL));
    }

    @Test
    void translationsThatShareASlotOfTheCache() {
        KernelMemory memory = memory(FilteredPages.UNKNOWN);
        for (int i = 0; i < 1024; i++) {
            dump.map(root, 4, VIRTUAL + i * 4096L, 0x100_0000 + i * 4096L, 4096, 0);
            dump.putWord(0x100_0000 + i * 4096L, i);
        }

        for (int i = 0; i < 1024; i++) {
            assertThat(memory.u64(VIRTUAL + i * 4096L)).isEqualTo(i);
            assertThat(memory.u64(VIRTUAL + (i * 256L & 1023) * 4096)).isEqualTo(i * 256L & 1023);
        }
    }

    @Test
    void physicalMemory() {
        dump.putWord(0x5ff8, 42);
        KernelMemory memory = memory(ZERO);

        assertThat(memory.physicalU64(0x5ff8)).isEqualTo(42);
        assertThat(absence(() -> memory.physicalU64(0x6000), 0x6000)).isEqualTo(Absence.FILTERED);
    }

    @Test
    void howAPageIsMapped() {
        dump.map(root, 4, VIRTUAL, 0x40_0000, 0x20_0000, SyntheticDump.NO_EXECUTE);

        assertThat(memory(ZERO).mapping(VIRTUAL + 0x1234))
                .contains(new Mapping(VIRTUAL, 0x40_0000, 0x20_0000, false, false, false));
    }
}
