// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One report of the log, line by line as it is read. {@link ReportFacts} makes facts of it. */
final class Report {
    /** After so many lines in a row that are no report's, the log goes on with other things. */
    private static final int MAX_STRANGE_LINES = 30;

    /** Lines of programs on the same console do not count, but for this many. */
    private static final int MAX_PROGRAM_LINES = 200;

    /** The second line of a report comes within so many. */
    private static final int MAX_LINES_TO_CONTINUE = 15;

    private static final String KMEMLEAK = "kmemleak: ";
    private static final String UNLOADED = "Unloaded tainted modules:";

    private static final int MAX_LOCK_SITES = 64;
    private static final int MAX_MODULES = 4096;

    /** Lines above traces that are not of calls: where memory came from, which locks there are, ... */
    private static final String[] OTHER_TRACES = {
        "Allocated by task",
        "Allocated:",
        "Freed by task",
        "Freed:",
        "Allocated in ",
        "Freed in ",
        "INFO: Allocated in ",
        "INFO: Freed in ",
        "Last potentially related",
        "Second to last potentially",
        "Last call_rcu",
        "Uninit was ",
        "Local variable ",
        "which became ",
        "... which became ",
        "to a ",
        "-> #",
        "-> (",
        "... key ",
        "... acquired at:",
        "the existing dependency chain",
        "the dependencies between",
        "Preemption disabled at",
        "hardirqs last ",
        "softirqs last ",
        "Showing all locks held",
        "irq event stamp",
        "allocated by task",
        "freed by task",
        "page last allocated via",
        "page last free ",
        "page_owner tracks",
        "handlers:",
    };

    /** Lines above call traces that are not titled "Call Trace:". */
    private static final String[] CALL_TRACES = {
        "Call Trace",
        "Call trace",
        "Backtrace:",
        "backtrace",
        "stack backtrace:",
        "Use-after-free ",
        "Out-of-bounds ",
        "Invalid read ",
        "Invalid write ",
        "Invalid free ",
        "Corrupted memory at",
    };

    /** The names of the link register: arm and powerpc, arm64, riscv and loongarch and mips. */
    private static final String[] LINK_REGISTERS = {"LR", "lr", "ra"};

    private OopsHead head;
    private LogLine first;
    private String message;
    private final Map<String, String> holes;
    private final Trace trace;
    private final List<String> lockSites = new ArrayList<>();
    private final List<String> modules = new ArrayList<>();

    private Oops.Kind kind;
    private int lines;
    private int strange;
    private int programLines;
    private boolean ended;
    private boolean siteFollows;
    private boolean markFollows;
    private boolean othersFollow;
    private boolean kthreadFollows;
    private boolean modulesGoOn;
    private final MipsFault mipsFault = new MipsFault();
    private @Nullable StuckPool stuckPool;
    private @Nullable CpuLine cpuLine;
    private @Nullable String code;
    private @Nullable String hardware;
    private Oops.@Nullable Access access;
    private @Nullable String lastUnloaded;
    private @Nullable Report brokenOffBy;

    /**
     * @param message the head, without what stands before it
     * @param holes the head's values
     */
    Report(OopsHead head, LogLine first, String message, Map<String, String> holes) {
        this.head = head;
        this.first = first;
        this.message = message;
        this.holes = holes;
        this.kind = head.kind();
        // Lockdep's own traces are of locks.
        this.trace = new Trace(kind != Oops.Kind.LOCKDEP);
    }

    OopsHead head() {
        return head;
    }

    LogLine first() {
        return first;
    }

    String message() {
        return message;
    }

    Map<String, String> holes() {
        return holes;
    }

    Trace trace() {
        return trace;
    }

    List<String> lockSites() {
        return lockSites;
    }

    List<String> modules() {
        return modules;
    }

    Oops.Kind kind() {
        return kind;
    }

    @Nullable
    CpuLine cpuLine() {
        return cpuLine;
    }

    @Nullable
    String code() {
        return code;
    }

    @Nullable
    String hardware() {
        return hardware;
    }

    Oops.@Nullable Access access() {
        return access;
    }

    @Nullable
    String lastUnloaded() {
        return lastUnloaded;
    }

    /** The function that the head names; null if it names none. */
    @Nullable
    String namedFunction() {
        String at = holes.get("at");
        if (at == null) {
            return null;
        }
        int start = at.startsWith("[<") ? Math.max(at.indexOf("] ") + 2, 0) : 0;
        int end = Chars.skipSymbol(at, start);
        // Without kallsyms an address stands there.
        boolean name = Chars.skipDigits(at, start) < end && (end - start < 8 || Chars.skipHex(at, start) < end);
        return name ? Trace.withoutSuffix(at.substring(start, end)) : null;
    }

