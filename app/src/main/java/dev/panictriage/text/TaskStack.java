// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stack of one task, as crash prints it line by line. */
final class TaskStack {
    static final String EXCEPTION = "[exception RIP: ";

    /** Each call leaves a word on the stack at least; stacks have 8 to 64 KiB, {@code THREAD_SIZE}. */
    private static final int MAX_ENTRIES = 8192;

    /** What people set before what they remark on a line. */
    private static final String[] REMARKS = {"--", "<", "//", "=>", "->", "#"};

    /** Functions that a task sleeps in: it is on no CPU. */
    private static final String[] SLEEPERS = {"__schedule", "schedule", "context_switch", "__switch_to"};

    private final @Nullable Integer pid;
    private final @Nullable Word task;
    private final @Nullable Integer cpu;
    private final @Nullable String comm;
    private final int number;
    private final boolean asked;
    private final List<StackEntry> entries = new ArrayList<>();
    private final Set<StackEntry.Called> frames = new HashSet<>();
    private boolean over;

    TaskStack(
            @Nullable Integer pid,
            @Nullable Word task,
            String cpuText,
            @Nullable String comm,
            boolean asked,
            int number) {
        this.pid = pid;
        this.task = task;
        this.cpu = Chars.number(cpuText);
        this.comm = comm;
        this.asked = asked;
        this.number = number;
    }

    static TaskStack of(String line, boolean asked, int number) {
        return new TaskStack(
                Chars.number(word(line, "PID: ")),
                Chars.word(word(line, "TASK: ")),
                word(line, "CPU: "),
                quoted(line, "COMMAND: "),
                asked,
                number);
    }

    @Nullable
    Integer pid() {
        return pid;
    }

    @Nullable
    Word task() {
        return task;
    }

    @Nullable
    Integer cpu() {
        return cpu;
    }

    @Nullable
    String comm() {
        return comm;
    }

    /** The line of its head, from 1. */
    int number() {
        return number;
    }

    /** Whether somebody chose the task. */
    boolean isAsked() {
        return asked;
    }

    /** Whether a command was typed since. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    List<StackEntry> entries() {
        return entries;
    }

    /** {@code #9 [ffff9c857ba3f9d0] page_fault at ffffffff9c71c758 [module]}. */
    boolean frame(String line, int lineNumber) {
        StackEntry.Called called = StackEntry.Called.parse(line, lineNumber);
        if (over || called == null) {
            return false;
        }
        // What is there already, somebody quotes.
        if (!frames.add(new StackEntry.Called(called.order(), called.sp(), called.printed(), called.location(), 0))) {
            return true;
        }
        add(called);
        int exception = line.indexOf(EXCEPTION);
        if (exception > 0) {
            exception(line.substring(exception), lineNumber);
        }
        return true;
    }

    private void add(StackEntry entry) {
        if (entries.size() < MAX_ENTRIES) {
            entries.add(entry);
        }
    }

    void exception(String line, int lineNumber) {
        int close = line.indexOf(']');
        String name = line.substring(EXCEPTION.length(), close < 0 ? line.length() : close);
        add(new StackEntry.Interrupted(name, new HashMap<>(), lineNumber));
    }

    /** Crash says that the frame it printed last is none. */
    void dropException() {
        if (!entries.isEmpty() && entries.getLast() instanceof StackEntry.Interrupted) {
            entries.removeLast();
        }
    }

    /** arm64: {@code PC: ffff800010a1b2c4  [down_read_trylock+24]}, and LR likewise. */
    boolean programCounter(String line, int lineNumber) {
        int end = Chars.skipHex(line, "PC: ".length());
        Word address = Chars.word(line.substring("PC: ".length(), end));
        if (over || entries.isEmpty() || address == null) {
            return false;
        }
        int open = line.indexOf('[', end);
        int close = line.indexOf(']', Math.max(open, 0));
        String named = open > 0 && close > open ? line.substring(open + 1, close) : null;
        if (line.startsWith("PC")) {
            add(new StackEntry.Interrupted(named, new HashMap<>(Map.of("pc", address)), lineNumber));
            return true;
        }
        if (entries.getLast() instanceof StackEntry.Interrupted interrupted) {
            interrupted.registers().put("lr", address);
            return true;
        }
        return false;
    }

