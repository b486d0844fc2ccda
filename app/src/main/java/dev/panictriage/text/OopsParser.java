// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a kernel log to facts: its crash reports in order, the panic, and what the log says of kernel and machine.
 *
 * <p>Lines of several tasks or CPUs are told apart by their callers where the log shows them. Of a console that shows several
 * boots one is told of: the last that died, for what boots after it is mostly the crash kernel or the next boot; if none died, the
 * last with a report.
 */
public final class OopsParser {
    /** How far into a line its head may stand: behind the name of a driver or subsystem. */
    private static final int MAX_PREFIX = 80;

    /** "NMI watchdog: ", "XFS (sda1): ", "CPU 3: hand: ": more words are a sentence. */
    private static final int MAX_PREFIX_WORDS = 3;

    /** Without a line break in some kernels (4.4.118), so that the head follows at once: arch/x86/mm/kasan_init_64.c. */
    private static final String KASAN_HINT = "kasan: GPF could be caused by NULL-ptr deref or user memory access";

    private static final int MAX_LINES_AFTER_PRELUDE = 10;
    private static final int MAX_LINES_AFTER_EVENT = 200;
    private static final int MAX_REPORTS = 1000;

    /** Bytes of a log whose lines are not all held at once. */
    private static final int LARGE = 32 << 20;

    private final List<Report> reports = new ArrayList<>();
    private final Map<String, Report> open = new HashMap<>();
    private final BootLines boot = new BootLines();
    private final HardwareLines hardware = new HardwareLines();
    private final OopsTail tail = new OopsTail();
    private final Map<String, String> holes = new HashMap<>();
    private final List<Report> cutOff = new ArrayList<>();

    private int headAt;
    private @Nullable Prelude prelude;
    private @Nullable Prelude event;
    private @Nullable Report lastReport;
    private @Nullable Report panic;
    private String panicCaller = "";
    private @Nullable LogLine lastTimed;
    private final @Nullable OopsParser earlier;

    /** @param earlier the boot to tell of if this one has less to tell */
    private OopsParser(@Nullable OopsParser earlier) {
        this.earlier = earlier;
    }

    /** The facts of a log; its reports are {@link Oops} facts in the order of the log. */
    public static List<Fact> parse(List<LogLine> lines) {
        Boots boots = new Boots();
        for (LogLine line : lines) {
            boots.read(line);
        }
        return boots.facts();
    }

    /** As {@link #parse(List)}, of a log's bytes. */
    public static List<Fact> parse(byte[] log) {
        if (log.length < LARGE) {
            return parse(LogReader.read(log));
        }
        Boots boots = new Boots();
        LogReader.each(log, boots::read);
        return boots.facts();
    }

    /** The boots of a console, one after the other. */
    private static final class Boots {
        private OopsParser boot = new OopsParser(null);
        private @Nullable Unreadable failure;

        void read(LogLine line) {
            try {
                if (boot.isEndedBy(line)) {
                    boot = new OopsParser(boot.telling());
                }
                boot.read(line);
            } catch (RuntimeException e) {
                // A defect of ours must not cost the user the rest of the log.
                failure = new Unreadable("a line of the log", "internal error: " + e, line.source());
            }
        }

        List<Fact> facts() {
            List<Fact> facts = boot.telling().facts();
            if (failure != null) {
                facts.add(failure);
            }
            return facts;
        }
    }

    /** Whether a kernel says its name, which it does first of all: not what a program wrote there. */
    private boolean isEndedBy(LogLine line) {
        boolean first = line.timeSeconds() == null ? lastTimed == null : line.timeSeconds() == 0;
        return first && line.text().startsWith("Linux version ") && (boot.identity() != null || !reports.isEmpty());
    }

    private OopsParser telling() {
        OopsParser other = earlier;
        return other == null || weight() >= other.weight() ? this : other;
    }

    /** How much there is to tell: of a death, of some report, of none. */
    private int weight() {
        boolean died = panic != null;
        for (Report report : reports) {
            // die() counts the oopses.
            died |= report.holes().containsKey("count");
        }
        return died ? 2 : reports.isEmpty() ? 0 : 1;
    }

