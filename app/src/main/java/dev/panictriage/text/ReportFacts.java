// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The facts of one {@link Report}. */
final class ReportFacts {
    /** x86 page fault error codes, {@code arch/x86/include/asm/trap_pf.h}. */
    private static final long PF_PROT = 1;

    private static final long PF_WRITE = 2;
    private static final long PF_INSTR = 16;

    private final Report report;
    private final int order;
    private final String stack;
    private final List<Trace.Entry> entries;

    private ReportFacts(Report report, int order, @Nullable String function) {
        this.report = report;
        this.order = order;
        this.stack = "oops " + order;
        this.entries = mainTrace(report.trace().entries(), function);
    }

    /** Appends the report's facts: the {@link Oops}, its {@link Frame}s and its {@link ExceptionContext}s. */
    static Oops add(Report report, int order, List<Fact> facts) {
        String function = report.head().guilt().find(report, report.head().innocent());
        ReportFacts builder = new ReportFacts(report, order, function);
        Oops oops = builder.oops(function == null ? null : RustName.of(function));
        facts.add(oops);
        builder.addStack(oops.faultAddress(), facts);
        return oops;
    }

    private Oops oops(@Nullable String function) {
        Map<String, String> details = new HashMap<>(report.holes());
        CpuLine cpuLine = report.cpuLine();
        Integer cpu = Chars.number(details.remove("cpu"));
        Integer pid = Chars.number(details.remove("pid"));
        String comm = details.remove("comm");
        if (cpuLine != null) {
            cpu = cpuLine.cpu() != null ? cpuLine.cpu() : cpu;
            // A hung or stalled task is named by the head; the CPU line is the watchdog's.
            pid = pid != null || cpuLine.pid() == null ? pid : cpuLine.pid();
            comm = comm != null || cpuLine.comm() == null ? comm : cpuLine.comm();
        }
        details.remove("at");
        Word errorCode = Chars.word(details.remove("code"));
        Trace.Instruction instruction = firstKernelInstruction();
        Word faultAddress = faultAddress(details.remove("address"), instruction);
        Oops.Access access = access(details.remove("how"), errorCode);
        Oops.Kind kind = kind(errorCode, faultAddress);
        String file = details.remove("file");
        details.remove("path");
        details.remove("line");
        return new Oops(
                stack,
                order,
                kind,
                report.message(),
                title(kind, function, access),
                function,
                cpu,
                pid,
                comm,
                report.first().timeSeconds(),
                instruction == null ? null : instruction.location(),
                faultAddress,
                access,
                errorCode == null ? null : (Long) errorCode.value(),
                placeOf(file),
                report.code(),
                cpuLine == null ? null : cpuLine.tainted(),
                report.modules(),
                report.lastUnloaded(),
                details,
                report.first().source());
    }

    /** {@code file:line} of an assertion, as its hole or else as the head has it. */
    private @Nullable String placeOf(@Nullable String file) {
        String text = file != null ? file : report.message();
        int colon = text.indexOf(".c:");
        colon = colon < 0 ? text.indexOf(".h:") : colon;
        if (colon < 0) {
            return null;
        }
        int start = colon;
        while (start > 0 && text.charAt(start - 1) != ' ') {
            start--;
        }
        return text.substring(start, Chars.skipDigits(text, colon + 3));
    }

    private @Nullable Word faultAddress(@Nullable String printed, Trace.@Nullable Instruction instruction) {
        Word address = Chars.word(printed);
        boolean guard = report.kind() == Oops.Kind.STACK_GUARD_PAGE;
        if (guard && address != null && address.value() >>> Integer.SIZE == 0) {
            // %p prints a hash of 32 bits since 4.15 (ad67b74d2469).
            address = null;
        }
        if (address == null && instruction != null && (guard || isPageFault(report.kind()))) {
            address = instruction.registers().get("cr2");
            // Old kernels show it at the end, below the instruction's second line.
            Trace.Instruction last = report.trace().lastInstruction();
            address = address == null && last != null ? last.registers().get("cr2") : address;
        }
        return address;
    }

    private Oops.@Nullable Access access(@Nullable String printed, @Nullable Word errorCode) {
        if (report.access() != null) {
            return report.access();
        }
        if (printed != null) {
            return printed.contains("write") || printed.contains("store")
                    ? Oops.Access.WRITE
                    : printed.contains("read") || printed.contains("data") ? Oops.Access.READ : null;
        }
        if (errorCode == null || !isX86() || !isPageFault(report.kind())) {
            return null;
        }
        return (errorCode.value() & PF_INSTR) != 0
                ? Oops.Access.EXECUTE
                : (errorCode.value() & PF_WRITE) != 0 ? Oops.Access.WRITE : Oops.Access.READ;
    }

