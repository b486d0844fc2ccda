// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.btf.BtfWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class StacksTest {
    private static final long INTERRUPTS = 0xffffc900_00010000L;
    private static final long ENTRY_AREA = 0xfffffe00_00001000L;
    private static final long EXCEPTIONS = ENTRY_AREA + 0x2000;
    private static final long TASK = 0x10000;
    private static final long TASK_STACK = 0xffffc900_00020000L;

    private final SparseMemory memory = new SparseMemory()
            .u32(0x1000, 1)
            .u64(0x1008, 1)
            .u64(0x1010, INTERRUPTS + 0x4000 - 8)
            .u64(0x1018, EXCEPTIONS)
            .u64(0x1020, TASK)
            .u64(TASK, TASK_STACK)
            .zeros(TASK_STACK, 0x4000);
    private final FixedSymbols symbols = new FixedSymbols()
            .put("nr_cpu_ids", 0x1000)
            .put("__cpu_online_mask", 0x1008)
            .put("hardirq_stack_ptr", 0x1010)
            .put("cea_exception_stacks", 0x1018)
            .put("current_task", 0x1020)
            .put("__start_init_stack", 0x4000)
            .put("__end_init_stack", 0x8000);

    private Stacks stacks() {
        BtfWriter btf = new BtfWriter();
        int character = btf.integer("char", 1, true);
        int u64 = btf.integer("u64", 8, false);
        int page = btf.array(character, 4096);
        int two = btf.array(character, 8192);
        btf.struct("irq_stack", 0x4000, false, "stack", btf.array(character, 0x4000), 0);
        int exceptions = btf.struct(
                "cea_exception_stacks",
                0x7000,
                false,
                "DF_stack_guard",
                page,
                0,
                "DF_stack",
                two,
                8 * 4096,
                "NMI_stack_guard",
                page,
                8 * 0x3000,
                "NMI_stack",
                two,
                8 * 0x4000,
                "IST_top_guard",
                page,
                8 * 0x6000);
        int entry = btf.struct("entry_stack", 4096, false, "stack", page, 0);
        int entryPage = btf.struct("entry_stack_page", 4096, false, "stack", entry, 0);
        btf.struct(
                "cpu_entry_area",
                0x9000,
                false,
                "gdt",
                page,
                0,
                "entry_stack_page",
                entryPage,
                8 * 4096,
                "estacks",
                exceptions,
                8 * 0x2000);
        btf.struct("task_struct", 8, false, "stack", u64, 0);
        Variables variables = new Variables(memory, symbols, btf.parsed());
        PerCpu perCpu = new PerCpu(variables);
        return new Stacks(variables, perCpu, new Tasks(variables, perCpu));
    }

    @Test
    void aCpuHasStacksForInterruptsExceptionsAndEntry() {
        List<KernelStack> stacks = stacks().of(0);

        assertThat(stacks)
                .containsExactly(
                        new KernelStack(
                                KernelStack.Kind.INTERRUPT,
                                "",
                                0,
                                0,
                                INTERRUPTS - 4096,
                                INTERRUPTS,
                                INTERRUPTS + 0x4000),
                        new KernelStack(
                                KernelStack.Kind.EXCEPTION,
                                "DF",
                                0,
                                0,
                                EXCEPTIONS,
                                EXCEPTIONS + 0x1000,
                                EXCEPTIONS + 0x3000),
                        new KernelStack(
                                KernelStack.Kind.EXCEPTION,
                                "NMI",
                                0,
                                0,
                                EXCEPTIONS + 0x3000,
                                EXCEPTIONS + 0x4000,
                                EXCEPTIONS + 0x6000),
                        new KernelStack(
                                KernelStack.Kind.ENTRY,
                                "",
                                0,
                                0,
                                ENTRY_AREA + 0x1000,
                                ENTRY_AREA + 0x1000,
                                ENTRY_AREA + 0x2000));
    }

    @Test
    void anOldPointerToTheInterruptStackIsItsEnd() {
        memory.u64(0x1010, INTERRUPTS + 0x4000);

        assertThat(stacks().of(0).getFirst().end()).isEqualTo(INTERRUPTS + 0x4000);
    }

    @Test
    void anAddressIsOnOneOfTheStacksInUseOrInItsGuard() {
        assertThat(stacks().inUseAt(EXCEPTIONS + 0x4008).orElseThrow().name()).isEqualTo("NMI");
        KernelStack task = stacks().inUseAt(TASK_STACK - 8).orElseThrow();
        assertThat(task.kind()).isEqualTo(KernelStack.Kind.TASK);
        assertThat(task.task()).isEqualTo(TASK);
        assertThat(task.guards(TASK_STACK - 8)).isTrue();
        assertThat(task.contains(TASK_STACK - 8)).isFalse();
        assertThat(stacks().inUseAt(TASK_STACK + 0x4000)).isEmpty();
    }

    @Test
    void aStackWithOtherMemoryBelowItHasNoGuard() {
        memory.zeros(TASK_STACK - 4096, 4096);

        assertThat(stacks().inUseAt(TASK_STACK - 8)).isEmpty();
    }

    @Test
    void whatIsNotThereLeavesOutItsStacksOnly() {
        memory.u64(0x1018, 0);
        symbols.put("hardirq_stack_ptr", 0x9999_0000L);

        assertThat(stacks().of(0)).extracting(KernelStack::kind).doesNotContain(KernelStack.Kind.INTERRUPT);
    }
}
