// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a report prints of stacks, in the order of its lines: titles, frames, and interrupted instructions. */
final class Trace {
    /** A trace longer than this is a loop of the log, not of the kernel. */
    private static final int MAX_ENTRIES = 4096;

    /** The scheduler, the clock and the tick: they run on every stack, and call nothing but their own. */
    private static final String[] LEFT_BEHIND = {
        "update_curr",
        "update_load",
        "update_rq_clock",
        "enqueue_task",
        "enqueue_entity",
        "enqueue_rt",
        "__enqueue_entity",
        "__enqueue_rt",
        "dequeue_task",
        "dequeue_entity",
        "dequeue_rt",
        "__dequeue_entity",
        "__dequeue_rt",
        "pick_next_",
        "set_next_",
        "put_prev_",
        "try_to_wake_up",
        "ttwu_",
        "default_wake_function",
        "wake_up_process",
        "check_preempt_",
        "resched_",
        "sched_clock",
        "native_sched_clock",
        "schedule",
        "__schedule",
        "finish_task_switch",
        "__switch_to",
        "ktime_get",
        "read_tsc",
        "hrtimer_",
        "tick_",
        "apic_timer_interrupt",
        "smp_apic_timer_interrupt",
        "irq_exit",
        "common_interrupt",
        "ret_from_intr",
        "reschedule_interrupt",
    };

    private static final String[] STACK_SWITCHES = {"asm_call_", "call_on_irq_stack"};

    private final List<Entry> entries = new ArrayList<>();
    private boolean inCalls;
    private boolean called;
    private @Nullable String returnsTo;

    /** @param untitled whether frames that no title announces are calls */
    Trace(boolean untitled) {
        this.inCalls = untitled;
    }

    /** One line of it. */
    sealed interface Entry permits Title, Call, Instruction {
        LogLine line();
    }

    /** The line above a trace. */
    record Title(LogLine line, boolean calls) implements Entry {}

    /** A frame; {@code inCalls} if it is of a call trace and not of an allocation's, a lock's or the like. */
    record Call(LogLine line, FrameLine frame, boolean inCalls) implements Entry {}

    /**
     * An interrupted instruction and its registers, which the lines after it fill in.
     *
     * @param user whether it is user space's
     */
    record Instruction(LogLine line, Location location, boolean user, Map<String, Word> registers) implements Entry {}

    /** A line that begins a trace: of calls, or of something else that the report tells about. */
    void title(LogLine line, boolean calls) {
        inCalls = calls;
        called |= calls;
        add(new Title(line, calls));
    }

    void call(LogLine line, FrameLine frame) {
        if (frame.callee() != null && !entries.isEmpty() && entries.getLast() instanceof Call before) {
            // Arm's lines name each function twice.
            entries.set(
                    entries.size() - 1,
                    new Call(before.line, before.frame.returningTo(frame.callee()), before.inCalls));
        }
        add(new Call(line, frame, inCalls));
    }

    /** Kernels print the instruction twice, before and with the registers: the two are one. */
    void instruction(Instruction instruction) {
        Instruction first = firstInstruction();
        if (first != null
                && called
                && instruction.registers.isEmpty()
                && first.location.symbol() != null
                && first.location.isSamePlace(instruction.location)) {
            // At the end, before 4.16: "RIP: foo+0x12/0x34 RSP: ffff..."; and people quote it.
            return;
        }
        if (!entries.isEmpty()
                && entries.getLast() instanceof Instruction last
                && last.registers.isEmpty()
                && last.user == instruction.user) {
            boolean better = instruction.location.symbol() != null || last.location.symbol() == null;
            entries.set(entries.size() - 1, better ? instruction : last);
        } else {
            add(instruction);
        }
    }

    private void add(Entry entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }

    List<Entry> entries() {
        return entries;
    }

    /** Whether the line before was of a call trace: its title or a frame. */
    boolean isInCalls() {
        return called && inCalls && !(entries.getLast() instanceof Instruction);
    }

    /** Whether a call trace has begun. */
    boolean hasCalls() {
        return called;
    }

