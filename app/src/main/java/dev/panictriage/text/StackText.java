// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stacks as {@code crash} prints them ({@code bt}, {@code bt -a}, {@code foreach bt}), with or without indentation:
 *
 * <pre>
 * PID: 269    TASK: ffff9c957bc3cf10  CPU: 22  COMMAND: "kswapd0"
 *  #8 [ffff9c857ba3f9a0] do_page_fault at ffffffff9c7208d5
 *     [exception RIP: down_read_trylock+9]
 *     RIP: ffffffff9c0c2e89  RSP: ffff9c857ba3fa80  RFLAGS: 00010202
 * --- &lt;NMI exception stack&gt; ---
 * </pre>
 */
final class StackText {
    private static final int MAX_LINES = 100_000;
    private static final int X86_EFLAGS_IF = 0x200;

    /** Problem state and external interrupts enabled, {@code arch/powerpc/include/asm/reg.h}. */
    private static final int PPC_MSR_PR = 0x4000;

    private static final int PPC_MSR_EE = 0x8000;

    private static final String EXCEPTION = "[exception RIP: ";

    /** Crash's own symbol where a module begins, which stands for all that no other one covers. */
    private static final String MODULE_START = "_MODULE_START_";

    /** What people set before what they remark on a line. */
    private static final String[] REMARKS = {"--", "<", "//", "=>", "->", "#"};

    /** Functions that a task sleeps in: it is on no CPU. */
    private static final String[] SLEEPERS = {"__schedule", "schedule", "context_switch", "__switch_to"};

    private final List<Stack> stacks = new ArrayList<>();
    private int lines;
    private boolean asked;
    private boolean inRegisters;

    /** Takes in a line if it is of a stack. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (line.isEmpty() || ++lines > MAX_LINES) {
            return false;
        }
        if (line.startsWith("PID: ") && line.contains("TASK: ") && line.contains("CPU: ")) {
            stacks.add(Stack.of(line, asked, number));
            return true;
        }
        boolean loose = stacks.isEmpty() || stacks.getLast().over;
        if (loose && !asked && (line.startsWith(EXCEPTION) || Stack.called(line, number) != null)) {
            // People leave the head out: bt without arguments is of the task that panicked.
            stacks.add(new Stack(null, null, "", null, false, number));
            loose = false;
        }
        boolean taken = !loose && readStack(stacks.getLast(), line, number);
        // Crash's registers look like an oops's; what belongs to no stack is not the log's either.
        boolean crashes = line.startsWith("RIP: ") && line.contains(" RFLAGS: ")
                || inRegisters && RegisterLine.parse(line, new HashMap<>());
        inRegisters = crashes;
        return taken || crashes;
    }

    private static boolean readStack(Stack stack, String line, int number) {
        if (line.startsWith("#")) {
            return stack.frame(line, number);
        }
        if (line.startsWith(EXCEPTION)) {
            stack.exception(line, number);
            return true;
        }
        if (line.startsWith("PC: ") || line.startsWith("LR: ")) {
            return stack.programCounter(line, number);
        }
        if (line.startsWith("[NIP ") || line.startsWith("[LR ")) {
            return stack.nextInstruction(line);
        }
        if (line.startsWith("bt: WARNING: possibly bogus exception frame")) {
            stack.dropException();
            return true;
        }
        if (line.startsWith("--- <") && line.endsWith("---")) {
            return true;
        }
        return stack.registers(line, number);
    }

    /** A command was typed: what follows is not of the stack before. */
    void command(String command) {
        if (!stacks.isEmpty()) {
            stacks.getLast().over = true;
        }
        asked = false;
        for (String word : Chars.words(command)) {
            // "bt 1234", "bt -c 3", "foreach bt": of a task that somebody chose.
            asked |= word.equals("foreach") || word.equals("-a") || Chars.word(word) != null && !word.equals("bt");
        }
    }

    /**
     * The facts of all stacks; of one that was printed several times the fullest.
     *
     * @param panic who panicked: whose stack has no head
     */
    void addTo(List<Fact> facts, @Nullable PanicEvent panic) {
        Map<String, Stack> fullest = new LinkedHashMap<>();
        for (Stack stack : stacks) {
            if (stack.isHeadless() && (stack.entries.isEmpty() || !stack.isTelling())) {
                continue;
            }
            Stack whole = stack.isHeadless() ? stack.of(panic) : stack;
            Stack other = fullest.get(whole.name());
            if (other == null || other.isSameTask(whole) && other.entries.size() < whole.entries.size()) {
                fullest.put(whole.name(), whole);
            }
        }
        for (Stack stack : fullest.values()) {
            stack.addTo(facts);
        }
    }

