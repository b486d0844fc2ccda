// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.StackDepth;
import dev.panictriage.explain.StackDepth.Overflow;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelStack;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How deep the calls of each busy CPU went on each of the kernel stacks they lie on. */
final class StackUseExtractor implements Extractor {
    /** A stack pointer further below a stack than the largest stack is wild: no frame is that large. */
    private static final long FURTHEST_BELOW = 64 * 1024;

    @Override
    public String subject() {
        return "depth of the stacks";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        for (CpuState cpu : facts.all(CpuState.class)) {
            if (Boolean.TRUE.equals(cpu.idle()) && !panicked(cpu, facts)) {
                continue;
            }
            List<Frame> calls = new ArrayList<>();
            for (Frame frame : facts.all(Frame.class)) {
                if (frame.stack().equals(cpu.stack()) && frame.reliable()) {
                    calls.add(frame);
                }
            }
            List<KernelStack> stacks = stacksOf(kernel, cpu);
            @Nullable KernelStack[] places = places(calls, stacks);
            for (KernelStack stack : stacks) {
                List<Frame> on = new ArrayList<>();
                for (int i = 0; i < places.length; i++) {
                    if (stack.equals(places[i])) {
                        on.add(calls.get(i));
                    }
                }
                if (!on.isEmpty()) {
                    facts.add(StackDepth.of(
                            on,
                            owner(stack, cpu),
                            Word.of(stack.start()),
                            stack.end() - stack.start(),
                            overflow(stack, on, facts),
                            untouched(kernel, stack),
                            Source.memory(Word.of(stack.start()), "stack pointers of the calls, and the stack")));
                }
            }
        }
    }

    private static boolean panicked(CpuState cpu, FactSink facts) {
        for (PanicEvent panic : facts.all(PanicEvent.class)) {
            if (panic.cpu() != null && panic.cpu() == cpu.cpu()) {
                return true;
            }
        }
        return false;
    }

    private static List<KernelStack> stacksOf(KernelView kernel, CpuState cpu) {
        List<KernelStack> stacks = new ArrayList<>();
        try {
            if (cpu.task() != null) {
                Task task = kernel.image().tasks().at(cpu.task().value());
                stacks.add(kernel.image().stacks().of(task));
            }
        } catch (UnreadableException | MissingTypeException e) {
            // the CPU's own stacks may be known
        }
        stacks.addAll(kernel.image().stacks().of(cpu.cpu()));
        return stacks;
    }

    /** For each call the stack it lies on; one below all stacks is on that of its caller, which it left. */
    private static @Nullable KernelStack[] places(List<Frame> calls, List<KernelStack> stacks) {
        @Nullable KernelStack[] places = new KernelStack[calls.size()];
        KernelStack callers = null;
        for (int i = calls.size() - 1; i >= 0; i--) {
            Word sp = calls.get(i).sp();
            KernelStack found = sp == null ? callers : at(sp.value(), stacks);
            if (found == null && sp != null && callers != null && isJustBelow(sp.value(), callers)) {
                found = callers;
            }
            places[i] = found;
            callers = found;
        }
        return places;
    }

    private static @Nullable KernelStack at(long sp, List<KernelStack> stacks) {
        for (KernelStack stack : stacks) {
            // The pointer of a stack that nothing has been pushed on is its end.
            if (stack.contains(sp) || stack.end() == sp) {
                return stack;
            }
        }
        return null;
    }

    private static boolean isJustBelow(long address, KernelStack stack) {
        return address - stack.start() < 0 && stack.start() - address <= FURTHEST_BELOW;
    }

    /** An exception that found the stack pointer, or what it pushed to, below the stack. */
    private static @Nullable Overflow overflow(KernelStack stack, List<Frame> calls, FactSink facts) {
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            Frame frame = interrupted(context, calls);
            if (frame == null || frame.sp() == null || !context.kind().isFault()) {
                continue;
            }
            long sp = frame.sp().value();
            Word used = context.faultAddress();
            boolean pushed = context.kind() == ExceptionContext.Kind.DOUBLE_FAULT;
            if (isJustBelow(sp, stack)) {
                boolean below = used != null && isJustBelow(used.value(), stack);
                return new Overflow(
                        below ? used : Word.of(sp), "the stack pointer was below the stack", context.order());
            }
            if (pushed && sp == stack.start()) {
                Word next = Word.of(sp - Long.BYTES);
                return new Overflow(next, "the stack was full to its last word", context.order());
            }
            if (used != null && stack.guards(used.value())) {
                return new Overflow(used, "the address is in the guard page of the stack", context.order());
            }
        }
        return null;
    }

    private static @Nullable Frame interrupted(ExceptionContext context, List<Frame> calls) {
        for (Frame frame : calls) {
            if (frame.stack().equals(context.stack()) && context.frame() != null && context.frame() == frame.index()) {
                return frame;
            }
        }
        return null;
    }

    /** As the kernel's own stack_not_used() counts, include/linux/sched/task_stack.h; null where it does not apply. */
    private static @Nullable Long untouched(KernelView kernel, KernelStack stack) {
        if (stack.kind() != KernelStack.Kind.TASK) {
            return null;
        }
        long at = stack.start() + Long.BYTES;
        try {
            while (at < stack.end() && kernel.image().memory().u64(at) == 0) {
                at += Long.BYTES;
            }
        } catch (UnreadableException e) {
            return null;
        }
        return at - stack.start() - Long.BYTES;
    }

    private static String owner(KernelStack stack, CpuState cpu) {
        return switch (stack.kind()) {
            case TASK -> "task stack of " + cpu.comm() + " (pid " + cpu.pid() + ")";
            case INTERRUPT -> "interrupt stack of CPU " + cpu.cpu();
            case EXCEPTION -> stack.name() + " exception stack of CPU " + cpu.cpu();
            case ENTRY -> "entry stack of CPU " + cpu.cpu();
        };
    }
}
