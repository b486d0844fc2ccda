// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's stacks (x86-64): each task's, and each CPU's for interrupts, exceptions and entry; of kernels before 5.1 those
 * of tasks, interrupts and exceptions.
 */
public final class Stacks {
    private static final long PAGE = 4096;
    /** CONFIG_VMAP_STACK and the CPU entry area leave one page below each stack unmapped. */
    private static final long GUARD = PAGE;

    private static final String EXCEPTIONS = "cea_exception_stacks";
    private static final String STACK = "_stack";

    /** Per-CPU, until 4.x of each size; on the interrupt stack's first bytes the CPU keeps its stack canary. */
    private static final String INTERRUPT_STACK = "irq_stack_union";

    /** No stack is larger: bounds what a damaged pointer can claim. */
    private static final long LARGEST = 64 << 10;

    /**
     * Whose stacks {@code orig_ist} has, in order (arch/x86/include/asm/page_64_types.h): DOUBLEFAULT_STACK, NMI_STACK,
     * DEBUG_STACK, MCE_STACK, and before 6f442be2fb22 (3.19) in front of them STACKFAULT_STACK.
     */
    private static final String[] IST_NAMES = {"SS", "DF", "NMI", "DB", "MCE"};

    /** EXCEPTION_STKSZ: of the first; the others lie right behind. */
    private static final long EXCEPTION_STACK = PAGE;

    private final Variables variables;
    private final PerCpu perCpu;
    private final Tasks tasks;
    private @Nullable List<KernelStack> inUse;

    public Stacks(Variables variables, PerCpu perCpu, Tasks tasks) {
        this.variables = variables;
        this.perCpu = perCpu;
        this.tasks = tasks;
    }

    public KernelStack of(Task task) {
        long start = task.stackStart();
        return new KernelStack(
                KernelStack.Kind.TASK,
                "",
                -1,
                task.address(),
                start - guardBelow(start),
                start,
                start + tasks.stackBytes());
    }

    /** A CPU's own stacks: those that can be found. */
    public List<KernelStack> of(int cpu) {
        List<KernelStack> stacks = new ArrayList<>();
        try {
            stacks.add(interruptStack(cpu));
        } catch (UnreadableException | MissingTypeException e) {
            // this stack is not known, the others may be
        }
        try {
            OptionalLong pointer = perCpu.find(EXCEPTIONS, cpu);
            OptionalLong ends = perCpu.find("orig_ist", cpu);
            if (pointer.isEmpty() && ends.isPresent()) {
                addExceptionStacksByEnd(cpu, ends.getAsLong(), stacks);
            } else if (pointer.isPresent()) {
                long area = variables.memory().u64(pointer.getAsLong());
                addExceptionStacks(cpu, area, stacks);
                addEntryStack(cpu, area, stacks);
            }
        } catch (UnreadableException | MissingTypeException e) {
            // as above
        }
        return stacks;
    }

    /** The stacks of all CPUs that are online, and of the tasks that are current on them: those that can be found. */
    public synchronized List<KernelStack> inUse() {
        if (inUse == null) {
            List<KernelStack> found = new ArrayList<>();
            CpuMask online = perCpu.online();
            for (int cpu = online.next(0); cpu >= 0; cpu = online.next(cpu + 1)) {
                found.addAll(of(cpu));
                try {
                    found.add(of(tasks.current(cpu)));
                } catch (UnreadableException | MissingTypeException e) {
                    // as with a CPU's own
                }
            }
            inUse = List.copyOf(found);
        }
        return inUse;
    }

    /** Of the stacks {@link #inUse}, the one that an address is on or in whose guard it is. */
    public Optional<KernelStack> inUseAt(long address) {
        for (KernelStack stack : inUse()) {
            if (stack.contains(address) || stack.guards(address)) {
                return Optional.of(stack);
            }
        }
        return Optional.empty();
    }

    /** The stack that an address is on, of any task or CPU. Goes through all tasks unless it is one in use. */
    public Optional<KernelStack> at(long address) {
        Optional<KernelStack> inUse = inUseAt(address);
        if (inUse.isPresent()) {
            return inUse;
        }
        for (Task task : tasks) {
            Optional<KernelStack> stack = ifOn(task, address);
            if (stack.isPresent()) {
                return stack;
            }
        }
        return Optional.empty();
    }

