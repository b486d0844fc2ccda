// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.diagnosis.Role;
import dev.panictriage.engine.Probe;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.DebugInformation;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.FrameSource;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.LoadedModule;
import dev.panictriage.facts.LocalVariable;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.RootBlocker;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.WaitCycle;
import dev.panictriage.facts.Word;
import dev.panictriage.rules.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** For the person who is woken: the verdict in the first two lines, then the argument, then the context. */
public final class TextReport {
    private static final int FRAMES_OF_OTHER_CPUS = 12;
    private static final int BLOCKED_TASKS = 8;
    private static final int CHAINS = 8;
    private static final int LINKS = 8;

    /** Columns of the names of the context. */
    private static final int NAME = 13;

    private final Report report;
    private final Style style;
    private final StringBuilder out = new StringBuilder(4096);

    private TextReport(Report report, Style style) {
        this.report = report;
        this.style = style;
    }

    public static String render(Report report, Style style) {
        return new TextReport(report, style).render();
    }

    private String render() {
        verdict();
        List<Diagnosis> diagnoses = report.diagnoses();
        if (diagnoses.size() > 1) {
            chain(diagnoses);
        }
        diagnoses.forEach(this::argument);
        explanation();
        waits();
        open();
        context();
        stacks();
        notReadable();
        return out.toString();
    }

    /** A CPU's name says that it is one. */
    private static String named(Culprit culprit) {
        return culprit.kind() == Culprit.Kind.CPU
                ? culprit.name().replaceFirst("^cpu ", "CPU ")
                : lower(culprit.kind()) + " " + culprit.name();
    }

    private void verdict() {
        Optional<Diagnosis> root = report.triage().rootCause();
        if (root.isPresent()) {
            Diagnosis cause = root.get();
            line(style.bold(safe(cause.title())));
            String culprit = cause.culprit() == null ? "" : ", culprit: " + safe(named(cause.culprit()));
            line(confidence(cause.confidence()) + " (" + cause.signature() + ")" + culprit + "; " + where());
        } else if (report.isCrash()) {
            line(style.bold(safe(Bucket.of(report).title())));
            line(style.yellow("Cause not known: no signature matches") + "; " + where());
        } else if (report.isBlind()) {
            line(style.bold("Too little of " + safe(report.input().name()) + " can be read to tell what happened"));
            line(where());
        } else {
            line(style.bold("No crash found in " + safe(report.input().name())));
            line(where());
        }
    }

    private String where() {
        List<String> parts = new ArrayList<>();
        report.first(KernelIdentity.class)
                .filter(kernel -> kernel.release() != null)
                .ifPresent(kernel -> parts.add("Linux " + safe(String.valueOf(kernel.release()))));
        Optional<PanicEvent> panic = report.first(PanicEvent.class);
        if (panic.isPresent()) {
            addTask(parts, panic.get().cpu(), panic.get().pid(), panic.get().comm());
        } else {
            report.first(Oops.class).ifPresent(oops -> addTask(parts, oops.cpu(), oops.pid(), oops.comm()));
        }
        report.first(MachineState.class)
                .map(MachineState::uptimeSeconds)
                .ifPresent(seconds -> parts.add("up " + duration(seconds)));
        return parts.isEmpty() ? safe(report.input().format()) : String.join(", ", parts);
    }

    private static void addTask(
            List<String> parts, @Nullable Integer cpu, @Nullable Integer pid, @Nullable String comm) {
        if (cpu != null) {
            parts.add("CPU " + cpu);
        }
        if (comm != null) {
            parts.add(safe(comm) + (pid == null ? "" : " (pid " + pid + ")"));
        }
    }

    private void chain(List<Diagnosis> diagnoses) {
        heading("Chain, root cause first");
        for (int i = 0; i < diagnoses.size(); i++) {
            Diagnosis diagnosis = diagnoses.get(i);
            boolean follows = diagnoses.subList(0, i).stream().anyMatch(earlier -> earlier.explains(diagnosis));
            line("  " + (i + 1) + ". " + (follows ? "which led to: " : i == 0 ? "" : "also: ") + safe(diagnosis.title())
                    + style.dim(" (" + diagnosis.signature() + ", " + lower(diagnosis.confidence()) + ")"));
        }
    }

