// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.panictriage.kernel.btf.BtfWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TasksTest {
    private static final long INIT = 0x10000;
    private static final int TASKS = 8;
    private static final int THREADS = 24;
    private static final int SIGNAL = 40;
    private static final int PID = 48;
    private static final int STATE = 56;
    private static final int EXIT_STATE = 60;
    private static final int COMM = 64;
    private static final int SIZE = 128;

    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols().put("init_task", INIT);

    private Tasks tasks() {
        BtfWriter btf = new BtfWriter();
        int u32 = btf.integer("u32", 4, false);
        int s32 = btf.integer("int", 4, true);
        int u64 = btf.integer("u64", 8, false);
        int comm = btf.array(btf.integer("char", 1, true), 16);
        int list = btf.struct("list_head", 16, false, "next", u64, 0, "prev", u64, 64);
        int signal = btf.pointer(btf.struct("signal_struct", 16, false, "thread_head", list, 0));
        int info = btf.struct("thread_info", 8, false, "flags", u32, 0, "cpu", u32, 32);
        Object[] members = {
            "thread_info",
            info,
            0,
            "tasks",
            list,
            8 * TASKS,
            "thread_node",
            list,
            8 * THREADS,
            "signal",
            signal,
            8 * SIGNAL,
            "pid",
            s32,
            8 * PID,
            "tgid",
            s32,
            8 * PID + 32,
            "__state",
            u32,
            8 * STATE,
            "exit_state",
            s32,
            8 * EXIT_STATE,
            "comm",
            comm,
            8 * COMM,
            "stack",
            u64,
            640
        };
        btf.struct("task_struct", SIZE, false, members);
        Variables variables = new Variables(memory, symbols, btf.parsed());
        return new Tasks(variables, new PerCpu(variables));
    }

    private void task(long address, int pid, String comm) {
        memory.zeros(address, SIZE).u32(address + PID, pid).text(address + COMM, comm);
    }

    private void link(long... nodes) {
        for (int i = 0; i < nodes.length; i++) {
            memory.u64(nodes[i], nodes[(i + 1) % nodes.length]);
            memory.u64(nodes[(i + 1) % nodes.length] + 8, nodes[i]);
        }
    }

    private void threads(long signal, long... threads) {
        memory.zeros(signal, 16);
        long[] nodes = new long[threads.length + 1];
        nodes[0] = signal;
        for (int i = 0; i < threads.length; i++) {
            memory.u64(threads[i] + SIGNAL, signal);
            nodes[i + 1] = threads[i] + THREADS;
        }
        link(nodes);
    }

    private static List<Integer> pids(Tasks tasks) {
        List<Integer> pids = new ArrayList<>();
        for (Task task : tasks) {
            pids.add(task.pid());
        }
        return pids;
    }

    private void twoProcesses() {
        task(INIT, 0, "swapper/0");
        task(0x20000, 1, "init");
        task(0x30000, 7, "worker");
        task(0x40000, 8, "thread");
        link(INIT + TASKS, 0x20000 + TASKS, 0x30000 + TASKS);
        threads(0x50000, INIT);
        threads(0x51000, 0x20000);
        threads(0x52000, 0x30000, 0x40000);
    }

    @Test
    void processesComeWithTheirThreads() {
        twoProcesses();

        assertThat(pids(tasks())).containsExactly(0, 1, 7, 8);
        assertThat(tasks().withPid(8).orElseThrow().comm()).isEqualTo("thread");
        assertThat(tasks().withPid(9)).isEmpty();
    }

    @Test
    void aTaskThatTheDumpLacksHidesNoOther() {
        twoProcesses();
        memory.u64(INIT + TASKS, 0x7777_0000L);

        assertThat(tasks().withPid(8)).isPresent();
    }

    @Test
    void aProcessWithoutSignalStructIsStillOne() {
        twoProcesses();
        memory.u64(0x20000 + SIGNAL, 0);
        memory.u64(0x30000 + SIGNAL, 0xdead_0000L);

        assertThat(pids(tasks())).containsExactly(0, 1, 7);
    }

    @Test
    void loopsOfProcessesAndThreadsEnd() {
        twoProcesses();
        memory.u64(0x30000 + TASKS, 0x20000 + TASKS);
        memory.u64(0x40000 + THREADS, 0x40000 + THREADS);

        assertThat(pids(tasks())).startsWith(0, 1, 7, 8).hasSizeLessThan(40);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, R",
        "1, 0, S",
        "2, 0, D",
        "0x102, 0, D",
        "0x402, 0, I",
        "4, 0, T",
        "8, 0, t",
        "0x80, 0x10, X",
        "0x80, 0x20, Z",
        "0x40, 0, P",
        "0x2001, 0, S",
        "0x8000, 0, D",
        "0x1000, 0, D",
        "0x2402, 0, I"
    })
    void statesHaveTheLettersOfPs(String state, String exit, char letter) {
        task(INIT, 0, "swapper/0");
        memory.u32(INIT + STATE, Long.decode(state)).u32(INIT + EXIT_STATE, Long.decode(exit));

        assertThat(tasks().at(INIT).state()).isEqualTo(letter);
    }

    @Test
    void theStacksSizeIsThatOfTheFirstTask() {
        assertThatThrownBy(() -> tasks().stackBytes()).isInstanceOf(MissingTypeException.class);
        symbols.put("__start_init_task", 0x8000).put("__end_init_task", 0xc000);
        assertThat(tasks().stackBytes()).isEqualTo(0x4000);
        symbols.put("__start_init_stack", 0x8000).put("__end_init_stack", 0x10000);
        assertThat(tasks().stackBytes()).isEqualTo(0x8000);
        symbols.put("__end_init_stack", 0x7000);
        assertThatThrownBy(() -> tasks().stackBytes()).isInstanceOf(MissingTypeException.class);
    }

    @Test
    void theLastWordOfTheStackIsItsFirstInMemory() {
        task(INIT, 0, "swapper/0");
        memory.u64(INIT + 80, 0x8000).u64(0x8000, Tasks.STACK_END_MAGIC);

        assertThat(tasks().stackEndMagic(tasks().at(INIT))).isEqualTo(0x57ac6e9dL);
    }
}