    /** A protection violation is told from a page that is not there by the error code. */
    private Oops.Kind kind(@Nullable Word errorCode, @Nullable Word faultAddress) {
        Oops.Kind kind = report.kind();
        if (kind == Oops.Kind.PAGE_FAULT && isInNullPage(faultAddress)) {
            return Oops.Kind.NULL_DEREFERENCE;
        }
        if (kind != Oops.Kind.PAGE_FAULT || errorCode == null || faultAddress == null || !isX86()) {
            return kind;
        }
        long code = errorCode.value();
        if ((code & PF_PROT) == 0) {
            return kind;
        }
        boolean userSpace = faultAddress.value() >= 0;
        if ((code & PF_INSTR) != 0) {
            return userSpace ? Oops.Kind.SMEP_VIOLATION : Oops.Kind.NX_VIOLATION;
        }
        if (userSpace) {
            return Oops.Kind.SMAP_VIOLATION;
        }
        return (code & PF_WRITE) != 0 ? Oops.Kind.READ_ONLY_WRITE : kind;
    }

    /** s390 and powerpc do not say so themselves. */
    private static boolean isInNullPage(@Nullable Word address) {
        return address != null && address.value() >= 0 && address.value() < 4096;
    }

    private boolean isX86() {
        Trace.Instruction instruction = firstKernelInstruction();
        if (instruction == null) {
            return false;
        }
        String text = instruction.line().text();
        return text.contains("IP: ")
                || text.contains("IP is at")
                || instruction.registers().containsKey("rax");
    }

    private static boolean isPageFault(Oops.Kind kind) {
        return switch (kind) {
            case NULL_DEREFERENCE, PAGE_FAULT, NX_VIOLATION, SMEP_VIOLATION, SMAP_VIOLATION, READ_ONLY_WRITE -> true;
            default -> false;
        };
    }

    private String title(Oops.Kind kind, @Nullable String function, Oops.@Nullable Access access) {
        String title = report.head().title();
        if (kind == Oops.Kind.NULL_DEREFERENCE) {
            title = OopsHeads.NULL;
        }
        String file = report.holes().get("file");
        if (function == null && kind == Oops.Kind.UBSAN && file != null) {
            title = title.replace("{function}", file);
        } else if (function == null) {
            title = title.replace(" in {function}", "");
        } else {
            title = title.replace("{function}", SystemCalls.bare(function));
        }
        String verb = access == Oops.Access.WRITE ? "Write" : access == Oops.Access.READ ? "Read" : null;
        title = verb == null ? title.replace(" {access}", "") : title.replace("{access}", verb);
        if (title.indexOf('{') >= 0) {
            for (Map.Entry<String, String> hole : report.holes().entrySet()) {
                title = title.replace("{" + hole.getKey() + "}", hole.getValue());
            }
        }
        return title;
    }

    private Trace.@Nullable Instruction firstKernelInstruction() {
        for (Trace.Entry entry : entries) {
            if (entry instanceof Trace.Instruction instruction && !instruction.user()) {
                return instruction;
            }
        }
        return null;
    }

    /**
     * The call trace that the report is about: the first that shows the guilty function, else the first; with the
     * instruction and registers printed above it.
     */
    private static List<Trace.Entry> mainTrace(List<Trace.Entry> entries, @Nullable String function) {
        List<Trace.Entry> firstTrace = List.of();
        List<Trace.Entry> current = new ArrayList<>();
        boolean shows = false;
        for (int i = 0; i <= entries.size(); i++) {
            boolean boundary = i == entries.size() || hasCall(current) && startsTrace(entries, i);
            if (boundary) {
                if (shows) {
                    return current;
                }
                if (firstTrace.isEmpty()) {
                    firstTrace = current;
                }
                current = new ArrayList<>();
            }
            if (i < entries.size()) {
                Trace.Entry entry = entries.get(i);
                if (!(entry instanceof Trace.Call call) || call.inCalls()) {
                    current.add(entry);
                    shows |= function != null && function.equals(functionOf(entry));
                }
            }
        }
        return firstTrace;
    }

    private static boolean hasCall(List<Trace.Entry> entries) {
        for (Trace.Entry entry : entries) {
            if (entry instanceof Trace.Call) {
                return true;
            }
        }
        return false;
    }

