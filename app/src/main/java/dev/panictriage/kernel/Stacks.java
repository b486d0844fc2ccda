// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The kernel's stacks (x86-64, since kernel 5.2): each task's, and each CPU's for interrupts, exceptions and entry. */
public final class Stacks {
    private static final long PAGE = 4096;
    /** CONFIG_VMAP_STACK and the CPU entry area leave one page below each stack unmapped. */
    private static final long GUARD = PAGE;

    private static final String EXCEPTIONS = "cea_exception_stacks";
    private static final String STACK = "_stack";

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
                KernelStack.Kind.TASK, "", -1, task.address(), start - guardBelow(start), start, start + tasks.stackBytes());
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
            if (pointer.isPresent()) {
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
        long end = perCpu.interruptStackPointer(cpu) + PAGE - 1 & -PAGE;
        long start = end - variables.type("irq_stack").size();
        return new KernelStack(KernelStack.Kind.INTERRUPT, "", cpu, 0, start - guardBelow(start), start, end);
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
                KernelStack.Kind.ENTRY, "", cpu, 0, start, start, start + stack.type().size()));
    }

    /** A stack in the direct map (no CONFIG_VMAP_STACK) has other memory below it. */
    private long guardBelow(long start) {
        return variables.memory().isMapped(start - 1) ? 0 : GUARD;
    }
}
