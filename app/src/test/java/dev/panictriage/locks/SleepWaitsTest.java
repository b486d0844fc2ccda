// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.kernel.FixedSymbols;
import dev.panictriage.kernel.PerCpu;
import dev.panictriage.kernel.SparseMemory;
import dev.panictriage.kernel.Tasks;
import dev.panictriage.kernel.Variables;
import dev.panictriage.kernel.btf.BtfWriter;
import dev.panictriage.locks.Wait.Holder;
import dev.panictriage.unwind.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Waiters on the lists of locks, as kernel/locking has them before and since 7.1. */
class SleepWaitsTest {
    private static final long BASE = 0xffff_8880_0000_0000L;
    private static final long INIT = BASE + 0x10000;
    private static final long ONE = BASE + 0x20000;
    private static final long TWO = BASE + 0x30000;
    private static final long STACK_BYTES = 0x4000;
    private static final long LOCK = BASE + 0x90000;
    private static final long TEXT = 0xffff_ffff_8100_0000L;

    private static final int TASKS = 0;
    private static final int PID = 24;
    private static final int STACK = 32;
    private static final int SP = 40;
    private static final int COMM = 48;
    private static final int SIGNAL = 64;
    private static final int THREAD_NODE = 72;
    private static final int STATE = 88;

    /** Of a waiter on a task's stack. */
    private static final long WAITER_AT = 0x3e00;

    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols();

    private Kernel kernel(boolean heads) {
        BtfWriter btf = new BtfWriter();
        int u32 = btf.integer("u32", 4, false);
        int s32 = btf.integer("int", 4, true);
        int u64 = btf.integer("u64", 8, false);
        int comm = btf.array(btf.integer("char", 1, true), 16);
        int list = btf.struct("list_head", 16, false, "next", u64, 0, "prev", u64, 64);
        int counter = btf.struct("atomic64", 8, false, "counter", u64, 0);
        int signal = btf.pointer(btf.struct("signal_struct", 16, false, "thread_head", list, 0));
        int thread = btf.struct("thread_struct", 8, false, "sp", u64, 0);
        Object[] task = {
            "tasks",
            list,
            8 * TASKS,
            "pid",
            s32,
            8 * PID,
            "stack",
            u64,
            8 * STACK,
            "thread",
            thread,
            8 * SP,
            "comm",
            comm,
            8 * COMM,
            "signal",
            signal,
            8 * SIGNAL,
            "thread_node",
            list,
            8 * THREAD_NODE,
            "__state",
            u32,
            8 * STATE,
            "exit_state",
            s32,
            8 * STATE + 32
        };
        btf.struct("task_struct", 128, false, task);
        btf.struct("mutex_waiter", 24, false, "list", list, 0, "task", u64, 128);
        btf.struct("rwsem_waiter", 24, false, "list", list, 0, "task", u64, 128);
        Object[] waiters = heads ? new Object[] {"wait_list", list, 128} : new Object[] {"first_waiter", u64, 128};
        btf.struct("mutex", 32, false, "owner", counter, 0, waiters[0], waiters[1], waiters[2]);
        btf.struct(
                "rw_semaphore",
                32,
                false,
                "count",
                counter,
                64,
                "owner",
                counter,
                0,
                waiters[0],
                waiters[1],
                waiters[2]);
        symbols.put("init_task", INIT)
                .put("__start_init_task", TEXT + 0x10_0000)
                .put("__end_init_task", TEXT + 0x10_0000 + STACK_BYTES);
        symbols.put("schedule", TEXT, 0x100).put("__mutex_lock", TEXT + 0x100, 0x100);
        symbols.put("rwsem_down_write_slowpath", TEXT + 0x200, 0x100).put("driver", TEXT + 0x300, 0x100);
        task(INIT, 0, "swapper");
        task(ONE, 104, "one");
        task(TWO, 105, "two");
        link(INIT + TASKS, ONE + TASKS, TWO + TASKS);
        Variables variables = new Variables(memory, symbols, btf.parsed());
        PerCpu perCpu = new PerCpu(variables);
        return new Kernel(memory, symbols, variables.types(), variables, perCpu, new Tasks(variables, perCpu));
    }

    private void task(long address, int pid, String comm) {
        memory.zeros(address, 128).u32(address + PID, pid).text(address + COMM, comm);
        memory.zeros(address + 0x4000, (int) STACK_BYTES);
        memory.u64(address + STACK, address + 0x4000).u64(address + SP, address + 0x4000 + 0x3c00);
    }

    private void link(long... nodes) {
        for (int i = 0; i < nodes.length; i++) {
            memory.u64(nodes[i], nodes[(i + 1) % nodes.length]);
            memory.u64(nodes[(i + 1) % nodes.length] + 8, nodes[i]);
        }
    }

    private long waiter(long task) {
        long waiter = task + 0x4000 + WAITER_AT;
        memory.u64(waiter + 16, task);
        return waiter;
    }