    private Optional<KernelStack> ifOn(Task task, long address) {
        try {
            KernelStack stack = of(task);
            return stack.contains(address) || stack.guards(address) ? Optional.of(stack) : Optional.empty();
        } catch (UnreadableException e) {
            return Optional.empty(); // a task that is not known has no stack that is
        }
    }

    /** The pointer is to the stack's end, in later kernels to the word before it. */
    private KernelStack interruptStack(int cpu) {
        OptionalLong inArea = perCpu.find(INTERRUPT_STACK, cpu);
        if (inArea.isPresent()) {
            return oldInterruptStack(cpu, inArea.getAsLong());
        }
        long end = perCpu.interruptStackPointer(cpu) + PAGE - 1 & -PAGE;
        long start = end - variables.type("irq_stack").size();
        return new KernelStack(KernelStack.Kind.INTERRUPT, "", cpu, 0, start - guardBelow(start), start, end);
    }

    /** Before e6401c130931 (5.2): in the per-CPU area; the pointer is to its end less 64 bytes, since 4.13 to its end. */
    private KernelStack oldInterruptStack(int cpu, long start) {
        long end = variables.memory().u64(perCpu.address("irq_stack_ptr", cpu)) + PAGE - 1 & -PAGE;
        if (end - start <= 0 || end - start > LARGEST) {
            throw new MissingTypeException("interrupt stack of a possible size");
        }
        return new KernelStack(KernelStack.Kind.INTERRUPT, "", cpu, 0, start, start, end);
    }

    /** Before afcd21dad88b (5.1): {@code orig_ist.ist}, the end of each; they lie one behind the other. */
    private void addExceptionStacksByEnd(int cpu, long ends, List<KernelStack> stacks) {
        int count = 0;
        while (count < IST_NAMES.length && variables.memory().u64(ends + (long) count * Long.BYTES) != 0) {
            count++;
        }
        int unnamed = IST_NAMES.length - count;
        long start = count == 0 ? 0 : variables.memory().u64(ends) - EXCEPTION_STACK;
        for (int i = 0; i < count; i++) {
            long end = variables.memory().u64(ends + (long) i * Long.BYTES);
            if (end - start <= 0 || end - start > LARGEST || unnamed > 1) {
                return;
            }
            stacks.add(new KernelStack(KernelStack.Kind.EXCEPTION, IST_NAMES[unnamed + i], cpu, 0, start, start, end));
            start = end;
        }
    }

    /** Members NAME_stack_guard and NAME_stack, in the order of their addresses. */
    private void addExceptionStacks(int cpu, long area, List<KernelStack> stacks) {
        long guard = area;
        for (Types.Member member : variables.type(EXCEPTIONS).members()) {
            long start = area + member.offset();
            if (member.name().endsWith(STACK)) {
                String name = member.name().substring(0, member.name().length() - STACK.length());
                long end = start + member.type().size();
                stacks.add(new KernelStack(KernelStack.Kind.EXCEPTION, name, cpu, 0, guard, start, end));
                guard = end;
            } else {
                guard = start;
            }
        }
    }

    /** It is in the same cpu_entry_area; the page below it is read-only. */
    private void addEntryStack(int cpu, long exceptions, List<KernelStack> stacks) {
        Types.Struct area = variables.type("cpu_entry_area");
        Types.Member stack = area.member("entry_stack_page.stack")
                .orElseThrow(() -> new MissingTypeException(area.name(), "entry stack"));
        long exceptionsAt = area.member("estacks")
                .orElseThrow(() -> new MissingTypeException(area.name(), "estacks"))
                .offset();
        long start = exceptions - exceptionsAt + stack.offset();
        stacks.add(new KernelStack(
                KernelStack.Kind.ENTRY,
                "",
                cpu,
                0,
                start,
                start,
                start + stack.type().size()));
    }

    /** A stack in the direct map (no CONFIG_VMAP_STACK) has other memory below it. */
    private long guardBelow(long start) {
        return variables.memory().isMapped(start - 1) ? 0 : GUARD;
    }
}