    /** Whether a title, or a kernel instruction with nothing but a title before the next call, stands there. */
    private static boolean startsTrace(List<Trace.Entry> entries, int from) {
        for (int i = from; i < entries.size(); i++) {
            Trace.Entry entry = entries.get(i);
            if (entry instanceof Trace.Title title) {
                return title.calls();
            }
            if (!(entry instanceof Trace.Instruction instruction) || instruction.user()) {
                return false;
            }
        }
        return false;
    }

    private static @Nullable String functionOf(Trace.Entry entry) {
        String symbol = null;
        if (entry instanceof Trace.Call call) {
            symbol = call.frame().location().symbol();
        } else if (entry instanceof Trace.Instruction instruction) {
            symbol = instruction.location().symbol();
        }
        return symbol == null ? null : Trace.withoutSuffix(symbol);
    }

    private void addStack(@Nullable Word faultAddress, List<Fact> facts) {
        int contexts = 0;
        for (Trace.Entry entry : entries) {
            contexts += entry instanceof Trace.Instruction ? 1 : 0;
        }
        // The log shows the latest exception first.
        int context = contexts;
        int index = 0;
        String entryFunction = null;
        boolean innermost = true;
        for (Trace.Entry entry : entries) {
            if (entry instanceof Trace.Call call) {
                facts.add(frame(index++, call.frame(), call.line()));
                entryFunction = call.frame().location().symbol();
            } else if (entry instanceof Trace.Instruction instruction) {
                context--;
                Integer frame = instruction.user() ? null : (Integer) index;
                facts.add(new ExceptionContext(
                        stack,
                        context,
                        frame,
                        innermost ? kindOfReport(instruction) : EntryCode.kindOf(entryFunction, instruction.user()),
                        instruction.location(),
                        registers(instruction),
                        innermost ? faultAddress : null,
                        instruction.user(),
                        instruction.line().source()));
                if (!instruction.user()) {
                    facts.add(new Frame(
                            stack,
                            index++,
                            instruction.location(),
                            instruction.registers().get("rsp"),
                            instruction.registers().get("rbp"),
                            Frame.Trust.REGISTERS,
                            context,
                            null,
                            null,
                            instruction.line().source()));
                }
                innermost = false;
            }
        }
    }

    private static Map<String, Word> registers(Trace.Instruction instruction) {
        Word rip = instruction.location().address();
        if (rip == null || instruction.registers().containsKey("rip")) {
            return instruction.registers();
        }
        Map<String, Word> registers = new HashMap<>(instruction.registers());
        registers.put("rip", rip);
        return registers;
    }

    private Frame frame(int index, FrameLine frame, LogLine line) {
        return new Frame(
                stack,
                index,
                frame.location(),
                null,
                null,
                frame.scanned() ? Frame.Trust.SCANNED : Frame.Trust.PRINTED,
                null,
                null,
                null,
                line.source());
    }

    private ExceptionContext.Kind kindOfReport(Trace.Instruction instruction) {
        if (instruction.user()) {
            return ExceptionContext.Kind.UNKNOWN;
        }
        return switch (report.kind()) {
            case NULL_DEREFERENCE, PAGE_FAULT, NX_VIOLATION, SMEP_VIOLATION, SMAP_VIOLATION, READ_ONLY_WRITE ->
                ExceptionContext.Kind.PAGE_FAULT;
            case GENERAL_PROTECTION -> ExceptionContext.Kind.GENERAL_PROTECTION;
            case DIVIDE_ERROR -> ExceptionContext.Kind.DIVIDE_ERROR;
            case DOUBLE_FAULT, STACK_GUARD_PAGE -> ExceptionContext.Kind.DOUBLE_FAULT;
            case INT3 -> ExceptionContext.Kind.BREAKPOINT;
            case SEGMENT_FAULT -> ExceptionContext.Kind.STACK_SEGMENT;
            case ALIGNMENT_CHECK -> ExceptionContext.Kind.ALIGNMENT_CHECK;
            case BUG, WARNING, INVALID_OPCODE, LIST_CORRUPTION, USERCOPY, REFCOUNT, ODEBUG, FORTIFY ->
                ExceptionContext.Kind.INVALID_OPCODE;
            case HARD_LOCKUP, NMI -> ExceptionContext.Kind.NMI;
            case SOFT_LOCKUP -> ExceptionContext.Kind.INTERRUPT;
            default -> ExceptionContext.Kind.UNKNOWN;
        };
    }
}