    private void argument(Diagnosis diagnosis) {
        heading((diagnosis.role() == Role.CAUSE ? "Why: " : "Symptom: ") + diagnosis.signature());
        paragraph("  ", safe(diagnosis.summary()));
        int step = 0;
        for (Evidence evidence : diagnosis.evidence()) {
            step++;
            paragraph("  " + step + ". ", safe(evidence.text()));
            line("       " + style.dim(safe(evidence.source().toString())));
        }
        list("Not proven", diagnosis.missing());
        if (diagnosis.refutation() != null && diagnosis.role() == Role.CAUSE) {
            list("Would refute it", List.of(diagnosis.refutation()));
        }
        list("What to do", diagnosis.advice());
        list("Known fixes", diagnosis.fixes());
        list("See", diagnosis.references());
    }

    private void explanation() {
        List<FaultExplanation> faults = report.all(FaultExplanation.class).stream()
                .filter(fault -> fault.access() != null || fault.origin() != null || fault.expression() != null)
                .toList();
        if (faults.isEmpty() || !report.diagnoses().isEmpty()) {
            return;
        }
        heading("The faulting instruction");
        for (FaultExplanation fault : faults) {
            line("  " + safe(fault.location().toString()) + ": " + safe(fault.instruction()));
            paragraph("  ", safe(fault.arithmetic()));
            if (fault.expression() != null) {
                paragraph("  ", safe("In C: " + fault.expression()));
            }
            List<String> links = fault.sentences();
            links.stream().limit(LINKS).forEach(link -> paragraph("  - ", safe(link)));
            if (links.size() > LINKS) {
                line("  ...");
            }
            for (String finding : fault.findings()) {
                paragraph("  - ", safe(finding));
            }
        }
    }

    private void waits() {
        List<WaitCycle> cycles = report.all(WaitCycle.class);
        List<RootBlocker> roots = report.all(RootBlocker.class);
        if (cycles.isEmpty() && roots.isEmpty()) {
            return;
        }
        heading("Who waits for whom");
        cycles.stream().limit(CHAINS).forEach(cycle -> paragraph("  ", safe(Waits.sentence(cycle))));
        roots.stream().limit(CHAINS).forEach(root -> paragraph("  ", safe(Waits.sentence(root))));
    }

    private void open() {
        List<Probe> open = report.open();
        if (open.isEmpty()) {
            return;
        }
        heading("To settle what is open");
        for (Probe probe : open) {
            line("  crash> " + safe(probe.crashCommand()) + style.dim("   # " + safe(probe.question())));
        }
    }

    private void context() {
        heading("Context");
        report.first(PanicEvent.class).ifPresent(panic -> field("panic", safe(panic.message())));
        report.primaryOops().ifPresent(oops -> field("first report", safe(oops.message())));
        report.first(KernelIdentity.class)
                .ifPresent(kernel -> field("kernel", join(" ", kernel.release(), kernel.version(), kernel.arch())));
        report.first(MachineState.class).ifPresent(this::machine);
        report.first(MemoryStatistics.class).ifPresent(this::memory);
        report.first(Taint.class)
                .ifPresent(taint -> field(
                        "taint",
                        taint.mask() == 0
                                ? "none"
                                : safe(taint.letters() + ": " + String.join(", ", taint.meanings()))));
        modules();
        List<Task> blocked = report.all(Task.class).stream()
                .filter(task -> "D".equals(task.state()))
                .toList();
        if (!blocked.isEmpty()) {
            field("blocked", blocked.size() + " tasks in uninterruptible sleep");
            blocked.stream().limit(BLOCKED_TASKS).forEach(this::blockedTask);
        }
        report.first(DebugInformation.class).ifPresent(debug -> field("debuginfo", safe(debugInformation(debug))));
        field("input", safe(report.input().format()) + (report.input().complete() ? "" : ", not complete"));
        field("bucket", Bucket.of(report).id());
    }

    private void machine(MachineState machine) {
        List<String> parts = new ArrayList<>();
        if (machine.hardware() != null) {
            parts.add(safe(machine.hardware()));
        }
        Integer cpus = machine.cpusOnline() == null ? machine.cpusPresent() : machine.cpusOnline();
        if (cpus != null) {
            parts.add(cpus + " CPUs");
        }
        if (machine.memoryBytes() != null) {
            parts.add(MemoryStatistics.amount(machine.memoryBytes()));
        }
        if (machine.hypervisor() != null) {
            parts.add("hypervisor: " + safe(machine.hypervisor()));
        }
        if (!parts.isEmpty()) {
            field("machine", String.join(", ", parts));
        }
    }

