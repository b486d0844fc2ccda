// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left of an oops whose head is cut off: the interrupted instruction, registers, the trace, the marker of its
 * end, what a memory checker says of the object. It counts only in a log without any head.
 *
 * <p>{@code show_regs()} and {@code __die()}, arch/x86/kernel/dumpstack.c, and their like print it. A kernel that is
 * asked for its state prints the same lines and says that it was asked.
 */
final class OopsTail {
    private static final int PAGE_SIZE = 4096;

    private static final OopsHead HEAD = new OopsHead(
            OopsHead.Role.REPORT, Oops.Kind.OTHER, Guilt.INSTRUCTION, new Template("{what}"), "{what} in {function}");

    /** What the kernel says before it shows registers or stacks of which nothing is wrong. */
    private static final String[] ASKED = {"sysrq: ", "SysRq : ", "NMI backtrace for cpu", "Sending NMI", "kdb>"};

    private static final String[] STARTS = {
        "Call Trace:", "Call trace:", "CR2: ", "CS:  ", "RSP: 0018:", "RSP: 0010:", "---[ end trace"
    };

    /** What stands only in a report: of its end, of the interrupted stack of the kernel, of the caller on arm. */
    private static final String[] CERTAIN = {
        "---[ end trace", "RSP: 0018:", "RSP: 0010:", "RSP <ffff", "LR is at ", "lr : ", "ra : ", "LR ["
    };

    /** The handlers that a report passes: arch/x86/kernel/traps.c, arch/x86/mm/fault.c, kernel/panic.c, old and new. */
    private static final Cause[] CAUSES = {
        new Cause("__warn", Oops.Kind.WARNING, "WARNING"),
        new Cause("warn_slowpath_common", Oops.Kind.WARNING, "WARNING"),
        new Cause("warn_slowpath_fmt", Oops.Kind.WARNING, "WARNING"),
        new Cause("page_fault_oops", Oops.Kind.PAGE_FAULT, "BUG: unable to handle kernel paging request"),
        new Cause("no_context", Oops.Kind.PAGE_FAULT, "BUG: unable to handle kernel paging request"),
        new Cause("exc_general_protection", Oops.Kind.GENERAL_PROTECTION, "general protection fault"),
        new Cause("do_general_protection", Oops.Kind.GENERAL_PROTECTION, "general protection fault"),
        new Cause("exc_invalid_op", Oops.Kind.BUG, "kernel BUG"),
        new Cause("do_invalid_op", Oops.Kind.BUG, "kernel BUG"),
        new Cause("exc_divide_error", Oops.Kind.DIVIDE_ERROR, "divide error"),
        new Cause("do_divide_error", Oops.Kind.DIVIDE_ERROR, "divide error"),
    };

    private final CheckerLines checkers = new CheckerLines();
    private Map<String, String> holes = new HashMap<>();
    private @Nullable Report report;
    private boolean closed;
    private boolean conclusive;
    private boolean showsRegisters;
    private @Nullable String fault;

    /** Takes in a line that is no head. */
    void read(LogLine line) {
        String text = line.text();
        int at = Chars.skipSpaces(text, 0);
        boolean ofChecker = at < text.length() && checkers.read(text, at);
        if (closed || at == text.length()) {
            return;
        }
        if (startsAny(ASKED, text, at) || isStop(text, at)) {
            closed = true;
            conclusive &= isStop(text, at);
            return;
        }
        Report current = report;
        if (current == null || current.isOver()) {
            closed = conclusive && current != null && isNamed(current);
            if (closed || !ofChecker && !begins(line, text, at)) {
                return;
            }
            current = begin(line);
        }
        current.read(line);
        judge(current, text, at);
    }

    /** The report; null if nothing of an oops is there. */
    @Nullable
    Report report() {
        Report found = report;
        OopsHead lost = found == null ? null : checkers.head(found.trace());
        if (found != null && lost != null) {
            found.takeHead(lost);
            return found;
        }
        if (!conclusive || found == null || !isNamed(found)) {
            return null;
        }
        if (fault != null) {
            boolean nothing = Long.compareUnsigned(Long.parseUnsignedLong(fault, 16), PAGE_SIZE) < 0;
            holes.put("what", "BUG: unable to handle kernel paging request");
            found.prelude(
                    nothing ? Oops.Kind.NULL_DEREFERENCE : Oops.Kind.PAGE_FAULT,
                    "CR2: " + fault,
                    Map.of("address", fault));
        }
        for (Cause cause : CAUSES) {
            if (fault == null && found.trace().passes(cause.handler)) {
                holes.put("what", cause.title);
                found.prelude(cause.kind, cause.handler, Map.of());
                break;
            }
        }
        holes.putIfAbsent("what", "kernel oops");
        return found;
    }

    private static boolean isNamed(Report tail) {
        return tail.trace().firstInstruction() != null || !tail.trace().calls().isEmpty();
    }

    /** {@code CPU1: stopping}: what follows are the stacks of CPUs that did nothing wrong. */
    private static boolean isStop(String text, int at) {
        return text.startsWith("CPU", at) && text.endsWith(": stopping");
    }

    private static boolean begins(LogLine line, String text, int at) {
        Trace.Instruction instruction = InstructionLine.parse(line);
        if (instruction != null) {
            return !instruction.user();
        }
        return startsAny(STARTS, text, at) || text.indexOf("+0x") > 0 && FrameLine.parse(text) != null;
    }

    private static boolean startsAny(String[] starts, String text, int at) {
        for (String start : starts) {
            if (text.startsWith(start, at)) {
                return true;
            }
        }
        return false;
    }

    private Report begin(LogLine line) {
        showsRegisters = false;
        holes = new HashMap<>();
        Report tail = new Report(HEAD, line, line.text().strip(), holes);
        report = tail;
        return tail;
    }

    private void judge(Report tail, String text, int at) {
        if (text.startsWith("CR2: ", at)) {
            // show_regs() has CR3 in the same line; the faulting address alone stands below a page fault.
            showsRegisters = true;
            conclusive |= text.indexOf("CR3", at) < 0 && takesFault(text, at + "CR2: ".length());
        } else if (startsAny(CERTAIN, text, at)) {
            conclusive = true;
        } else if (showsRegisters || tail.trace().firstInstruction() != null) {
            conclusive |= tail.trace().hasCalls();
        } else if (text.indexOf("+0x", at) > 0) {
            conclusive |= tail.trace().passes("__warn") || tail.trace().passes("warn_slowpath_common");
        }
    }

    private boolean takesFault(String text, int from) {
        int end = Chars.skipHex(text, from);
        if (end == from || end - from > 16 || Chars.skipSpaces(text, end) < text.length()) {
            return false;
        }
        fault = text.substring(from, end);
        return true;
    }

    /** What a handler in the trace says of the kind of oops. */
    private record Cause(String handler, Oops.Kind kind, String title) {}
}
