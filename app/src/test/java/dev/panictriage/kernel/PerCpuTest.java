// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.kernel.btf.BtfWriter;
import org.junit.jupiter.api.Test;

class PerCpuTest {
    private static final long OFFSETS = 0x1000;
    private static final long AREA = 0xffff_8880_0000_0000L;

    private final SparseMemory memory =
            new SparseMemory().zeros(OFFSETS, 32).u64(OFFSETS, AREA).u64(OFFSETS + 8, AREA + 0x10000);
    private final FixedSymbols symbols = new FixedSymbols().put("__per_cpu_offset", OFFSETS);
    private final BtfWriter types = new BtfWriter();

    private PerCpu perCpu() {
        return new PerCpu(new Variables(memory, symbols, types.parsed()));
    }

    @Test
    void aCopyIsAtTheSymbolPlusTheCpusOffset() {
        symbols.put("counter", 0x30);

        assertThat(perCpu().address("counter", 1)).isEqualTo(AREA + 0x10030);
        assertThat(perCpu().find("none", 1)).isEmpty();
        assertThatThrownBy(() -> perCpu().address("none", 1)).isInstanceOf(MissingTypeException.class);
    }

    @Test
    void theCurrentTaskHasAVariableOfItsOwn() {
        symbols.put("current_task", 0x30);
        memory.u64(AREA + 0x10030, 0xabcd);

        assertThat(perCpu().currentTask(1)).isEqualTo(0xabcd);
    }

    @Test
    void orAMemberOfTheHotVariables() {
        int u64 = types.integer("u64", 8, false);
        int u32 = types.integer("u32", 4, false);
        types.struct("pcpu_hot", 64, false, "current_task", u64, 0, "preempt_count", u32, 64);
        symbols.put("pcpu_hot", 0x40).put("hardirq_stack_ptr", 0x80);
        memory.u64(AREA + 0x40, 0xabcd).u32(AREA + 0x48, 0x80000003L).u64(AREA + 0x80, 0x77);

        assertThat(perCpu().currentTask(0)).isEqualTo(0xabcd);
        assertThat(perCpu().preemptCount(0)).isEqualTo(0x80000003);
        assertThat(perCpu().interruptStackPointer(0)).isEqualTo(0x77);
    }

    @Test
    void aMaskHasTheCpusBelowTheirCount() {
        symbols.put("nr_cpu_ids", 0x2000).put("__cpu_online_mask", 0x2010);
        memory.u32(0x2000, 10).zeros(0x2010, 8).u64(0x2010, 0b1111_0000_0101);

        CpuMask online = perCpu().online();

        assertThat(online.size()).isEqualTo(4);
        assertThat(online.next(0)).isZero();
        assertThat(online.next(1)).isEqualTo(2);
        assertThat(online.next(3)).isEqualTo(8);
        assertThat(online.next(10)).isEqualTo(-1);
        assertThat(online.contains(10)).isFalse();
        assertThat(online.contains(-1)).isFalse();
    }

    @Test
    void aCountOfCpusThatLiesIsBounded() {
        symbols.put("nr_cpu_ids", 0x2000);
        memory.u32(0x2000, 0xffff_ffffL);

        assertThat(perCpu().count()).isEqualTo(8192);
    }
}