    /** The stack that went through panic or kexec, or that a plain {@code bt} printed first; null without one. */
    @Nullable
    Stack panicked() {
        for (Stack stack : stacks) {
            if (stack.panics()) {
                return stack;
            }
        }
        return stacks.isEmpty() || stacks.getFirst().asked ? null : stacks.getFirst();
    }

    /** The stack of one task. */
    static final class Stack {
        final @Nullable Integer pid;
        final @Nullable Word task;
        final @Nullable Integer cpu;
        final @Nullable String comm;
        private final int number;
        private final boolean asked;
        private final List<Object> entries = new ArrayList<>();
        private boolean over;

        private Stack(
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

        static Stack of(String line, boolean asked, int number) {
            return new Stack(
                    Chars.number(word(line, "PID: ")),
                    Chars.word(word(line, "TASK: ")),
                    word(line, "CPU: "),
                    quoted(line, "COMMAND: "),
                    asked,
                    number);
        }

        /** {@code #9 [ffff9c857ba3f9d0] page_fault at ffffffff9c71c758 [module]}. */
        private boolean frame(String line, int lineNumber) {
            Called called = called(line, lineNumber);
            if (over || called == null) {
                return false;
            }
            for (Object entry : entries) {
                if (entry instanceof Called before && before.isSame(called)) {
                    return true; // somebody quotes it
                }
            }
            entries.add(called);
            int exception = line.indexOf(EXCEPTION);
            if (exception > 0) {
                exception(line.substring(exception), lineNumber);
            }
            return true;
        }

        private static @Nullable Called called(String line, int lineNumber) {
            int open = Chars.skipSpaces(line, Chars.skipDigits(line, 1));
            int close = line.indexOf(']', open);
            int at = line.indexOf(" at ", Math.max(close, 0));
            if (!line.startsWith("#") || !Chars.at(line, open, '[') || close < open || at < close) {
                return null;
            }
            Integer order = Chars.number(line.substring(1, Chars.skipDigits(line, 1)));
            Word sp = Chars.word(line.substring(open + 1, close));
            String symbol = line.substring(close + 1, at).strip();
            int end = Chars.skipHex(line, at + 4);
            Word address = Chars.word(line.substring(at + 4, end));
            if (order == null || sp == null || address == null || symbol.isEmpty()) {
                return null;
            }
            int module = line.startsWith(EXCEPTION, Chars.skipSpaces(line, end)) ? -1 : line.indexOf('[', end);
            int moduleEnd = line.indexOf(']', Math.max(module, 0));
            String name = module > 0 && moduleEnd > module ? line.substring(module + 1, moduleEnd) : null;
            // i386: "error_code (via page_fault)".
            int via = symbol.indexOf(" (via ");
            String function = via > 0 ? symbol.substring(0, via) : symbol.startsWith(MODULE_START) ? null : symbol;
            return new Called(order, sp, symbol, new Location(address, function, null, null, name), lineNumber);
        }

        private void exception(String line, int lineNumber) {
            int close = line.indexOf(']');
            String name = line.substring(EXCEPTION.length(), close < 0 ? line.length() : close);
            entries.add(new Interrupted(name, new HashMap<>(), lineNumber));
        }

        /** Crash says that the frame it printed last is none. */
        private void dropException() {
            if (!entries.isEmpty() && entries.getLast() instanceof Interrupted) {
                entries.removeLast();
            }
        }

        /** arm64: {@code PC: ffff800010a1b2c4  [down_read_trylock+24]}, and LR likewise. */
        private boolean programCounter(String line, int lineNumber) {
            int end = Chars.skipHex(line, "PC: ".length());
            Word address = Chars.word(line.substring("PC: ".length(), end));
            if (over || entries.isEmpty() || address == null) {
                return false;
            }
            int open = line.indexOf('[', end);
            int close = line.indexOf(']', Math.max(open, 0));
            String named = open > 0 && close > open ? line.substring(open + 1, close) : null;
            if (line.startsWith("PC")) {
                entries.add(new Interrupted(named, new HashMap<>(Map.of("pc", address)), lineNumber));
                return true;
            }
            if (entries.getLast() instanceof Interrupted interrupted) {
                interrupted.registers.put("lr", address);
                return true;
            }
            return false;
        }

        private boolean registers(String line, int lineNumber) {
            Map<String, Word> registers = new HashMap<>();
            if (over || !RegisterLine.parse(withoutRemark(line), registers) && !PowerRegisters.parse(line, registers)) {
                return false;
            }
            boolean first = registers.containsKey("r0");
            if (entries.isEmpty() && !first) {
                return false;
            }
            boolean named = !entries.isEmpty()
                    && entries.getLast() instanceof Interrupted last
                    && last.registers.isEmpty();
            // User space's registers have no "[exception RIP:", nor have i386's and powerpc's.
            if ((first || registers.containsKey("rip") || registers.containsKey("eax")) && !named) {
                entries.add(new Interrupted(null, new HashMap<>(), lineNumber));
            }
            if (entries.getLast() instanceof Interrupted interrupted) {
                interrupted.registers.putAll(registers);
                return true;
            }
            return false;
        }

        /** powerpc: {@code [NIP  : memcpy_power7+1648]}; the link register's says who called. */
        private boolean nextInstruction(String line) {
            if (over || entries.isEmpty() || !(entries.getLast() instanceof Interrupted last)) {
                return false;
            }
            int name = Chars.skipSpaces(line, line.indexOf(':') + 1);
            int close = line.indexOf(']', name);
            if (line.startsWith("[NIP") && close > name) {
                entries.set(
                        entries.size() - 1, new Interrupted(line.substring(name, close), last.registers, last.lineNumber));
            }
            return close > name;
        }

        /** The entries; crash prints the registers of a powerpc's fault above the stack, not where it was taken. */
        private List<Object> inOrder() {
            if (entries.isEmpty()
                    || !(entries.getFirst() instanceof Interrupted fault)
                    || !fault.registers.containsKey("nip")) {
                return entries;
            }
            List<Object> ordered = new ArrayList<>(entries.subList(1, entries.size()));
            int at = 0;
            for (int i = 0; i < ordered.size(); i++) {
                if (ordered.get(i) instanceof Called called && called.sp.equals(fault.registers.get("r1"))) {
                    at = i;
                    break;
                }
            }
            ordered.add(at, fault);
            return ordered;
        }

        private boolean sleeps() {
            return !entries.isEmpty()
                    && entries.getFirst() instanceof Called called
                    && called.location.symbol() != null
                    && Machinery.starts(SLEEPERS, called.location.symbol());
        }

        private boolean panics() {
            for (Object entry : entries) {
                if (entry instanceof Called called
                        && called.location.symbol() != null
                        && Machinery.isOneOf(PrintedStack.PANICKERS, called.location.symbol())) {
                    return true;
                }
            }
            return false;
        }

        private boolean isHeadless() {
            return pid == null && task == null && cpu == null;
        }

        /** Whether it begins where it should or shows an exception: a few frames of a longer one hide the log's. */
        private boolean isTelling() {
            boolean whole = entries.getFirst() instanceof Called called && called.order == 0;
            for (Object entry : entries) {
                whole |= entry instanceof Interrupted interrupted && !interrupted.isUser();
            }
            return whole;
        }

        /** With the head that was left out. */
        private Stack of(@Nullable PanicEvent panic) {
            if (panic == null) {
                return this;
            }
            String on = panic.cpu() == null ? "" : panic.cpu().toString();
            Stack whole = new Stack(panic.pid(), panic.task(), on, panic.comm(), asked, number);
            whole.entries.addAll(entries);
            return whole;
        }

        private boolean isSameTask(Stack other) {
            return task == null || other.task == null || task.equals(other.task);
        }

        private String name() {
            if (cpu != null && !(sleeps() && pid != null)) {
                return CpuState.stackOf(cpu);
            }
            return pid != null ? "task " + pid : "bt";
        }

        private void addTo(List<Fact> facts) {
            String name = name();
            int contexts = 0;
            for (Object entry : entries) {
                contexts += entry instanceof Interrupted ? 1 : 0;
            }
            Location runs = null;
            Boolean interruptsEnabled = null;
            int context = contexts;
            int index = 0;
            @Nullable Called before = null;
            @Nullable Interrupted last = null;
            List<Object> ordered = inOrder();
            for (int i = 0; i < ordered.size(); i++) {
                Object entry = ordered.get(i);
                if (entry instanceof Interrupted interrupted) {
                    context--;
                    boolean user = interrupted.isUser();
                    Called shown = i + 1 < ordered.size() && ordered.get(i + 1) instanceof Called next ? next : null;
                    Location location = interrupted.location(shown);
                    ExceptionContext.Kind kind = kindBehind(before, user);
                    facts.add(new ExceptionContext(
                            name,
                            context,
                            user ? null : (Integer) index,
                            kind,
                            location,
                            interrupted.registers,
                            kind == ExceptionContext.Kind.PAGE_FAULT ? interrupted.registers.get("dar") : null,
                            user,
                            source(interrupted.lineNumber)));
                    if (!user) {
                        facts.add(frame(name, index++, location, interrupted, context));
                    }
                    if (runs == null) {
                        runs = location;
                        interruptsEnabled = interrupted.interruptsEnabled();
                    }
                    last = interrupted;
                } else if (entry instanceof Called called) {
                    before = called;
                    if (last != null && last.isShownBy(called)) {
                        continue;
                    }
                    facts.add(new Frame(
                            name,
                            index++,
                            called.location,
                            called.sp,
                            null,
                            last != null && last.isAbove(called.sp) ? Frame.Trust.SCANNED : Frame.Trust.PRINTED,
                            null,
                            null,
                            null,
                            source(called.lineNumber)));
                    last = last != null && last.isAbove(called.sp) ? last : null;
                }
            }
            if (cpu != null && !sleeps()) {
                facts.add(new CpuState(
                        cpu,
                        task,
                        pid,
                        comm,
                        pid == null ? null : (Boolean) (pid == 0),
                        interruptsEnabled,
                        runs,
                        null,
                        null,
                        source(number)));
            }
        }

        private static Frame frame(String stack, int index, Location location, Interrupted interrupted, int context) {
            return new Frame(
                    stack,
                    index,
                    location,
                    interrupted.registers.get("rsp"),
                    interrupted.registers.get("rbp"),
                    Frame.Trust.REGISTERS,
                    context,
                    null,
                    null,
                    source(interrupted.lineNumber));
        }

        private static ExceptionContext.Kind kindBehind(@Nullable Called entry, boolean user) {
            return EntryCode.kindOf(entry == null ? null : entry.printed, user);
        }

        private static Source source(int line) {
            return Source.transcript("line " + line);
        }
    }

