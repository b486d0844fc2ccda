// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.debuginfo.DwarfTypes;
import dev.panictriage.elf4j.MappedElf;
import dev.panictriage.elf4j.dwarf.DebugInfo;
import dev.panictriage.elf4j.dwarf.DwarfSections;
import dev.panictriage.kernel.KernelStack.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks, per-CPU variables and stacks as 2.6.32 has them; its types are those of the stand-in. */
class OldTasksTest {
    private static final Path TYPES =
            Path.of("..", "fixtures", "src", "main", "old-kernels", "built", "thread-info-stack-overflow.vmlinux");
    private static final long INIT = 0x10000;
    private static final long LEADER = 0x20000;
    private static final long THREAD = 0x30000;
    private static final long STACK = 0x40000;
    private static final long AREA = 0x100000;

    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols();
    private Types types = Types.NONE;
    private MappedElf vmlinux;

    @BeforeEach
    void build() throws Exception {
        vmlinux = MappedElf.open(TYPES);
        types = new DwarfTypes(DebugInfo.of(DwarfSections.of(vmlinux.file())));
        symbols.put("init_task", INIT)
                .put("nr_cpu_ids", 0x1000)
                .put("cpu_online_bits", 0x1010)
                .put("__per_cpu_offset", 0x1020)
                .put("per_cpu__current_task", 0xcbc0)
                .put("per_cpu__irq_stack_union", 0)
                .put("per_cpu__irq_stack_ptr", 0xcbc8)
                .put("per_cpu__orig_ist", 0xcc00);
        memory.u32(0x1000, 1).u64(0x1010, 1).u64(0x1020, AREA).zeros(AREA, 0x10000);
        for (long task : new long[] {INIT, LEADER, THREAD}) {
            memory.zeros(task, 0x1000);
        }
        memory.zeros(STACK, 0x2000);
        put(LEADER, "stack", STACK);
        put(LEADER, "pid", 7);
        put(THREAD, "pid", 8);
        link("tasks", INIT, LEADER);
        link("thread_group", INIT);
        link("thread_group", LEADER, THREAD);
        memory.u64(AREA + 0xcbc0, LEADER);
    }

    @AfterEach
    void close() {
        vmlinux.close();
    }

    private Variables variables() {
        return new Variables(memory, symbols, types);
    }

    private Tasks tasks() {
        return new Tasks(variables(), new PerCpu(variables()));
    }

    private long offset(String member) {
        return types.struct("task_struct")
                .orElseThrow()
                .member(member)
                .orElseThrow()
                .offset();
    }

    private void put(long task, String member, long value) {
        if (member.equals("pid")) {
            memory.u32(task + offset(member), value);
        } else {
            memory.u64(task + offset(member), value);
        }
    }

    private void link(String member, long... nodes) {
        for (int i = 0; i < nodes.length; i++) {
            long next = nodes[(i + 1) % nodes.length] + offset(member);
            memory.u64(nodes[i] + offset(member), next).u64(next + 8, nodes[i] + offset(member));
        }
    }

    @Test
    void threadsAreInARingWithoutAHead() {
        List<Integer> pids = new ArrayList<>();
        for (Task task : tasks()) {
            pids.add(task.pid());
        }
        assertThat(pids).containsExactly(0, 7, 8);
    }

    @Test
    void theCpuIsInThreadInfoAtTheLowEndOfTheStack() {
        memory.u32(STACK + 0x18, 3).u32(STACK + 0x1c, 0x10001);

        assertThat(tasks().at(LEADER).cpu()).isEqualTo(3);
        assertThat(new PerCpu(variables()).preemptCount(0)).isEqualTo(0x10001);
    }

    @Test
    void withoutAMarkInTheTaskTheCurrentOneIsOnItsCpu() {
        assertThat(tasks().isOnCpu(tasks().at(LEADER))).isTrue();
        put(THREAD, "stack", STACK);
        assertThat(tasks().isOnCpu(tasks().at(THREAD))).isFalse();
        memory.u32(STACK + 0x18, 0x2b77e088);
        assertThat(tasks().isOnCpu(tasks().at(LEADER))).isFalse();
    }

    @Test
    void aStackIsAsLargeAsTheUnionThatHoldsIt() {
        assertThat(tasks().stackBytes()).isEqualTo(8192);
    }

    @Test
    void theEndOfAStackIsBehindThreadInfo() {
        long end = STACK + types.struct("thread_info").orElseThrow().size();
        memory.u64(end, Tasks.STACK_END_MAGIC);

        assertThat(tasks().stackEndMagic(tasks().at(LEADER))).isEqualTo(Tasks.STACK_END_MAGIC);
    }

    @Test
    void aTaskThatWasSwitchedAwayFromGoesOnInTheScheduler() {
        put(LEADER, "thread.sp", STACK + 0x1d00);
        memory.u64(STACK + 0x1d00, STACK + 0x1d40);
        symbols.put("schedule", 0x5000).put("thread_return", 0x5050);

        assertThat(tasks().switched(tasks().at(LEADER)))
                .isEqualTo(new Tasks.Switched(0x5050, STACK + 0x1d10, STACK + 0x1d40));
    }

    @Test
    void aCpuHasItsStacksInItsArea() {
        memory.u64(AREA + 0xcbc8, AREA + 0x4000 - 64);
        long[] ends = {0x5000, 0x6000, 0x7000, 0x9000, 0xa000};
        for (int i = 0; i < ends.length; i++) {
            memory.u64(AREA + 0xcc00 + 8 * i, AREA + ends[i]);
        }
        List<KernelStack> stacks = new Stacks(variables(), new PerCpu(variables()), tasks()).of(0);

        assertThat(stacks).extracting(KernelStack::name).containsExactly("", "SS", "DF", "NMI", "DB", "MCE");
        assertThat(stacks.get(0)).isEqualTo(new KernelStack(Kind.INTERRUPT, "", 0, 0, AREA, AREA, AREA + 0x4000));
        assertThat(stacks.get(4).start()).isEqualTo(AREA + 0x7000);
        assertThat(stacks.get(4).end()).isEqualTo(AREA + 0x9000);
    }

    @Test
    void fourExceptionStacksAreWithoutThatOfStackFaults() {
        memory.u64(AREA + 0xcbc8, AREA + 0x4000 - 64);
        long[] ends = {0x5000, 0x6000, 0x8000, 0x9000};
        for (int i = 0; i < ends.length; i++) {
            memory.u64(AREA + 0xcc00 + 8 * i, AREA + ends[i]);
        }
        assertThat(new Stacks(variables(), new PerCpu(variables()), tasks()).of(0))
                .extracting(KernelStack::name)
                .containsExactly("", "DF", "NMI", "DB", "MCE");
    }

    @Test
    void anInterruptStackOfNoPossibleSizeIsNone() {
        memory.u64(AREA + 0xcbc8, AREA - 64);

        assertThat(new Stacks(variables(), new PerCpu(variables()), tasks()).of(0))
                .isEmpty();
    }

    @Test
    void aModuleBelowTheAreaOfMovableKernelsMakesItLarger() {
        ModuleArea movable = ModuleArea.of(java.util.OptionalLong.empty(), true);

        assertThat(movable.including(0xffffffff_a0271000L).start()).isEqualTo(0xffffffff_a0000000L);
        assertThat(movable.including(0xffffffff_c0271000L)).isEqualTo(movable);
        assertThat(movable.including(0xffffffff_81000000L)).isEqualTo(movable);
    }
}
