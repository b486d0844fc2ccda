// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.ThreadInfo;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The thread_info.cpu that indexed the table of per-CPU offsets out of bounds, computed back from the fault address. No
 * register needs to be known: the table's address is in the instruction, and the code before it shows that the index was
 * loaded through a pointer loaded from a task: {@code task_thread_info(task)->cpu}, include/linux/sched.h until 4.9.
 */
public final class CpuIndex {
    private static final String TABLE = "__per_cpu_offset";
    private static final int POINTER_BYTES = 8;
    private static final int INT_BYTES = 4;

    /** struct task_struct begins with state and stack, from 2.6.22 to 4.8. */
    private static final long STACK_AT = 8;

    /** struct thread_info of x86-64 from 2.6.25 to 3.12: cpu, and preempt_count right behind it. */
    private static final long CPU_AT = 0x18;

    private CpuIndex() {}

    /** Empty if the instruction that faulted is no such access, or cannot be read. */
    public static Optional<ThreadInfo> of(CodeReader reader, ExceptionContext fault) {
        Word rip = fault.rip().address();
        FunctionCode code = rip == null ? null : reader.function(rip.value());
        int at = rip == null || code == null ? -1 : code.indexOf(rip.value());
        Word faultAddress = fault.faultAddress();
        if (code == null || at < 0 || faultAddress == null) {
            return Optional.empty();
        }
        Instruction instruction = code.instructions().get(at);
        Operand.Memory table = instruction.memory();
        if (table == null || !isTableAccess(table, reader)) {
            return Optional.empty();
        }
        Load cpu = Load.of(code, at, table.indexRegister(), INT_BYTES, CPU_AT);
        Load stack = cpu == null
                ? null
                : Load.of(code, code.indexOf(cpu.by().address()), cpu.pointer(), POINTER_BYTES, STACK_AT);
        long distance = faultAddress.value() - table.displacement();
        long index = Long.divideUnsigned(distance, POINTER_BYTES);
        if (cpu == null || stack == null || distance % POINTER_BYTES != 0 || index >>> Integer.SIZE != 0) {
            return Optional.empty();
        }
        List<String> steps = List.of(
                "The faulting instruction " + instruction.text() + " indexes a table at "
                        + Word.of(table.displacement()) + ": index = (" + faultAddress.brief() + " "
                        + minus(table.displacement()) + ") / 8 = "
                        + Word.of(distance).brief() + " / 8 = "
                        + Word.of(index).brief() + " = " + index,
                "The index was loaded by " + cpu.by().text() + ": thread_info.cpu, at " + hex(CPU_AT),
                "The thread_info was found by " + stack.by().text() + ": task->stack, at " + hex(STACK_AT)
                        + "; thread_info lies there, at the low end of the task's kernel stack");
        return Optional.of(new ThreadInfo(
                null,
                null,
                fault.stack(),
                fault.order(),
                index,
                CPU_AT,
                null,
                CPU_AT + INT_BYTES,
                null,
                steps,
                Source.computed("fault address and code of " + fault.rip())));
    }

    private static String minus(long displacement) {
        return (displacement < 0 ? "+ " : "- ") + hex(Math.abs(displacement));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** An instruction that loaded a register from a member, and the register that pointed to the object. */
    private record Load(Instruction by, String pointer) {
        static @Nullable Load of(FunctionCode code, int before, @Nullable String register, int bytes, long member) {
            LoadedFrom loaded = register == null ? null : LoadedFrom.of(code, before, register);
            Operand.Memory from = loaded == null ? null : loaded.memory();
            String pointer = from == null ? null : from.baseRegister();
            if (loaded == null || from == null || pointer == null) {
                return null;
            }
            boolean isMember = from.indexRegister() == null && from.size() == bytes && from.displacement() == member;
            return isMember ? new Load(loaded.by(), pointer) : null;
        }
    }

    /** No base, and a table in the kernel's image, which is in the upper 2 GiB. */
    private static boolean isTableAccess(Operand.Memory operand, CodeReader reader) {
        String name = reader.symbol(operand.displacement());
        return operand.baseRegister() == null
                && operand.indexRegister() != null
                && operand.scale() == POINTER_BYTES
                && operand.displacement() < 0
                && operand.displacement() >= Integer.MIN_VALUE
                && !operand.hasSegmentBase()
                && (name == null || name.equals(TABLE));
    }
}