    /**
     * @param order the frame's number
     * @param printed what crash names it
     */
    private record Called(int order, Word sp, String printed, Location location, int lineNumber) {
        private boolean isSame(Called other) {
            return order == other.order && sp.equals(other.sp) && location.equals(other.location);
        }
    }

    /** @param name what crash names the interrupted instruction: {@code down_read_trylock+9}, or that it cannot */
    private record Interrupted(@Nullable String name, Map<String, Word> registers, int lineNumber) {
        private boolean isUser() {
            Word cs = registers.get("cs");
            Word pstate = registers.get("pstate");
            // arm64: the exception level that was interrupted is in PSTATE.M; user space is level 0.
            Word msr = registers.get("msr");
            return cs != null && (cs.value() & 3) == 3
                    || pstate != null && (pstate.value() & 0xf) == 0
                    || msr != null && (msr.value() & PPC_MSR_PR) != 0;
        }

        private @Nullable Boolean interruptsEnabled() {
            Word flags = registers.get("eflags");
            Word msr = registers.get("msr");
            if (flags != null) {
                return (flags.value() & X86_EFLAGS_IF) != 0;
            }
            return msr == null ? null : (Boolean) ((msr.value() & PPC_MSR_EE) != 0);
        }

        private @Nullable Word instruction() {
            for (String register : new String[] {"pc", "rip", "eip", "nip"}) {
                Word value = registers.get(register);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }

        /** @param next the frame behind it: on i386 it alone has the name */
        private Location location(@Nullable Called next) {
            Word rip = instruction();
            String printed = name;
            if (printed == null && next != null && isShownBy(next)) {
                return next.location;
            }
            if (printed != null && printed.startsWith(MODULE_START)) {
                int end = Chars.skipSymbol(printed, MODULE_START.length());
                return new Location(rip, null, null, null, printed.substring(MODULE_START.length(), end));
            }
            if (printed == null || printed.contains("unknown or invalid")) {
                return new Location(rip, null, null, null, null);
            }
            int plus = printed.lastIndexOf('+');
            Integer offset = plus < 0 ? null : Chars.number(printed.substring(plus + 1));
            return new Location(
                    rip,
                    plus < 0 ? printed : printed.substring(0, plus),
                    offset == null ? null : (Long) (long) offset,
                    null,
                    null);
        }

        /** Crash shows the interrupted instruction once more, as a frame. */
        private boolean isShownBy(Called frame) {
            Word address = frame.location.address();
            String symbol = frame.location.symbol();
            boolean caught = frame.sp.equals(registers.get("r1")) && symbol != null && name != null;
            return address != null && address.equals(instruction())
                    || caught && (name.equals(symbol) || name.startsWith(symbol + "+"));
        }

        /** Below the stack pointer nothing is live: a return address there is left over. */
        private boolean isAbove(Word sp) {
            Word rsp = registers.get("rsp");
            return rsp != null && sp.compareTo(rsp) < 0 && rsp.minus(sp) < 4096;
        }
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