    /** Whether the instruction itself could not be fetched: where it should be is no function that ran. */
    boolean isJump() {
        Trace.Instruction instruction = trace.firstInstruction();
        if (instruction == null || kind == Oops.Kind.KASAN) {
            return false;
        }
        Word target = instruction.location().address();
        return access == Oops.Access.EXECUTE
                || kind == Oops.Kind.NX_VIOLATION
                || kind == Oops.Kind.SMEP_VIOLATION
                || target != null
                        && (target.equals(Chars.word(holes.get("address")))
                                || target.equals(instruction.registers().get("cr2")));
    }

    /** Whether no further line can belong to it. */
    boolean isOver() {
        return ended || strange > MAX_STRANGE_LINES;
    }

    /** Whether its trace is being printed, as far as one sees. */
    boolean isInMidst() {
        return !ended && strange == 0 && trace.hasCalls();
    }

    /** Whether the second line of a report, or a panic, may still be part of it. */
    boolean isJustBegun() {
        Trace.Instruction instruction = trace.lastInstruction();
        return !trace.hasCalls()
                && lines <= MAX_LINES_TO_CONTINUE
                && (instruction == null || instruction.registers().isEmpty());
    }

    /** Whether a head right below is its own once more: two consoles in one capture, or a warning that says why. */
    boolean isSaidAgainBy(OopsHead other, String words) {
        return other.equals(head) && kind == Oops.Kind.OTHER
                || other.kind() == head.kind()
                        && (words.equals(message)
                                || kind == Oops.Kind.RCU_STALL
                                || kind == Oops.Kind.HARD_LOCKUP && message.startsWith("WARNING"));
    }

    /** Gives it the head that was lost. */
    void takeHead(OopsHead lost) {
        head = lost;
        kind = lost.kind();
    }

    /** Whether it is a fault's head alone, with the address. */
    boolean isBareHead() {
        return !trace.hasCalls() && trace.lastInstruction() == null && holes.containsKey("address");
    }

    /** Ends it by a fault of the code that printed it. */
    void breakOff(Report fault) {
        brokenOffBy = trace.hasCalls() ? null : fault;
    }

    /** The fault that came before its trace was printed; null if none did. */
    @Nullable
    Report brokenOffBy() {
        return brokenOffBy;
    }

    /** Whether it has no head and is about the address that {@code other} names. */
    boolean isBodyOf(Report other) {
        Trace.Instruction instruction = trace.firstInstruction();
        Word fault = Chars.word(other.holes.get("address"));
        return head.role() == OopsHead.Role.CONTINUES
                && instruction != null
                && fault != null
                && fault.equals(instruction.registers().get("cr2"));
    }

    /** Makes it the body below {@code other}'s head. */
    void takeHeadOf(Report other) {
        head = other.head;
        first = other.first;
        message = other.message;
        kind = other.kind;
        holes.putAll(other.holes);
    }

    /** Whether it is an arm program's fault, which has the head of a kernel's and nothing below: another follows. */
    boolean isOfProgramBefore(OopsHead other) {
        return trace.lastInstruction() == null && head.equals(other) && message.startsWith("Unhandled fault: ");
    }

    /** Whether the second line of some report is of this: a leaked object is of no other report, and each is one. */
    boolean isContinuedBy(OopsHead second) {
        return second.kind() != Oops.Kind.MEMORY_LEAK || kind == Oops.Kind.MEMORY_LEAK && !head.equals(second);
    }

    /** Whether it shows other CPUs' stacks, which those CPUs print themselves. */
    boolean collectsCpus() {
        return othersFollow && isStall();
    }

    private boolean isStall() {
        return switch (kind) {
            case RCU_STALL, SOFT_LOCKUP, HARD_LOCKUP, WORKQUEUE_LOCKUP -> true;
            default -> false;
        };
    }

    /** What was said right before the head. */
    void prelude(Oops.Kind sort, String text, Map<String, String> values) {
        holes.putIfAbsent("reason", text);
        for (Map.Entry<String, String> value : values.entrySet()) {
            holes.putIfAbsent(value.getKey(), value.getValue());
        }
        if (sort != Oops.Kind.OTHER) {
            kind = sort;
        }
    }

