// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.ArrayList;
import java.util.List;

/**
 * The timers that the CPUs' timer wheels hold (kernel/time/timer.c, as since 500462a9de65, 4.8). A wheel of an older kernel has no
 * {@code timer_bases}: {@link MissingTypeException}.
 */
public final class TimerWheel {
    private static final String BASES = "timer_bases";

    /** BASE_LOCAL, BASE_GLOBAL (since 83a665dc99a7, 6.9) and BASE_DEF: as many as there are of them. */
    private static final int MOST_BASES = 3;

    /** Of a healthy machine, a few thousand. Bounds what broken lists can cost. */
    private static final int MOST_TIMERS = 1 << 17;

    private final Variables variables;
    private final PerCpu perCpu;

    public TimerWheel(Variables variables, PerCpu perCpu) {
        this.variables = variables;
        this.perCpu = perCpu;
    }

    /**
     * A timer that is queued or runs.
     *
     * @param address of the {@code timer_list}; its memory may be anybody's by now
     * @param base address of the {@code timer_base} that knows it
     * @param running whether the base says that it was the one being run
     */
    public record Timer(long address, int cpu, long base, boolean running) {}

    /** Those of all CPUs. A list that leads out of memory ends with the timer that is not there. */
    public List<Timer> timers() {
        List<Timer> found = new ArrayList<>();
        CpuMask possible = perCpu.possible();
        long size = variables.type("timer_base").size();
        for (int cpu = possible.next(0); cpu >= 0; cpu = possible.next(cpu + 1)) {
            for (int i = 0; i < MOST_BASES; i++) {
                KernelObject base = variables.object("timer_base", perCpu.address(BASES, cpu) + i * size);
                // Behind the last base is something else.
                if (i > 0 && base.number("cpu") != cpu) {
                    break;
                }
                add(base, cpu, found);
            }
        }
        return found;
    }

    private void add(KernelObject base, int cpu, List<Timer> found) {
        long running = base.number("running_timer");
        if (running != 0) {
            found.add(new Timer(running, cpu, base.address(), true));
        }
        Types.Member vectors = base.member("vectors");
        int lists = (int) (vectors.type().size() / Long.BYTES);
        byte[] heads = base.memory().bytes(base.address() + vectors.offset(), lists * Long.BYTES);
        // timer_list begins with its hlist_node, and that with the next one.
        for (int i = 0; i < lists; i++) {
            long timer = (long) Memory.LONG.get(heads, i * Long.BYTES);
            while (timer != 0 && found.size() < MOST_TIMERS) {
                found.add(new Timer(timer, cpu, base.address(), false));
                try {
                    timer = base.memory().u64(timer);
                } catch (UnreadableException e) {
                    break;
                }
            }
        }
    }
}
