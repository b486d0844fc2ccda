// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Oops;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left of an oops whose head is cut off: the interrupted instruction, registers, the trace, the marker of its
 * end. It counts only in a log without any head.
 *
 * <p>{@code show_regs()} and {@code __die()}, arch/x86/kernel/dumpstack.c, and their like print it. A kernel that is
 * asked for its state prints the same lines and says that it was asked.
 */
final class OopsTail {
    private static final OopsHead HEAD = new OopsHead(
            OopsHead.Role.REPORT, Oops.Kind.OTHER, Guilt.INSTRUCTION, new Template("{what}"), "{what} in {function}");
    private static final int PAGE_SIZE = 4096;

    /** What the kernel says before it shows registers or stacks of which nothing is wrong. */
    private static final String[] ASKED = {"sysrq: ", "SysRq : ", "NMI backtrace for cpu", "Sending NMI", "kdb>"};

    private static final String[] STARTS = {"Call Trace:", "Call trace:", "CR2: ", "CS:  ", "RSP: 0018:", "RSP: 0010:"};

    /** What stands only in a report: of its end, of the interrupted stack of the kernel, of the caller on arm. */
    private static final String[] ENDS = {
        "---[ end trace", "RSP: 0018:", "RSP: 0010:", "RSP <ffff", "LR is at ", "lr : ", "ra : ", "LR ["
    };

    private Map<String, String> holes = new HashMap<>();
    private @Nullable Report report;
    private boolean asked;
    private boolean conclusive;
    private boolean showsRegisters;

    /** Takes in a line that is no head. */
    void read(LogLine line) {
        if (asked || conclusive && report != null && report.isOver()) {
            return;
        }
        String text = line.text();
        int at = Chars.skipSpaces(text, 0);
        if (at == text.length()) {
            return;
        }
        if (Machinery.starts(ASKED, text.substring(at))) {
            asked = true;
            return;
        }
        if (report == null || report.isOver()) {
            if (!begins(line, text, at)) {
                return;
            }
            begin(line);
        }
        report.read(line);
        judge(report, text, at);
    }

    /** The report; null if nothing of an oops is there. */
    @Nullable
    Report report() {
        if (asked || !conclusive || report == null) {
            return null;
        }
        if (report.trace().firstInstruction() == null && report.trace().calls().isEmpty()) {
            return null;
        }
        holes.putIfAbsent("what", "kernel oops");
        return report;
    }

    private static boolean begins(LogLine line, String text, int at) {
        Trace.Instruction instruction = InstructionLine.parse(line);
        if (instruction != null) {
            return !instruction.user();
        }
        for (String start : STARTS) {
            if (text.startsWith(start, at)) {
                return true;
            }
        }
        return false;
    }

    private void begin(LogLine line) {
        showsRegisters = false;
        holes = new HashMap<>();
        report = new Report(HEAD, line, line.text().strip(), holes);
    }

    private void judge(Report tail, String text, int at) {
        if (text.startsWith("CR2: ", at)) {
            // show_regs() has CR3 in the same line; the faulting address alone stands below a page fault.
            showsRegisters = true;
            conclusive |= text.indexOf("CR3", at) < 0 && takesFault(tail, text, at + "CR2: ".length());
        } else if (Machinery.starts(ENDS, text.substring(at))) {
            conclusive = true;
        } else if (showsRegisters || tail.trace().firstInstruction() != null) {
            conclusive |= tail.trace().hasCalls();
        }
    }

    private boolean takesFault(Report tail, String text, int from) {
        int end = Chars.skipHex(text, from);
        if (end == from || end - from > 16 || Chars.skipSpaces(text, end) < text.length()) {
            return false;
        }
        long address = Long.parseUnsignedLong(text, from, end, 16);
        boolean nothing = Long.compareUnsigned(address, PAGE_SIZE) < 0;
        holes.put("what", "BUG: unable to handle kernel " + (nothing ? "NULL pointer dereference" : "paging request"));
        tail.prelude(
                nothing ? Oops.Kind.NULL_DEREFERENCE : Oops.Kind.PAGE_FAULT,
                text.strip(),
                Map.of("address", text.substring(from, end)));
        return true;
    }
}