    private void memory(MemoryStatistics memory) {
        List<String> parts = new ArrayList<>();
        amount(parts, "total", memory.total());
        amount(parts, "free", memory.free());
        amount(parts, "page cache", memory.pageCache());
        amount(parts, "anonymous", memory.anonymous());
        amount(parts, "slab unreclaimable", memory.slabUnreclaimable());
        if (memory.swapTotal() != null && memory.swapTotal() > 0) {
            amount(parts, "swap", memory.swapTotal());
            amount(parts, "swap free", memory.swapFree());
        }
        if (!parts.isEmpty()) {
            field("memory", String.join(", ", parts));
        }
    }

    private void modules() {
        List<LoadedModule> modules = report.all(LoadedModule.class);
        if (!modules.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (LoadedModule module : modules) {
                names.add(safe(module.name()) + (module.taints().isEmpty() ? "" : "(" + safe(module.taints()) + ")"));
            }
            paragraph("  " + padded("modules", NAME) + " ", String.join(" ", names));
        }
        List<UnloadedModule> unloaded = report.all(UnloadedModule.class);
        if (!unloaded.isEmpty()) {
            List<String> names = new ArrayList<>();
            for (UnloadedModule module : unloaded) {
                names.add(safe(module.name()) + (module.last() ? " (last)" : ""));
            }
            field("unloaded", String.join(" ", names));
        }
    }

    private void blockedTask(Task task) {
        List<Frame> frames = report.frames(task.stack());
        String waits = frames.stream()
                .map(frame -> String.valueOf(frame.location().symbol()))
                .limit(6)
                .reduce((a, b) -> a + " < " + b)
                .orElse("");
        line("                " + safe(task.comm()) + " (pid " + task.pid() + ") " + safe(waits));
    }

    private void stacks() {
        Optional<String> main = report.mainStack();
        main.ifPresent(stack -> {
            heading("Stack of " + safe(stack));
            frames(report.frames(stack), Integer.MAX_VALUE, true);
        });
        for (CpuState cpu : report.all(CpuState.class)) {
            if (main.isPresent() && cpu.stack().equals(main.get())) {
                continue;
            }
            String state = Boolean.FALSE.equals(cpu.answered()) ? "did not answer" : cpuState(cpu);
            heading("CPU " + cpu.cpu() + ": " + state);
            frames(report.frames(cpu.stack()), FRAMES_OF_OTHER_CPUS, false);
        }
    }

    private static String cpuState(CpuState cpu) {
        StringBuilder text = new StringBuilder();
        if (cpu.comm() != null) {
            text.append(safe(cpu.comm())).append(" (pid ").append(cpu.pid()).append(')');
        }
        if (cpu.interruptsEnabled() != null) {
            text.append(", interrupts ").append(cpu.interruptsEnabled() ? "on" : "off");
        }
        return text.toString();
    }

    private void frames(List<Frame> frames, int limit, boolean registers) {
        int shown = 0;
        for (Frame frame : frames) {
            if (shown++ == limit) {
                line(style.dim("      ... " + (frames.size() - limit) + " more"));
                break;
            }
            FrameSource source = report.sourceOf(frame).orElse(null);
            inlinedCalls(source, registers ? report.variablesOf(frame) : List.of());
            String trust = frame.reliable() ? " " : "?";
            String address =
                    frame.location().address() == null ? "" : frame.location().address() + " ";
            line("  " + trust + "#" + padded(String.valueOf(frame.index()), 3)
                    + style.dim(address)
                    + safe(frame.location().toString())
                    + style.dim(place(frame, source)));
            if (registers) {
                String function =
                        source == null ? null : source.calls().getLast().function();
                variables(report.variablesOf(frame), function);
            }
            if (registers && frame.context() != null) {
                report.contexts(frame.stack()).stream()
                        .filter(context -> frame.context() == context.order())
                        .forEach(this::registers);
            }
        }
    }

    private static String place(Frame frame, @Nullable FrameSource source) {
        if (source != null) {
            return place(source.calls().getLast());
        }
        return frame.file() == null ? "" : " " + safe(frame.file()) + ":" + frame.line();
    }

    private static String place(FrameSource.Call call) {
        return call.file() == null ? "" : " " + safe(call.file()) + (call.line() == null ? "" : ":" + call.line());
    }

    private void inlinedCalls(@Nullable FrameSource source, List<LocalVariable> variables) {
        if (source == null) {
            return;
        }
        for (FrameSource.Call call : source.calls()) {
            if (call.inlined()) {
                line("       " + style.dim("inlined ") + safe(call.function()) + style.dim(place(call)));
                variables(variables, call.function());
            }
        }
    }