    /** The second line of the head. */
    void continuation(OopsHead second, Map<String, String> values) {
        lines++;
        strange = 0;
        for (Map.Entry<String, String> value : values.entrySet()) {
            holes.putIfAbsent(value.getKey(), value.getValue());
        }
        if (kind == Oops.Kind.OTHER) {
            kind = second.kind();
        }
    }

    /** Takes in a line if it is of the report. */
    void read(LogLine line) {
        boolean taken = takes(line);
        if (!taken && isPrograms(line) && ++programLines <= MAX_PROGRAM_LINES) {
            return;
        }
        lines++;
        strange = taken ? 0 : strange + 1;
    }

    /** Whether it has no stamp in a log of stamped lines: a program wrote it to the console. */
    private boolean isPrograms(LogLine line) {
        return line.timeSeconds() == null && first.timeSeconds() != null;
    }

    private boolean takes(LogLine line) {
        // Since 4.19 each line of a leak begins so.
        String text = line.text().startsWith(KMEMLEAK) ? line.text().substring(KMEMLEAK.length()) : line.text();
        int at = Chars.skipSpaces(text, 0);
        if (at == text.length()) {
            return true;
        }
        boolean goesOn = modulesGoOn;
        modulesGoOn = false;
        if (text.startsWith("---[ end", at)) {
            ended = true;
            return true;
        }
        if (text.startsWith("------------[ cut here", at)) {
            ended |= trace.hasCalls();
            return true;
        }
        Trace.Instruction instruction = InstructionLine.parse(line);
        if (instruction != null) {
            trace.instruction(instruction);
            return true;
        }
        return takesReturnAddress(text, at)
                || takesFrame(line, text, at)
                || takesTitle(line, text, at)
                || takesRegisters(text)
                || takesValue(text, at)
                || takesWork(text, at)
                || ReportValues.take(text, at, holes)
                || goesOn && takesModules(text, at);
    }

    /** {@code LR is at foo+0x1/0x2}, {@code lr : foo+0x1/0x2}, {@code LR [c00..] foo+0x1/0x2}, {@code ra : ...}. */
    private boolean takesReturnAddress(String text, int at) {
        int plus = Machinery.isOneOf(LINK_REGISTERS, text.substring(at, Chars.skipSymbol(text, at)))
                ? text.indexOf("+0x", at)
                : -1;
        if (plus < 0 || trace.hasCalls() || trace.firstInstruction() == null) {
            return false;
        }
        FrameLine frame = FrameLine.parse(text.substring(Chars.symbolStart(text, at, plus)));
        if (frame != null) {
            trace.returnAddress(frame);
        }
        return frame != null;
    }

    private boolean takesWork(String text, int at) {
        if (kind != Oops.Kind.WORKQUEUE_LOCKUP) {
            return false;
        }
        stuckPool = stuckPool == null ? new StuckPool(message) : stuckPool;
        boolean taken = stuckPool.read(text, at);
        if (taken && stuckPool.work() != null) {
            holes.put("at", stuckPool.work());
        }
        return taken;
    }

    private boolean takesMipsFault(String text, int at) {
        if (!mipsFault.read(text, at)) {
            return false;
        }
        OopsHead lost = kind == Oops.Kind.OTHER ? mipsFault.head() : null;
        if (lost != null) {
            takeHead(lost);
        }
        if (mipsFault.address() != null) {
            holes.putIfAbsent("address", mipsFault.address());
        }
        return true;
    }

    private boolean takesFrame(LogLine line, String text, int at) {
        boolean scanned = markFollows;
        markFollows = FrameLine.breaksOff(text);
        if (text.indexOf("+0x") <= 0) {
            FrameLine decoded = trace.isInCalls() ? FrameLine.parseDecoded(text) : null;
            if (decoded != null) {
                trace.call(line, decoded);
            }
            return decoded != null || markFollows;
        }
        int site = text.indexOf("at: ");
        if (site >= 0) {
            lockSite(text.substring(site + "at: ".length()));
            return true;
        }
        if (text.startsWith("last function: ", at)) {
            return false;
        }
        FrameLine frame = FrameLine.parse(text);
        if (frame == null) {
            return false;
        }
        if (siteFollows) {
            siteFollows = false;
            lockSite(text);
            return true;
        }
        if (isBacktracer(frame.callee())) {
            trace.title(line, !othersFollow || isStall());
        }
        trace.call(line, scanned ? frame.asScanned() : frame);
        return true;
    }

    /** The first function of Arm's traces, which have no title of their own. */
    private static boolean isBacktracer(@Nullable String callee) {
        return callee != null && (callee.equals("unwind_backtrace") || callee.equals("dump_backtrace"));
    }