    boolean registers(String line, int lineNumber) {
        Map<String, Word> registers = new HashMap<>();
        if (over || !RegisterLine.parse(withoutRemark(line), registers) && !PowerRegisters.parse(line, registers)) {
            return false;
        }
        boolean first = registers.containsKey("r0");
        if (entries.isEmpty() && !first) {
            return false;
        }
        boolean named = !entries.isEmpty()
                && entries.getLast() instanceof StackEntry.Interrupted last
                && last.registers().isEmpty();
        // User space's registers have no "[exception RIP:", nor have i386's and powerpc's.
        if ((first || registers.containsKey("rip") || registers.containsKey("eax")) && !named) {
            add(new StackEntry.Interrupted(null, new HashMap<>(), lineNumber));
        }
        if (entries.getLast() instanceof StackEntry.Interrupted interrupted) {
            interrupted.registers().putAll(registers);
            return true;
        }
        return false;
    }

    /** powerpc: {@code [NIP  : memcpy_power7+1648]}; the link register's says who called. */
    boolean nextInstruction(String line) {
        if (over || entries.isEmpty() || !(entries.getLast() instanceof StackEntry.Interrupted last)) {
            return false;
        }
        int name = Chars.skipSpaces(line, line.indexOf(':') + 1);
        int close = line.indexOf(']', name);
        if (line.startsWith("[NIP") && close > name) {
            entries.set(
                    entries.size() - 1,
                    new StackEntry.Interrupted(line.substring(name, close), last.registers(), last.lineNumber()));
        }
        return close > name;
    }

    /** The entries; crash prints the registers of a powerpc's fault above the stack, not where it was taken. */
    List<StackEntry> inOrder() {
        if (entries.isEmpty()
                || !(entries.getFirst() instanceof StackEntry.Interrupted fault)
                || !fault.registers().containsKey("nip")) {
            return entries;
        }
        List<StackEntry> ordered = new ArrayList<>(entries.subList(1, entries.size()));
        int at = 0;
        for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i) instanceof StackEntry.Called called
                    && called.sp().equals(fault.registers().get("r1"))) {
                at = i;
                break;
            }
        }
        ordered.add(at, fault);
        return ordered;
    }

    boolean sleeps() {
        return !entries.isEmpty()
                && entries.getFirst() instanceof StackEntry.Called called
                && called.location().symbol() != null
                && Machinery.starts(SLEEPERS, called.location().symbol());
    }

    boolean panics() {
        for (StackEntry entry : entries) {
            if (entry instanceof StackEntry.Called called
                    && called.location().symbol() != null
                    && Machinery.isOneOf(
                            PrintedStack.PANICKERS, called.location().symbol())) {
                return true;
            }
        }
        return false;
    }

    boolean isHeadless() {
        return pid == null && task == null && cpu == null;
    }

    /** Whether it begins where it should or shows an exception: a few frames of a longer one hide the log's. */
    boolean isTelling() {
        boolean whole =
                !entries.isEmpty() && entries.getFirst() instanceof StackEntry.Called called && called.order() == 0;
        for (StackEntry entry : entries) {
            whole |= entry instanceof StackEntry.Interrupted interrupted && !interrupted.isUser();
        }
        return whole;
    }

    /** With the head that was left out. */
    TaskStack of(@Nullable PanicEvent panic) {
        if (panic == null) {
            return this;
        }
        String on = panic.cpu() == null ? "" : panic.cpu().toString();
        TaskStack whole = new TaskStack(panic.pid(), panic.task(), on, panic.comm(), asked, number);
        whole.entries.addAll(entries);
        return whole;
    }

    boolean isSameTask(TaskStack other) {
        return task == null || other.task == null || task.equals(other.task);
    }

    String name() {
        if (cpu != null && !(sleeps() && pid != null)) {
            return CpuState.stackOf(cpu);
        }
        return pid != null ? "task " + pid : Transcript.UNNAMED_STACK;
    }

    /** Without what people write behind the registers: {@code RDI: ffff8f1afdf55fe8---the lock}. */
    private static String withoutRemark(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) < 0x7f) {
            end++;
        }
        for (String mark : REMARKS) {
            int at = line.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return line.substring(0, end).strip();
    }

    private static String word(String line, String key) {
        int at = Chars.skipSpaces(line, line.indexOf(key) + key.length());
        return line.substring(at, Chars.skipWord(line, at));
    }

    private static @Nullable String quoted(String line, String key) {
        int at = line.indexOf(key + '"');
        int end = at < 0 ? -1 : line.indexOf('"', at + key.length() + 1);
        return end < 0 ? null : line.substring(at + key.length() + 1, end);
    }
}
