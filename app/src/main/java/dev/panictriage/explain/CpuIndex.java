// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.ThreadInfo;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The thread_info.cpu that indexed the table of per-CPU offsets out of bounds, computed back from the fault address. No
 * register needs to be known: the table's address is in the instruction, and the code before it shows that the index was
 * loaded through a pointer loaded from a task: {@code task_thread_info(task)->cpu}, include/linux/sched.h until 4.9.
 */
public final class CpuIndex {
    private static final int OFFSET_BYTES = 8;
    private static final int CPU_BYTES = 4;

    /** struct thread_info of x86 from 2.6.25 to 3.12: the members up to cpu never moved, preempt_count followed it. */
    private static final long CPU_AT = 0x18;

    private CpuIndex() {}

    /**
     * @param code the function that faulted
     * @param at index of the instruction that faulted
     * @return null if it is no such access
     */
    public static @Nullable ThreadInfo of(FunctionCode code, int at, ExceptionContext fault) {
        Instruction instruction = code.instructions().get(at);
        Operand.Memory table = instruction.memory();
        Word faultAddress = fault.faultAddress();
        if (table == null || faultAddress == null || !isTableAccess(table)) {
            return null;
        }
        long distance = faultAddress.value() - table.displacement();
        long index = Long.divideUnsigned(distance, OFFSET_BYTES);
        String register = table.indexRegister();
        Origin cpu = register == null ? null : Origin.of(code, at, register);
        boolean loaded = distance % OFFSET_BYTES == 0
                && index >>> Integer.SIZE == 0
                && cpu != null
                && cpu.load() != null
                && cpu.load().size() == CPU_BYTES
                && cpu.load().baseRegister() != null;
        if (!loaded) {
            return null;
        }
        Instruction load = cpu.instruction();
        Origin stack = Origin.of(code, code.indexOf(load.address()), cpu.load().baseRegister());
        if (stack == null || stack.load() == null || stack.load().size() != OFFSET_BYTES) {
            return null;
        }
        long cpuAt = cpu.load().displacement();
        List<String> steps = new ArrayList<>();
        steps.add("The faulting instruction " + instruction.text() + " indexes a table at "
                + Word.of(table.displacement()) + ": index = (" + faultAddress.brief() + " - "
                + Word.of(table.displacement()).brief() + ") / 8 = " + Word.of(distance).brief() + " / 8 = "
                + Word.of(index).brief() + " = " + index);
        steps.add("The index was loaded by " + load.text() + ": thread_info.cpu, at 0x" + Long.toHexString(cpuAt));
        steps.add("The thread_info was found by " + stack.instruction().text() + ": task->stack, at 0x"
                + Long.toHexString(stack.load().displacement()) + ", the low end of the task's kernel stack");
        return new ThreadInfo(
                null,
                null,
                fault.stack(),
                fault.order(),
                index,
                cpuAt,
                null,
                cpuAt == CPU_AT ? (Long) (cpuAt + CPU_BYTES) : null,
                null,
                steps,
                Source.computed(String.valueOf(fault.rip())));
    }

    /** No base, and a table in the kernel's image, which is in the upper 2 GiB. */
    private static boolean isTableAccess(Operand.Memory operand) {
        return operand.baseRegister() == null
                && operand.indexRegister() != null
                && operand.scale() == OFFSET_BYTES
                && operand.displacement() < 0
                && operand.displacement() >= Integer.MIN_VALUE
                && !operand.hasSegmentBase();
    }
}