    private void lockSite(String text) {
        FrameLine frame = FrameLine.parse(" " + text);
        if (frame != null && frame.location().symbol() != null && lockSites.size() < MAX_LOCK_SITES) {
            lockSites.add(Trace.withoutSuffix(frame.location().symbol()));
        }
    }

    private boolean takesTitle(LogLine line, String text, int at) {
        char last = text.charAt(text.length() - 1);
        if (last == ':' && text.endsWith(" at:") && text.contains("lock")) {
            siteFollows = true;
            return true;
        }
        if (text.endsWith("grace-period kthread stack dump:")) {
            // It waits for the CPU that stalls.
            kthreadFollows = true;
            trace.title(line, false);
            return true;
        }
        if (text.contains("Stack dump where RCU GP kthread last ran")) {
            kthreadFollows = false;
            return true;
        }
        if (text.startsWith("NMI backtrace for cpu", at)) {
            kthreadFollows = false;
        }
        if (text.startsWith("NMI backtrace for cpu", at) || text.startsWith("Sending NMI", at)) {
            othersFollow = true;
            return true;
        }
        for (String start : CALL_TRACES) {
            if (text.startsWith(start, at)) {
                trace.title(line, !kthreadFollows && (!othersFollow || isStall()));
                takesFirstCall(line, text);
                return true;
            }
        }
        for (String start : OTHER_TRACES) {
            if (text.startsWith(start, at)) {
                trace.title(line, false);
                return true;
            }
        }
        if (text.contains(" by task ") && last == ':' || text.contains("allocated by task")) {
            // KCSAN's accesses are calls; KFENCE's "kfence-#12: ... allocated by task" are not.
            trace.title(line, !text.contains("allocated by") && !text.contains("freed by"));
            return true;
        }
        return text.charAt(at) == '<' && (text.endsWith(">") || text.indexOf('>', at) > 0);
    }

    /** Old kernels begin the trace in the line of its title: {@code Call Trace: [<c0103e8b>] foo+0x1/0x2}. */
    private void takesFirstCall(LogLine line, String text) {
        int colon = text.indexOf(": [");
        FrameLine frame = colon < 0 ? null : FrameLine.parse(text.substring(colon + 1));
        if (frame != null) {
            trace.call(line, frame);
        }
    }

    private boolean takesRegisters(String text) {
        Trace.Instruction instruction = trace.lastInstruction();
        if (text.indexOf(':') <= 0 || instruction == null) {
            return false;
        }
        return RegisterLine.parse(text, instruction.registers());
    }

    private boolean takesValue(String text, int at) {
        return switch (text.charAt(at)) {
            case 'B' -> takesMipsFault(text, at);
            case 'C' ->
                text.startsWith("Code:", at)
                        ? takesCode(text, at)
                        : takesMipsFault(text, at) || takesCpu(text.substring(at));
            case 'P' -> text.startsWith("Pid: ", at) ? takesCpu(text.substring(at)) : takesProcess(text, at);
            case 'F' -> takesFailingAddress(text, at);
            case 'H' -> takesHardware(text, at);
            case 'M' -> takesModuleList(text, at);
            case '#' -> takesPageFault(text, at);
            case 'R' -> text.startsWith("Read of size ", at) && takesAccess(text, Oops.Access.READ);
            case 'W' -> text.startsWith("Write of size ", at) && takesAccess(text, Oops.Access.WRITE);
            case 'l' -> takesLastFunction(text, at);
            default -> false;
        };
    }

    private boolean takesCode(String text, int at) {
        code = code == null ? text.substring(at + "Code:".length()).strip() : code;
        return true;
    }

    /** s390: {@code Failing address: 0000000000000000 TEID: ...}. */
    private boolean takesFailingAddress(String text, int at) {
        if (!text.regionMatches(true, at, "failing address: ", 0, "failing address: ".length())) {
            return false;
        }
        int digits = at + "failing address: ".length();
        holes.putIfAbsent("address", text.substring(digits, Chars.skipHex(text, digits)));
        return true;
    }

    private boolean takesHardware(String text, int at) {
        if (!text.startsWith("Hardware name: ", at)) {
            return false;
        }
        hardware = text.substring(at + "Hardware name: ".length()).strip();
        return true;
    }

    private boolean takesModuleList(String text, int at) {
        if (!text.startsWith("Modules linked in:", at)) {
            return false;
        }
        modules.clear();
        return takesModules(text, at + "Modules linked in:".length());
    }

