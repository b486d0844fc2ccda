// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Diagnosis;
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
import dev.panictriage.facts.Location;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.MemoryZone;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Taint;
import dev.panictriage.facts.Task;
import dev.panictriage.facts.UnloadedModule;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * For programs. The schema is published as {@code panic-triage-1.schema.json}; members are only ever added, whatever a
 * dump may lack is left out, and addresses are hex strings.
 */
public final class JsonReport {
    public static final String SCHEMA = "panic-triage/1";

    private final Report report;

    private JsonReport(Report report) {
        this.report = report;
    }

    public static String render(Report report, String version) {
        return JsonTree.write(new JsonReport(report).document(version));
    }

    private Map<String, Object> document(String version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", SCHEMA);
        json.put("tool", Map.of("version", version));
        json.put("input", input());
        report.first(KernelIdentity.class).ifPresent(kernel -> json.put("kernel", kernel(kernel)));
        report.first(MachineState.class).ifPresent(machine -> json.put("machine", machine(machine)));
        panic().ifPresent(panic -> json.put("panic", panic));
        json.put("diagnoses", each(report.diagnoses(), this::diagnosis));
        Optional<String> main = report.mainStack();
        json.put(
                "frames",
                main.map(stack -> each(report.frames(stack), this::frame)).orElse(List.of()));
        main.flatMap(report::mainContext).ifPresent(context -> json.put("registers", registers(context)));
        main.ifPresent(stack -> json.put("exceptions", each(report.contexts(stack), JsonReport::exception)));
        json.put("cpus", each(report.all(CpuState.class), this::cpu));
        json.put("faults", each(report.all(FaultExplanation.class), JsonReport::fault));
        json.put("reports", each(report.all(Oops.class), JsonReport::oops));
        json.put("blockedTasks", each(blocked(), this::task));
        json.put("waits", each(report.all(LockWait.class), JsonReport::wait));
        json.put("modules", each(report.all(LoadedModule.class), JsonReport::module));
        json.put("unloadedModules", each(report.all(UnloadedModule.class), JsonReport::unloaded));
        report.first(Taint.class).ifPresent(taint -> json.put("taint", taint(taint)));
        report.first(MemoryStatistics.class).ifPresent(memory -> json.put("memory", memory(memory)));
        json.put("debuginfo", each(report.all(DebugInformation.class), JsonReport::debugInformation));
        json.put("bucket", bucket());
        json.put("openQuestions", each(report.open(), JsonReport::probe));
        json.put("quality", Map.of("missing", each(report.all(Unreadable.class), JsonReport::gap)));
        return json;
    }