    /** The instruction that was printed last; null if none was. */
    @Nullable
    Instruction lastInstruction() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i) instanceof Instruction instruction) {
                return instruction;
            }
        }
        return null;
    }

    /** The first kernel instruction that was interrupted; null if none was printed. */
    @Nullable
    Instruction firstInstruction() {
        int at = indexOfInstruction(0);
        return at < 0 ? null : (Instruction) entries.get(at);
    }

    /** The function of the first kernel instruction that was interrupted; null if it is not known. */
    @Nullable
    String interrupted() {
        Instruction instruction = firstInstruction();
        String symbol = instruction == null ? null : instruction.location.symbol();
        return symbol == null ? null : withoutSuffix(symbol);
    }

    /** Takes what the link register points into: who called the function that was interrupted. */
    void returnAddress(FrameLine frame) {
        String symbol = frame.location().symbol();
        if (returnsTo == null && symbol != null) {
            returnsTo = withoutSuffix(symbol);
        }
    }

    /** The function that the link register points into at the first interrupted instruction; null if it is not known. */
    @Nullable
    String returnsTo() {
        return returnsTo;
    }

    /** The called functions, innermost first: those that the unwinder vouches for, or all if it vouches for none. */
    List<String> calls() {
        return functions(0, true);
    }

    /** The first interrupted instruction's function and its callers. */
    List<String> fromInstruction() {
        int at = indexOfInstruction(0);
        return at < 0 ? calls() : functions(at, true);
    }

    /** The callers of the first interrupted instruction's function, sure or not. */
    List<String> belowInstruction() {
        return functions(indexOfInstruction(0) + 1, true);
    }

    /**
     * What a scan found of the callers of the first interrupted instruction's function, innermost first, where the
     * unwinder vouches for none. What the scheduler left behind when the task last slept is none of them.
     */
    List<String> scanned() {
        List<String> found = new ArrayList<>();
        for (int i = indexOfInstruction(0) + 1; i < entries.size(); i++) {
            if (entries.get(i) instanceof Call call && call.inCalls) {
                String symbol = call.frame.location().symbol();
                if (!call.frame.scanned()) {
                    return List.of();
                }
                if (symbol != null && !call.frame.isPointer() && !Machinery.starts(LEFT_BEHIND, symbol)) {
                    found.add(withoutSuffix(symbol));
                }
            }
        }
        return found;
    }

    /** What the timer interrupted that found a CPU stalled. */
    List<String> belowTimerInterrupt() {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Call call
                    && isTimerInterrupt(call.frame.location().symbol())) {
                List<String> below = functions(behindEntry(i + 1), true);
                // On arm a line names the callee as well.
                int entry = 0;
                while (entry < below.size() && isTimerInterrupt(below.get(entry))) {
                    entry++;
                }
                return below.subList(entry, below.size());
            }
        }
        return fromInstruction();
    }

    /** Past the rest of the timer interrupt's entry code, which may switch stacks. */
    private int behindEntry(int from) {
        int at = from;
        while (at < entries.size() && entries.get(at) instanceof Call call) {
            String symbol = call.frame.location().symbol();
            if (!isTimerInterrupt(symbol) && (symbol == null || !Machinery.starts(STACK_SWITCHES, symbol))) {
                break;
            }
            at++;
        }
        return at;
    }

    /** Whether a frame, sure or not, is of {@code function}. */
    boolean passes(String function) {
        for (Entry entry : entries) {
            if (entry instanceof Call call
                    && (function.equals(call.frame.location().symbol()) || function.equals(call.frame.callee()))) {
                return true;
            }
        }
        return false;
    }

    /** What a watchdog's NMI interrupted; empty if the trace shows no NMI. */
    List<String> belowNmi() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i) instanceof Call call
                    && isNmiEntry(call.frame.location().symbol())) {
                return functions(i + 1, true);
            }
        }
        return List.of();
    }

    /** The functions of the first trace whose title has {@code words}. */
    List<String> titled(String words) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Title title && title.line.text().contains(words)) {
                return functions(i + 1, false);
            }
        }
        return List.of();
    }

    private int indexOfInstruction(int from) {
        for (int i = from; i < entries.size(); i++) {
            if (entries.get(i) instanceof Instruction instruction && !instruction.user) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isTimerInterrupt(@Nullable String function) {
        return function != null
                && (function.contains("apic_timer_interrupt")
                        || function.equals("timer_interrupt")
                        || function.equals("el1_irq")
                        || function.equals("__irq_svc")
                        || function.startsWith("el1h_64_irq"));
    }

    private static boolean isNmiEntry(@Nullable String function) {
        return function != null
                && (function.endsWith("repeat_nmi") || function.equals("nmi") || function.equals("asm_exc_nmi"));
    }

    private List<String> functions(int from, boolean callTrace) {
        List<String> sure = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (int i = from; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            // No switch over types, here and elsewhere: the first run of each makes a class.
            if (entry instanceof Title && !callTrace) {
                return sure.isEmpty() ? all : sure;
            }
            if (entry instanceof Call call && (!callTrace || call.inCalls) && !call.frame.isPointer()) {
                addSymbol(call.frame.callee(), call.frame.scanned() ? null : sure, all);
                addSymbol(call.frame.location().symbol(), call.frame.scanned() ? null : sure, all);
            }
            if (entry instanceof Instruction instruction && !instruction.user) {
                addSymbol(instruction.location.symbol(), sure, all);
            }
        }
        return sure.isEmpty() ? all : sure;
    }

    private static void addSymbol(@Nullable String symbol, @Nullable List<String> sure, List<String> all) {
        if (symbol != null) {
            String function = withoutSuffix(symbol);
            all.add(function);
            if (sure != null) {
                sure.add(function);
            }
        }
    }

    /** The function as the source has it: without {@code .isra.0}, {@code .constprop.2}, {@code .cold}. */
    static String withoutSuffix(String symbol) {
        // 64-bit big-endian powerpc puts a dot before code.
        int start = symbol.startsWith(".") ? 1 : 0;
        int dot = symbol.indexOf('.', start + 1);
        return symbol.substring(start, dot < 0 ? symbol.length() : dot);
    }
}
