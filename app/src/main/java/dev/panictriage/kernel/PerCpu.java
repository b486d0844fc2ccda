// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.OptionalLong;

/**
 * Variables that each CPU has a copy of. A copy is at the symbol plus the CPU's entry in {@code __per_cpu_offset}: the
 * symbol may be an offset into the per-CPU area (x86 before kernel 6.15) or an address in the kernel image, the sum is
 * the same.
 */
public final class PerCpu {
    /** Before dd17c8f72993 (2.6.34) the name of every variable of this kind began so. */
    private static final String PREFIX = "per_cpu__";

    /** The largest NR_CPUS that x86 can be configured to. */
    private static final int MOST_CPUS = 8192;

    private final Variables variables;

    public PerCpu(Variables variables) {
        this.variables = variables;
    }

    /** One more than the highest number that a CPU may have. */
    public int count() {
        return (int) Math.min(variables.u32("nr_cpu_ids"), MOST_CPUS);
    }

    public CpuMask online() {
        return mask("__cpu_online_mask", "cpu_online_bits");
    }

    public CpuMask possible() {
        return mask("__cpu_possible_mask", "cpu_possible_bits");
    }

    public CpuMask present() {
        return mask("__cpu_present_mask", "cpu_present_bits");
    }

    /** What to add to a per-CPU pointer to get at the CPU's copy. 0 for a kernel that knows but one CPU. */
    public long offset(int cpu) {
        OptionalLong offsets = variables.find("__per_cpu_offset");
        return offsets.isEmpty() ? 0 : variables.memory().u64(offsets.getAsLong() + 8L * cpu);
    }

    /** Address of a CPU's copy of a variable; empty if the kernel has no such variable. */
    public OptionalLong find(String variable, int cpu) {
        OptionalLong symbol = symbol(variable);
        return symbol.isEmpty() ? symbol : OptionalLong.of(symbol.getAsLong() + offset(cpu));
    }

    /** Address of a CPU's copy of a variable. */
    public long address(String variable, int cpu) {
        OptionalLong symbol = symbol(variable);
        return (symbol.isPresent() ? symbol.getAsLong() : variables.address(variable)) + offset(cpu);
    }

    private OptionalLong symbol(String variable) {
        OptionalLong symbol = variables.find(variable);
        return symbol.isPresent() ? symbol : variables.find(PREFIX.concat(variable));
    }

    /** Address of the task_struct that is current on a CPU. */
    public long currentTask(int cpu) {
        return variables.memory().u64(hot("current_task", "current_task", cpu));
    }

    /** The preempt_count of a CPU, with the inverted bit PREEMPT_NEED_RESCHED as it is. */
    public int preemptCount(int cpu) {
        if (variables.find("pcpu_hot").isEmpty() && symbol("__preempt_count").isEmpty()) {
            // Before c2daa3bed53a (3.13) each task has its own.
            return (int) new Task(variables.object("task_struct", currentTask(cpu)), variables.types())
                    .threadInfo()
                    .number("preempt_count");
        }
        return variables.memory().s32(hot("__preempt_count", "preempt_count", cpu));
    }

    /** The top of the stack on which a CPU serves interrupts, as the kernel keeps it. */
    public long interruptStackPointer(int cpu) {
        return variables.memory().u64(hot("hardirq_stack_ptr", "hardirq_stack_ptr", cpu));
    }

    /** Variables that kernels 6.2 to 6.14 keep together in {@code struct pcpu_hot}. */
    private long hot(String variable, String member, int cpu) {
        if (variables.find("pcpu_hot").isPresent()) {
            KernelObject hot = variables.object("pcpu_hot", address("pcpu_hot", cpu));
            if (hot.has(member)) {
                return hot.addressOf(member);
            }
        }
        return address(variable, cpu);
    }

    /** @param former its name until c4c54dd1caf1 (4.5) */
    private CpuMask mask(String variable, String former) {
        int count = count();
        OptionalLong renamed = variables.find(variable);
        long address = renamed.isPresent() ? renamed.getAsLong() : variables.address(former);
        return new CpuMask(variables.memory().bytes(address, (count + 7) / 8), count);
    }
}