    private Map<String, Object> input() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", report.input().kind());
        json.put("format", report.input().format());
        json.put("complete", report.input().complete());
        json.put("deficiencies", report.input().deficiencies());
        return json;
    }

    private static Map<String, Object> kernel(KernelIdentity kernel) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "release", kernel.release());
        put(json, "version", kernel.version());
        put(json, "arch", kernel.arch());
        put(json, "buildId", kernel.buildId());
        put(json, "vendor", kernel.vendor());
        return json;
    }

    private static Map<String, Object> machine(MachineState machine) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "cpusOnline", machine.cpusOnline());
        put(json, "cpusPresent", machine.cpusPresent());
        put(json, "memoryBytes", machine.memoryBytes());
        put(json, "hypervisor", machine.hypervisor());
        put(json, "hardware", machine.hardware());
        put(json, "crashTime", machine.crashTime());
        return json;
    }

    private Optional<Map<String, Object>> panic() {
        Optional<PanicEvent> panic = report.first(PanicEvent.class);
        Optional<Oops> oops = report.primaryOops();
        if (panic.isEmpty() && oops.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> json = new LinkedHashMap<>();
        put(
                json,
                "message",
                panic.map(PanicEvent::message).or(() -> oops.map(Oops::message)).orElse(null));
        put(
                json,
                "cpu",
                panic.map(PanicEvent::cpu).or(() -> oops.map(Oops::cpu)).orElse(null));
        report.first(MachineState.class)
                .map(MachineState::uptimeSeconds)
                .ifPresent(uptime -> json.put("uptimeSeconds", uptime));
        Map<String, Object> task = new LinkedHashMap<>();
        put(
                task,
                "pid",
                panic.map(PanicEvent::pid).or(() -> oops.map(Oops::pid)).orElse(null));
        put(
                task,
                "comm",
                panic.map(PanicEvent::comm).or(() -> oops.map(Oops::comm)).orElse(null));
        put(task, "address", panic.map(PanicEvent::task).orElse(null));
        if (!task.isEmpty()) {
            json.put("task", task);
        }
        Optional<ExceptionContext> context = report.mainStack().flatMap(report::mainContext);
        put(
                json,
                "faultAddress",
                context.map(ExceptionContext::faultAddress)
                        .or(() -> oops.map(Oops::faultAddress))
                        .orElse(null));
        Location rip =
                context.map(ExceptionContext::rip).or(() -> oops.map(Oops::rip)).orElse(null);
        if (rip != null) {
            json.put("rip", location(rip));
        }
        return Optional.of(json);
    }

    private Map<String, Object> diagnosis(Diagnosis diagnosis) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("signature", diagnosis.signature());
        json.put("role", lower(diagnosis.role()));
        json.put("title", diagnosis.title());
        json.put("confidence", lower(diagnosis.confidence()));
        if (diagnosis.culprit() != null) {
            Map<String, Object> culprit = new LinkedHashMap<>();
            culprit.put("kind", lower(diagnosis.culprit().kind()));
            culprit.put("name", diagnosis.culprit().name());
            json.put("culprit", culprit);
        }
        json.put("summary", diagnosis.summary());
        json.put("evidence", each(diagnosis.evidence(), evidence -> {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("text", evidence.text());
            step.put("source", evidence.source().toString());
            return step;
        }));
        json.put("missing", diagnosis.missing());
        put(json, "refutedBy", diagnosis.refutation());
        // Only what was found: a signature may explain more than this crash shows.
        json.put(
                "explains",
                report.diagnoses().stream()
                        .filter(diagnosis::explains)
                        .map(Diagnosis::signature)
                        .distinct()
                        .toList());
        json.put("advice", diagnosis.advice());
        json.put("fixes", diagnosis.fixes());
        json.put("references", diagnosis.references());
        return json;
    }

    private Map<String, Object> frame(Frame frame) {
        Map<String, Object> json = new LinkedHashMap<>();
        Integer cpu = cpuOf(frame.stack());
        put(json, "cpu", cpu);
        json.put("index", frame.index());
        json.putAll(location(frame.location()));
        put(json, "sp", frame.sp());
        put(json, "file", frame.file());
        put(json, "line", frame.line());
        json.put("trust", lower(frame.trust()));
        put(json, "exception", frame.context());
        report.sourceOf(frame).ifPresent(source -> json.put("calls", each(source.calls(), JsonReport::call)));
        List<LocalVariable> variables = report.variablesOf(frame);
        if (!variables.isEmpty()) {
            json.put("variables", each(variables, JsonReport::variable));
        }
        return json;
    }

    private static Map<String, Object> wait(LockWait wait) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("waiter", wait.who());
        json.put("kind", lower(wait.kind()));
        put(json, "object", wait.object());
        put(json, "name", wait.name());
        if (wait.where() != null) {
            json.put("where", location(wait.where()));
        }
        put(json, "holder", wait.holderWho());
        put(json, "holding", wait.holding() == null ? null : lower(wait.holding()));
        json.put("evidence", wait.evidence());
        return json;
    }

    private static Map<String, Object> debugInformation(DebugInformation debug) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("object", debug.object());
        put(json, "file", debug.file());
        json.put("problems", debug.problems());
        return json;
    }

    private static Map<String, Object> call(FrameSource.Call call) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("function", call.function());
        json.put("inlined", call.inlined());
        put(json, "file", call.file());
        put(json, "line", call.line());
        return json;
    }

    private static Map<String, Object> variable(LocalVariable variable) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("function", variable.function());
        json.put("parameter", variable.parameter());
        json.put("name", variable.name());
        json.put("type", variable.type());
        put(json, "value", variable.value());
        put(json, "why", variable.why());
        return json;
    }

    private static @Nullable Integer cpuOf(String stack) {
        return stack.startsWith("cpu ") ? Integer.valueOf(stack.substring(4)) : null;
    }

    private static Map<String, Object> location(Location location) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "address", location.address());
        put(json, "symbol", location.symbol());
        put(json, "offset", location.offset());
        put(json, "module", location.module());
        return json;
    }

    private static Map<String, Word> registers(ExceptionContext context) {
        return new java.util.TreeMap<>(context.registers());
    }

    private static Map<String, Object> exception(ExceptionContext context) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("order", context.order());
        json.put("kind", lower(context.kind()));
        put(json, "frame", context.frame());
        json.put("rip", location(context.rip()));
        put(json, "faultAddress", context.faultAddress());
        put(json, "user", context.user());
        json.put("registers", registers(context));
        json.put("source", context.source().toString());
        return json;
    }

    private Map<String, Object> cpu(CpuState cpu) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu", cpu.cpu());
        put(json, "pid", cpu.pid());
        put(json, "comm", cpu.comm());
        put(json, "task", cpu.task());
        put(json, "idle", cpu.idle());
        put(json, "interruptsEnabled", cpu.interruptsEnabled());
        put(json, "answered", cpu.answered());
        json.put("frames", each(report.frames(cpu.stack()), this::frame));
        return json;
    }

    private static Map<String, Object> fault(FaultExplanation fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("stack", fault.stack());
        json.put("order", fault.order());
        json.put("location", location(fault.location()));
        json.put("instruction", fault.instruction());
        put(json, "operand", fault.operand());
        put(json, "badRegister", fault.badRegister());
        put(json, "effectiveAddress", fault.effectiveAddress());
        put(json, "faultAddress", fault.faultAddress());
        put(json, "matches", fault.matches());
        json.put("arithmetic", fault.arithmetic());
        put(json, "origin", fault.origin());
        put(json, "expression", fault.expression());
        json.put("chain", each(fault.chain(), JsonReport::step));
        json.put("findings", fault.findings());
        return json;
    }

    private static Map<String, Object> step(FaultExplanation.Step step) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", lower(step.kind()));
        json.put("location", location(step.location()));
        put(json, "place", step.place());
        put(json, "expression", step.expression());
        put(json, "value", step.value());
        put(json, "address", step.address());
        put(json, "memoryNow", step.memoryNow());
        json.put("text", step.text());
        return json;
    }

    private static Map<String, Object> oops(Oops oops) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("order", oops.order());
        json.put("kind", lower(oops.kind()));
        json.put("title", oops.title());
        json.put("message", oops.message());
        put(json, "function", oops.function());
        put(json, "cpu", oops.cpu());
        put(json, "pid", oops.pid());
        put(json, "comm", oops.comm());
        put(json, "timeSeconds", oops.timeSeconds());
        return json;
    }

    private List<Task> blocked() {
        return report.all(Task.class).stream()
                .filter(task -> "D".equals(task.state()))
                .toList();
    }

    private Map<String, Object> task(Task task) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", task.pid());
        json.put("comm", task.comm());
        json.put("address", task.address());
        put(json, "state", task.state());
        put(json, "blockedSeconds", task.blockedSeconds());
        json.put("frames", each(report.frames(task.stack()), this::frame));
        return json;
    }

    private static Map<String, Object> module(LoadedModule module) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", module.name());
        put(json, "version", module.version());
        put(json, "state", module.state());
        if (!module.regions().isEmpty()) {
            json.put("base", module.regions().get(0).start());
            json.put("regions", each(module.regions(), region -> {
                Map<String, Object> part = new LinkedHashMap<>();
                part.put("kind", region.kind());
                part.put("start", region.start());
                part.put("bytes", region.bytes());
                return part;
            }));
        }
        json.put("taints", module.taints());
        return json;
    }

    private static Map<String, Object> unloaded(UnloadedModule module) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", module.name());
        json.put("last", module.last());
        put(json, "taints", module.taints());
        return json;
    }

    private static Map<String, Object> taint(Taint taint) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mask", taint.mask());
        json.put("letters", taint.letters());
        json.put("meanings", taint.meanings());
        return json;
    }

    private Map<String, Object> memory(MemoryStatistics memory) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "total", memory.total());
        put(json, "free", memory.free());
        put(json, "pageCache", memory.pageCache());
        put(json, "sharedMemory", memory.sharedMemory());
        put(json, "slabReclaimable", memory.slabReclaimable());
        put(json, "slabUnreclaimable", memory.slabUnreclaimable());
        put(json, "anonymous", memory.anonymous());
        put(json, "kernelStacks", memory.kernelStacks());
        put(json, "pageTables", memory.pageTables());
        put(json, "swapTotal", memory.swapTotal());
        put(json, "swapFree", memory.swapFree());
        put(json, "commitLimit", memory.commitLimit());
        put(json, "committed", memory.committed());
        put(json, "hugePagesTotal", memory.hugePagesTotal());
        put(json, "hugePagesFree", memory.hugePagesFree());
        json.put("zones", each(report.all(MemoryZone.class), JsonReport::zone));
        return json;
    }

    private static Map<String, Object> zone(MemoryZone zone) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("node", zone.node());
        json.put("name", zone.name());
        put(json, "managed", zone.managed());
        put(json, "free", zone.free());
        put(json, "min", zone.min());
        put(json, "low", zone.low());
        put(json, "high", zone.high());
        return json;
    }

    private Map<String, Object> bucket() {
        Bucket bucket = Bucket.of(report);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", bucket.id());
        json.put("title", bucket.title());
        return json;
    }

    private static Map<String, Object> probe(Probe probe) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("question", probe.question());
        json.put("crash", probe.crashCommand());
        return json;
    }

    private static Map<String, Object> gap(Unreadable gap) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", gap.what());
        json.put("why", gap.why());
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static <T> List<Map<String, Object>> each(
            List<T> items, java.util.function.Function<T, Map<String, Object>> form) {
        List<Map<String, Object>> list = new ArrayList<>(items.size());
        for (T item : items) {
            list.add(form.apply(item));
        }
        return list;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