    private void read(LogLine line) {
        String text = line.text();
        String caller = line.caller() == null ? "" : line.caller();
        if (line.timeSeconds() != null) {
            lastTimed = line;
        }
        hardware.read(line);
        OopsHead head = headOf(line);
        if (head == null) {
            if (isWithoutHead()) {
                tail.read(line);
            }
            if (open.isEmpty() && panic == null) {
                boot.read(line);
            } else {
                passOn(line, caller);
            }
            return;
        }
        Map<String, String> values = new HashMap<>(holes);
        String message = text.substring(headAt);
        switch (head.role()) {
            case HARMLESS -> {
                if (isWithoutHead()) {
                    tail.read(line);
                }
                passOn(line, caller);
            }
            case PRELUDE -> {
                Report begun = begunBy(caller);
                if (begun == null) {
                    prelude = new Prelude(head, line.number(), message, values);
                } else {
                    // Old kernels say the reason below the head.
                    begun.prelude(head.kind(), message, values);
                }
            }
            case EVENT -> event = new Prelude(head, line.number(), message, values);
            case REPORT -> {
                Report begun = begunBy(caller);
                if (begun != null && begun.isSaidAgainBy(head, message)) {
                    begun.continuation(head, values);
                } else {
                    if (begun != null
                            && (begun.head().role() == OopsHead.Role.CONTINUES || begun.isOfProgramBefore(head))) {
                        // An echo of the second line came before the first, or the fault was a program's.
                        reports.remove(begun);
                    }
                    begin(new Report(head, line, message, values), caller);
                }
            }
            case ONE_LINE -> {
                Report current = open.get(caller);
                Report said = new Report(head, line, message, values);
                if (current != null && caller.isEmpty() && (current.isInMidst() || current.isJustBegun())) {
                    // Of another task or CPU: the report around it goes on.
                    list(said);
                } else {
                    begin(said, caller);
                }
            }
            case CONTINUES -> {
                Report begun = begunBy(caller);
                if (begun == null || !begun.isContinuedBy(head)) {
                    begin(new Report(head, line, message, values), caller);
                } else {
                    begun.continuation(head, values);
                }
            }
            case PANIC -> panics(line, values.getOrDefault("message", message), caller);
        }
    }

    /** The report that waits for its second line; null if there is none. */
    private @Nullable Report begunBy(String caller) {
        Report report = open.get(caller);
        return report != null && report.isJustBegun() ? report : null;
    }

    private void begin(Report report, String caller) {
        Prelude said = prelude;
        if (said != null && report.first().number() - said.number <= MAX_LINES_AFTER_PRELUDE) {
            report.prelude(said.head.kind(), said.text, said.holes);
        }
        prelude = null;
        list(report);
        Report before = open.put(caller, report);
        if (before != null && !caller.isEmpty() && report.head().guilt() == Guilt.INSTRUCTION) {
            before.breakOff(report);
        }
        if (before != null && before.isBareHead()) {
            cutOff.add(before);
        }
        lastReport = report;
    }

    private void list(Report report) {
        if (reports.size() < MAX_REPORTS) {
            reports.add(report);
        }
    }

    /** Only the first panic is the panic; what other CPUs and echoes say does not count. */
    private void panics(LogLine line, String message, String caller) {
        if (panic != null) {
            return;
        }
        holes.clear();
        OopsHead head = Panics.of(message, holes);
        panic = new Report(head, line, message, new HashMap<>(holes));
        panicCaller = caller;
        // Older kernels print the stack of a WARNING or a lockup below the panic that it leads to.
        Report begun = begunBy(caller);
        if (!Panics.follows(message, reports)) {
            if (event != null
                    && event.head.kind() == panic.kind()
                    && line.number() - event.number <= MAX_LINES_AFTER_EVENT) {
                panic.prelude(event.head.kind(), event.text, event.holes);
            }
            open.remove(caller);
            begin(panic, caller);
        } else if (begun == null) {
            open.remove(caller);
        }
    }

    private void passOn(LogLine line, String caller) {
        Report report = open.get(caller);
        if (report == null && lastReport != null && lastReport.collectsCpus()) {
            report = lastReport;
        }
        if (report != null) {
            report.read(line);
            if (report.isOver()) {
                open.remove(caller, report);
            }
        }
        if (panic != null && panic != report && panicCaller.equals(caller) && !panic.isOver()) {
            panic.read(line);
        }
    }

    /** The table's entry for a line, with its values in {@link #holes} and its place in {@link #headAt}. */
    private @Nullable OopsHead headOf(LogLine line) {
        String text = line.text();
        int start = Chars.skipSpaces(text, 0);
        // Lockdep once put its heads in brackets: "[ INFO: possible recursive locking detected ]".
        start = text.startsWith("[ ", start) ? start + 2 : start;
        start = line.timeSeconds() == null ? behindPrompt(text, start) : start;
        start = text.startsWith(KASAN_HINT, start) ? start + KASAN_HINT.length() : start;
        for (int at = start; at < text.length() && at < MAX_PREFIX; ) {
            OopsHead head = OopsHeads.mayStart(text, at) ? headAt(line, start, at) : null;
            if (head != null) {
                return head;
            }
            // Behind "watchdog: ", "NMI watchdog: ", "skbuff: ".
            int colon = text.indexOf(':', at);
            while (colon >= 0 && !Chars.at(text, colon + 1, ' ')) {
                colon = text.indexOf(':', colon + 1);
            }
            if (colon < 0) {
                return null;
            }
            at = colon + 2;
        }
        return null;
    }