    /** Those of a function, of which something is known; and how many others there are. */
    private void variables(List<LocalVariable> variables, @Nullable String function) {
        int unknown = 0;
        for (LocalVariable variable : variables) {
            if (!variable.function().equals(function)) {
                continue;
            }
            if (variable.value() == null) {
                unknown++;
            } else {
                line("           " + safe(variable.name()) + " = " + safe(variable.value()));
            }
        }
        if (unknown > 0) {
            line(style.dim("           " + unknown + (unknown == 1 ? " variable" : " variables") + " optimized out"));
        }
    }

    private void registers(ExceptionContext context) {
        String address = context.faultAddress() == null ? "" : " at " + context.faultAddress();
        line(style.dim("        --- " + lower(context.kind()).replace('_', ' ') + address + " ---"));
        StringBuilder row = new StringBuilder();
        int inRow = 0;
        for (String name : REGISTER_ORDER) {
            Word value = context.registers().get(name);
            if (value == null) {
                continue;
            }
            row.append(" ".repeat(Math.max(0, 8 - name.length())))
                    .append(name)
                    .append(' ')
                    .append(value.toString().substring(2));
            if (++inRow == 3) {
                line(style.dim("      " + row));
                row.setLength(0);
                inRow = 0;
            }
        }
        if (inRow > 0) {
            line(style.dim("      " + row));
        }
    }

    private static final List<String> REGISTER_ORDER = List.of(
            "rip",
            "rsp",
            "eflags",
            "rax",
            "rbx",
            "rcx",
            "rdx",
            "rsi",
            "rdi",
            "rbp",
            "r8",
            "r9",
            "r10",
            "r11",
            "r12",
            "r13",
            "r14",
            "r15",
            "orig_rax",
            "cs",
            "ss");

    private void notReadable() {
        List<String> lines = new ArrayList<>();
        for (String deficiency : report.input().deficiencies()) {
            lines.add(safe(deficiency));
        }
        for (Unreadable gap : report.all(Unreadable.class)) {
            lines.add(safe(gap.what() + ": " + gap.why()));
        }
        if (!lines.isEmpty()) {
            heading("Not readable");
            lines.forEach(text -> line("  - " + text));
        }
    }

    private static String debugInformation(DebugInformation debug) {
        if (debug.file() != null) {
            return debug.file();
        }
        String none = "none; it would add source lines, inlined calls and variables";
        return debug.problems().isEmpty() ? none : none + "; refused: " + String.join("; ", debug.problems());
    }

    private String confidence(Confidence confidence) {
        return switch (confidence) {
            case CONFIRMED -> style.red("CONFIRMED");
            case PROBABLE -> style.yellow("Probable");
            case POSSIBLE -> style.yellow("Possible");
        };
    }

    private void heading(String text) {
        out.append('\n');
        line(style.bold(text));
    }

    private void field(String name, String value) {
        line("  " + padded(name, NAME) + " " + value);
    }

    private void list(String title, List<String> items) {
        if (items.isEmpty()) {
            return;
        }
        line("  " + style.bold(title + ":"));
        for (String item : items) {
            paragraph("  - ", safe(item));
        }
    }

    private void paragraph(String indent, String text) {
        String hanging = " ".repeat(indent.length());
        int width = 110 - indent.length();
        String rest = text;
        String prefix = indent;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int cut = space <= 0 ? width : space;
            line(prefix + rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
            prefix = hanging;
        }
        line(prefix + rest);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private static void amount(List<String> parts, String name, @Nullable Long bytes) {
        if (bytes != null) {
            parts.add(name + " " + MemoryStatistics.amount(bytes));
        }
    }

    private static String duration(double seconds) {
        long whole = (long) seconds;
        long days = whole / 86_400;
        String clock = twoDigits(whole / 3600 % 24) + ":" + twoDigits(whole / 60 % 60) + ":" + twoDigits(whole % 60);
        return days == 0 ? clock : days + " days " + clock;
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    // Not String.format(), whose first call costs a good ten milliseconds.
    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String join(String separator, @Nullable String... parts) {
        List<String> present = new ArrayList<>();
        for (String part : parts) {
            if (part != null) {
                present.add(safe(part));
            }
        }
        return String.join(separator, present);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String safe(String text) {
        return Printable.of(text);
    }
}