    /** Of a workqueue that leaks: the work that ran last. */
    private boolean takesLastFunction(String text, int at) {
        if (!text.startsWith("last function: ", at)) {
            return false;
        }
        holes.putIfAbsent("at", text.substring(at + "last function: ".length()).strip());
        return true;
    }

    private boolean takesCpu(String text) {
        CpuLine parsed = CpuLine.parse(text);
        if (parsed == null) {
            if (text.startsWith("CPU ") && Chars.skipDigits(text, 4) > 4) {
                // "CPU 3" alone, before 3.10.
                holes.putIfAbsent("cpu", text.substring(4, Chars.skipDigits(text, 4)));
                return true;
            }
            return false;
        }
        cpuLine = cpuLine == null ? parsed : cpuLine;
        return true;
    }

    /** {@code Process foo (pid: 1, threadinfo ...)} of x86 before 3.10 and of arm. */
    private boolean takesProcess(String text, int at) {
        int name = at + "Process ".length();
        int pidAt = text.indexOf("(pid: ", name);
        if (pidAt < 0 || !text.startsWith("Process ", at)) {
            return false;
        }
        int digits = pidAt + "(pid: ".length();
        holes.putIfAbsent("comm", text.substring(name, pidAt).strip());
        holes.putIfAbsent("pid", text.substring(digits, Chars.skipDigits(text, digits)));
        return true;
    }

    /** KASAN: {@code Read of size 8 at addr ffff888012345678 by task comm/123}. */
    private boolean takesAccess(String text, Oops.Access how) {
        access = how;
        int sizeAt = text.indexOf("of size ") + "of size ".length();
        holes.putIfAbsent("size", text.substring(sizeAt, Chars.skipDigits(text, sizeAt)));
        int addressAt = text.indexOf("at addr ");
        if (addressAt >= 0) {
            addressAt += "at addr ".length();
            holes.putIfAbsent("address", text.substring(addressAt, Chars.skipHex(text, addressAt)));
        }
        int task = text.indexOf("by task ");
        int slash = text.lastIndexOf('/');
        if (task >= 0 && slash > task) {
            holes.putIfAbsent("comm", text.substring(task + "by task ".length(), slash));
            holes.putIfAbsent("pid", text.substring(slash + 1).strip());
        }
        return true;
    }

    /** {@code show_fault_oops} of {@code arch/x86/mm/fault.c}. */
    private boolean takesPageFault(String text, int at) {
        if (!text.startsWith("#PF: ", at)) {
            return false;
        }
        if (text.contains("instruction fetch")) {
            access = Oops.Access.EXECUTE;
        } else if (text.contains("write access")) {
            access = Oops.Access.WRITE;
        } else if (text.contains("read access")) {
            access = Oops.Access.READ;
        }
        int errorCode = text.indexOf("error_code(0x");
        if (errorCode >= 0) {
            int digits = errorCode + "error_code(0x".length();
            holes.putIfAbsent("code", text.substring(digits, Chars.skipHex(text, digits)));
            int dash = text.indexOf(" - ", digits);
            if (dash > 0) {
                holes.putIfAbsent("cause", text.substring(dash + 3).strip());
            }
        }
        return true;
    }

    private boolean takesModules(String text, int from) {
        int at = Chars.skipSpaces(text, from);
        if (at < text.length()
                && text.indexOf(": ", at) >= 0
                && text.indexOf("[last unloaded", at) < 0
                && text.indexOf(UNLOADED, at) < 0) {
            return false;
        }
        while (at < text.length()) {
            if (text.startsWith(UNLOADED, at)) {
                // What is gone, with the number of times: kernel/module/tracking.c.
                int last = text.indexOf("[last unloaded:", at);
                at = last < 0 ? text.length() : last;
                continue;
            }
            if (text.startsWith("[last unloaded:", at)) {
                int name = Chars.skipSpaces(text, at + "[last unloaded:".length());
                int end = name;
                while (end < text.length() && (Chars.isSymbol(text.charAt(end)) || text.charAt(end) == '-')) {
                    end++;
                }
                lastUnloaded = end > name ? text.substring(name, end) : null;
                return true;
            }
            int end = Chars.skipWord(text, at);
            int flags = text.indexOf('(', at);
            String name = text.substring(at, flags > at && flags < end ? flags : end);
            if (!name.startsWith("[") && modules.size() < MAX_MODULES) {
                modules.add(name);
            }
            at = Chars.skipSpaces(text, end);
        }
        modulesGoOn = true;
        return true;
    }
}
