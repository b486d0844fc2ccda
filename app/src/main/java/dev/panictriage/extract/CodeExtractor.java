// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.debuginfo.FileCode;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeComparison;
import dev.panictriage.explain.FunctionCode;
import dev.panictriage.facts.CodeState;
import dev.panictriage.facts.CodeState.Check;
import dev.panictriage.facts.CodeState.Outcome;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.Kprobes;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether the code that faulted, and the code that called it, is what it should be. */
final class CodeExtractor implements Extractor {
    /** Stacks are not deeper, but for recursion. */
    private static final int MOST_FUNCTIONS = 256;

    private static final int LONGEST = 64 << 10;

    private final X86Decoder decoder = new X86Decoder();

    @Override
    public String subject() {
        return "the kernel's code";
    }

    @Override
    public void extract(KernelView kernel, FactSink facts) {
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            // A breakpoint's address is that behind it.
            if (FaultExtractor.isKernelFault(context) && context.kind() != ExceptionContext.Kind.BREAKPOINT) {
                boundary(kernel, context, facts);
                printed(kernel, context, facts);
            }
        }
        NavigableMap<Long, String> stacks = functionsOf(kernel, facts);
        if (!stacks.isEmpty()) {
            compare(kernel, stacks, facts);
        }
    }

    /** Is the address where an instruction begins, when the function is decoded from its start? Kernels have no data in code. */
    private static void boundary(KernelView kernel, ExceptionContext context, FactSink facts) {
        Word rip = context.rip().address();
        Symbol symbol = rip == null ? null : functionAt(kernel, rip.value());
        FunctionCode code = rip == null || symbol == null ? null : kernel.function(rip.value());
        if (rip == null || symbol == null || code == null || code.instructions().isEmpty()) {
            return;
        }
        long decoded = code.instructions().getLast().end();
        Outcome outcome = code.at(rip.value()) != null
                ? Outcome.SAME
                : rip.value() - decoded >= 0 ? Outcome.UNDECODABLE : Outcome.INSIDE_INSTRUCTION;
        if (outcome == Outcome.UNDECODABLE && rip.value() - symbol.address() >= LONGEST) {
            return;
        }
        String detail = switch (outcome) {
            case UNDECODABLE -> "no instruction is at " + Word.of(decoded);
            case INSIDE_INSTRUCTION -> "the instruction there begins before it";
            default -> null;
        };
        facts.add(new CodeState(
                Check.BOUNDARY,
                outcome,
                context.rip(),
                1,
                outcome == Outcome.SAME ? null : rip,
                null,
                null,
                null,
                null,
                context.stack(),
                detail,
                Source.code("decoded from the start of " + symbol.name())));
    }

    /** What the oops printed, against what is there now. */
    private void printed(KernelView kernel, ExceptionContext context, FactSink facts) {
        Word rip = context.rip().address();
        for (Oops oops : facts.all(Oops.class)) {
            CodeLine line = oops.code() == null || rip == null || !context.rip().isSamePlace(oops.rip())
                    ? null
                    : CodeLine.parse(oops.code(), rip.value(), decoder);
            if (line == null) {
                continue;
            }
            try {
                byte[] now = kernel.image().memory().bytes(line.start(), line.bytes().length);
                CodeComparison comparison = new CodeComparison(decoder, line.start(), line.bytes(), now);
                facts.add(state(
                        Check.PRINTED,
                        comparison.difference(),
                        context.rip(),
                        context.stack(),
                        "compared with the code that the report printed",
                        oops.source()));
            } catch (UnreadableException e) {
                // Modules may be gone, and user space is left out.
            }
        }
    }

    private static CodeState state(
            Check check,
            CodeComparison.@Nullable Difference difference,
            Location location,
            @Nullable String stack,
            String detail,
            Source source) {
        if (difference == null) {
            return new CodeState(check, Outcome.SAME, location, 1, null, null, null, null, null, stack, detail, source);
        }
        boolean breakpoint = difference.bytes() == 1
                && (difference.found().equals("cc") || difference.expected().equals("cc"));
        boolean one = difference.bit() >= 0;
        return new CodeState(
                check,
                breakpoint ? Outcome.BREAKPOINT : one ? Outcome.ONE_BIT : Outcome.DIFFERENT,
                location,
                1,
                Word.of(difference.address()),
                difference.bytes(),
                one ? (Integer) difference.bit() : null,
                difference.found(),
                difference.expected(),
                stack,
                detail,
                source);
    }

    /** The functions on the stacks of the panic and of the faults, and a stack that each is on. */
    private static NavigableMap<Long, String> functionsOf(KernelView kernel, FactSink facts) {
        Set<String> stacks = new HashSet<>();
        for (PanicEvent panic : facts.all(PanicEvent.class)) {
            if (panic.cpu() != null) {
                stacks.add(CpuState.stackOf(panic.cpu()));
            }
        }
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            if (FaultExtractor.isKernelFault(context)) {
                stacks.add(context.stack());
            }
        }
        NavigableMap<Long, String> functions = new TreeMap<>();
        for (Frame frame : facts.all(Frame.class)) {
            Word address = frame.location().address();
            if (address != null
                    && frame.reliable()
                    && stacks.contains(frame.stack())
                    && functions.size() < MOST_FUNCTIONS) {
                // What a call returns to may be of the next function.
                Symbol symbol = functionAt(kernel, frame.context() != null ? address.value() : address.value() - 1);
                if (symbol != null) {
                    functions.putIfAbsent(symbol.address(), frame.stack());
                }
            }
        }
        return functions;
    }

    private static @Nullable Symbol functionAt(KernelView kernel, long address) {
        return kernel.image()
                .symbols()
                .at(address)
                .filter(symbol -> "tTwW".indexOf(symbol.type()) >= 0 && symbol.size() > 0)
                // The trampolines of static calls are rewritten whole, and are in no table.
                .filter(symbol -> !symbol.name().startsWith("__SCT__"))
                .orElse(null);
    }

    private void compare(KernelView kernel, NavigableMap<Long, String> stacks, FactSink facts) {
        NavigableMap<Long, Integer> lengths = new TreeMap<>();
        for (Long function : stacks.keySet()) {
            Symbol symbol = functionAt(kernel, function);
            if (symbol != null && symbol.size() <= LONGEST) {
                lengths.put(function, (int) symbol.size());
            }
        }
        Set<Long> probes = probes(kernel);
        int same = 0;
        String file = "";
        for (FileCode code : kernel.debug().code(lengths)) {
            byte[] now;
            try {
                now = kernel.image().memory().bytes(code.start(), code.bytes().length);
            } catch (UnreadableException e) {
                continue;
            }
            CodeComparison.Difference difference = compare(code, now, probes);
            file = code.file();
            if (difference == null) {
                same++;
            } else {
                facts.add(state(
                        Check.FILE,
                        difference,
                        kernel.locate(difference.address()),
                        stacks.get(code.start()),
                        "compared with " + code.file(),
                        Source.code(code.file())));
            }
        }
        if (same > 0) {
            facts.add(new CodeState(
                    Check.FILE,
                    Outcome.SAME,
                    null,
                    same,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "functions on the stacks compared with " + file,
                    Source.code(file)));
        }
    }

    /** Null if they cannot be read. */
    private static @Nullable Set<Long> probes(KernelView kernel) {
        try {
            return Kprobes.addresses(kernel.image().variables());
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    CodeComparison.@Nullable Difference compare(FileCode code, byte[] now, @Nullable Set<Long> probes) {
        CodeComparison comparison = new CodeComparison(decoder, code.start(), code.bytes(), now);
        for (FileCode.Site site : code.sites()) {
            if (site.bytes() > 0) {
                comparison.allow(site.address(), site.bytes());
            } else {
                comparison.allowInstruction(site.address());
            }
        }
        comparison.allowMoved(code.slide());
        if (probes == null) {
            comparison.allowAnyProbe();
        } else {
            probes.forEach(comparison::allowProbe);
        }
        return comparison.difference();
    }
}