    /** Behind {@code root@host:~# }, where a console's shell waited for a command. */
    private static int behindPrompt(String text, int from) {
        int end = Chars.skipWord(text, from);
        boolean prompt = end > from + 1
                && end + 1 < text.length()
                && (text.charAt(end - 1) == '#' || text.charAt(end - 1) == '$')
                && text.lastIndexOf('@', end) > from;
        return prompt ? end + 1 : from;
    }

    private @Nullable OopsHead headAt(LogLine line, int start, int at) {
        String text = line.text();
        // What stands without a stamp among lines with one, a program wrote to the console.
        boolean kernels = line.timeSeconds() != null || lastTimed == null;
        holes.clear();
        OopsHead head = OopsHeads.at(text, at, kernels && at == start, holes);
        // A symboliser repeats the head for each inlined function; the last, without this mark, is the kernel's.
        if (head == null || !isPrefix(text, start, at) || text.endsWith("[inline]")) {
            return null;
        }
        headAt = at;
        return head;
    }

    /** Whether a subsystem's name stands there, and not a sentence or a quotation. */
    private static boolean isPrefix(String text, int from, int to) {
        int words = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '`') {
                return false;
            }
            words += c == ' ' ? 1 : 0;
        }
        return words <= MAX_PREFIX_WORDS;
    }

    private List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        List<Oops> oopses = new ArrayList<>();
        addTail();
        joinCutOff();
        for (Report report : reports) {
            oopses.add(ReportFacts.add(report, oopses.size(), facts));
        }
        if (panic != null) {
            facts.add(panicEvent(panic));
        }
        addIdentity(facts);
        addModules(facts, oopses);
        facts.addAll(hardware.facts());
        return facts;
    }

    private boolean isWithoutHead() {
        return reports.isEmpty()
                || reports.size() == 1
                        && reports.getFirst() == panic
                        && panic != null
                        && Panics.isOfOops(panic.message());
    }

    /** An oops without its head counts where no report has one, but for the panic that it led to. */
    private void addTail() {
        Report cut = isWithoutHead() ? tail.report() : null;
        if (cut != null) {
            reports.clear();
            reports.add(cut);
        }
    }

    /** A fault's head that another CPU's report cut off, and the body that came later without a head, are one report. */
    private void joinCutOff() {
        for (Report head : cutOff) {
            int at = reports.indexOf(head);
            for (int i = at + 1; at >= 0 && i < reports.size(); i++) {
                Report body = reports.get(i);
                if (body.isBodyOf(head)) {
                    body.takeHeadOf(head);
                    reports.remove(i);
                    reports.set(at, body);
                    break;
                }
            }
        }
    }

    private PanicEvent panicEvent(Report report) {
        CpuLine cpuLine = report.cpuLine();
        for (int i = reports.size() - 1; cpuLine == null && i >= 0; i--) {
            // The panic follows at once, on the same CPU.
            cpuLine = reports.get(i).cpuLine();
        }
        return new PanicEvent(
                report.message(),
                cpuLine == null ? null : cpuLine.cpu(),
                cpuLine == null ? null : cpuLine.pid(),
                cpuLine == null ? null : cpuLine.comm(),
                null,
                report.first().source());
    }

    private void addIdentity(List<Fact> facts) {
        Report named = null;
        String hardware = boot.hardware();
        for (Report report : reports) {
            CpuLine cpuLine = report.cpuLine();
            if (named == null && cpuLine != null && cpuLine.release() != null) {
                named = report;
            }
            hardware = hardware == null ? report.hardware() : hardware;
        }
        KernelIdentity identity = boot.identity();
        if (identity == null && named != null && named.cpuLine() != null) {
            identity = BootLines.identity(
                    named.cpuLine().release(),
                    named.cpuLine().version(),
                    named.first().source());
        }
        if (identity != null) {
            facts.add(identity);
        }
        Double uptime = lastTimed == null ? null : lastTimed.timeSeconds();
        if (uptime != null || hardware != null || !boot.isEmpty()) {
            Source source = lastTimed == null ? Source.log("log") : lastTimed.source();
            facts.add(new MachineState(
                    boot.cpus(), null, boot.memoryBytes(), uptime, null, boot.hypervisor(), hardware, source));
        }
    }

    private static void addModules(List<Fact> facts, List<Oops> oopses) {
        Oops listing = null;
        Taint taint = null;
        for (Oops oops : oopses) {
            if (!oops.modules().isEmpty()) {
                listing = oops;
            }
            if (taint == null) {
                taint = TaintFlag.of(oops.tainted(), oops.source());
            }
        }
        if (taint != null) {
            facts.add(taint);
        }
        if (listing == null) {
            return;
        }
        for (String module : listing.modules()) {
            facts.add(new LoadedModule(module, null, null, List.of(), "", listing.source()));
        }
        if (listing.lastUnloaded() != null) {
            facts.add(new UnloadedModule(listing.lastUnloaded(), true, null, null, listing.source()));
        }
    }

    /** A line that says why the report or the panic after it came. */
    private record Prelude(OopsHead head, int number, String text, Map<String, String> holes) {}
}