    private Wait waitOf(Kernel kernel, long task, String function) {
        long at = symbols.address(function).orElseThrow();
        long sp = task + 0x4000 + 0x3c00;
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(TEXT + 0x10, sp, null, Trust.CFI, null, null));
        calls.add(new Call(at + 0x10, sp + 0x40, null, Trust.CFI, null, null));
        calls.add(new Call(TEXT + 0x310, sp + 0x300, null, Trust.CFI, null, null));
        Parties parties = new Parties(kernel, Map.of());
        ThreadStack stack = ThreadStack.running(kernel, calls);
        return new SleepWaits(kernel, parties).of(kernel.tasks().at(task), stack);
    }

    private void mutexWithHead() {
        memory.zeros(LOCK, 32).u64(LOCK, TWO | 1);
        link(LOCK + 16, waiter(ONE));
    }

    @Test
    void theMutexIsFoundByItsList() {
        Kernel kernel = kernel(true);
        mutexWithHead();

        Wait wait = waitOf(kernel, ONE, "__mutex_lock");

        assertThat(wait.kind()).isEqualTo(Kind.MUTEX);
        assertThat(wait.object()).isEqualTo(LOCK);
        assertThat(wait.holders())
                .extracting(Holder::task, Holder::how)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(TWO, Holding.READ));
        assertThat(wait.frame()).isEqualTo(2);
    }

    @Test
    void severalWaitersLeadToTheSameMutex() {
        Kernel kernel = kernel(true);
        memory.zeros(LOCK, 32).u64(LOCK, INIT);
        link(LOCK + 16, waiter(ONE), waiter(TWO));

        assertThat(waitOf(kernel, ONE, "__mutex_lock").object()).isEqualTo(LOCK);
        assertThat(waitOf(kernel, TWO, "__mutex_lock").object()).isEqualTo(LOCK);
    }

    @Test
    void aWaiterThatIsOnNoListIsStale() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        memory.u64(LOCK + 16, LOCK + 16).u64(LOCK + 24, LOCK + 16);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").object()).isNull();
        assertThat(waitOf(kernel, ONE, "__mutex_lock").holders()).isEmpty();
    }

    @Test
    void aListThatLoopsWithoutItsHeadIsNone() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        long two = waiter(TWO);
        link(waiter(ONE), two);
        memory.u64(two, two).u64(two + 8, two);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").object()).isNull();
    }

    @Test
    void anOwnerThatIsNoTaskIsNotNamed() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        memory.u64(LOCK, BASE + 0x77000);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").holders()).isEmpty();
        assertThat(waitOf(kernel, ONE, "__mutex_lock").evidence()).contains("which is no task");
    }

    @Test
    void aFreeMutexHasNoHolder() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        memory.u64(LOCK, 4);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").holders()).isEmpty();
    }

    @Test
    void aMutexThatIsBeingHandedToAWaiterIsNotHeldByIt() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        memory.u64(LOCK, ONE | 5);

        Wait wait = waitOf(kernel, ONE, "__mutex_lock");

        assertThat(wait.holders()).isEmpty();
        assertThat(wait.evidence()).contains("being handed");
    }

    @Test
    void aMutexWhoseOwnerIsAskedToHandItOverIsHeld() {
        Kernel kernel = kernel(true);
        mutexWithHead();
        memory.u64(LOCK, TWO | 3);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").holders())
                .extracting(Holder::task)
                .containsExactly(TWO);
    }

    @Test
    void aMutexWithoutHeadIsFoundByAWordOfTheStackThatPointsBack() {
        Kernel kernel = kernel(false);
        memory.zeros(LOCK, 32).u64(LOCK, TWO);
        long waiter = waiter(ONE);
        link(waiter);
        memory.u64(LOCK + 16, waiter).u64(ONE + 0x4000 + 0x3f00, LOCK);

        Wait wait = waitOf(kernel, ONE, "__mutex_lock");

        assertThat(wait.object()).isEqualTo(LOCK);
        assertThat(wait.holders()).extracting(Holder::task).containsExactly(TWO);
    }

    @Test
    void theLinksOfTheWaitersThemselvesAreNoMutex() {
        Kernel kernel = kernel(false);
        long waiter = waiter(ONE);
        link(waiter);
        memory.u64(ONE + 0x4000 + 0x3f00, waiter - 16).u64(ONE + 0x4000 + 0x3f08, waiter - 8);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").object()).isNull();
    }

    @Test
    void aWordThatDoesNotPointBackIsNoMutex() {
        Kernel kernel = kernel(false);
        memory.zeros(LOCK, 32).u64(LOCK, TWO);
        link(waiter(ONE));
        memory.u64(ONE + 0x4000 + 0x3f00, LOCK);

        assertThat(waitOf(kernel, ONE, "__mutex_lock").object()).isNull();
    }

    private Wait rwsem(long count, long owner) {
        Kernel kernel = kernel(true);
        memory.zeros(LOCK, 32).u64(LOCK, owner).u64(LOCK + 8, count);
        link(LOCK + 16, waiter(ONE));
        return waitOf(kernel, ONE, "rwsem_down_write_slowpath");
    }

    @Test
    void aWriterOfARwsemIsItsOwner() {
        assertThat(rwsem(0x3, TWO).holders()).extracting(Holder::how).containsExactly(Holding.READ);
    }

    @Test
    void theOnlyReaderIsProbablyTheLastThatCame() {
        assertThat(rwsem(0x102, TWO | 3).holders()).extracting(Holder::how).containsExactly(Holding.LIKELY);
    }

    @Test
    void ofSeveralReadersTheLastThatCameIsAHint() {
        assertThat(rwsem(0x302, TWO | 1).holders()).extracting(Holder::how).containsExactly(Holding.HINT);
    }

    @Test
    void anOwnerThatIsLeftInARwsemWithoutWriterDoesNotCount() {
        assertThat(rwsem(0x2, TWO).holders()).isEmpty();
    }

    @Test
    void aTaskThatIsNotInTheSchedulerDoesNotWait() {
        Kernel kernel = kernel(true);
        ThreadStack stack =
                ThreadStack.running(kernel, List.of(new Call(TEXT + 0x310, ONE + 0x7c00, null, Trust.CFI, null, null)));

        assertThat(new SleepWaits(kernel, new Parties(kernel, Map.of()))
                        .of(kernel.tasks().at(ONE), stack))
                .isNull();
    }
}
