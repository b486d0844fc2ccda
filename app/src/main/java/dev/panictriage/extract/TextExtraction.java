// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.engine.Probe;
import dev.panictriage.engine.Witness;
import dev.panictriage.explain.CpuIndex;
import dev.panictriage.explain.FaultExplainer;
import dev.panictriage.explain.SpinLoops;
import dev.panictriage.explain.TaskPointers;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PageState;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Word;
import dev.panictriage.text.MemoryWord;
import dev.panictriage.text.StructDump;
import dev.panictriage.text.Transcript;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All facts of a text with what follows from them by computation, and the answers to the rules' questions. */
public final class TextExtraction implements Witness {
    private final Transcript transcript;
    private final TextCode code;
    private final TextAddresses addresses;

    public TextExtraction(Transcript transcript) {
        this.transcript = transcript;
        this.code = new TextCode(transcript);
        this.addresses = new TextAddresses(transcript.facts(), code);
    }

    /** A log, which has neither listings nor words of memory. */
    public static TextExtraction ofLog(List<Fact> facts) {
        return new TextExtraction(new Transcript(facts, List.of(), List.of(), List.of(), Map.of(), Map.of()));
    }

    /** The text's own facts, explained. */
    public List<Fact> facts() {
        FactSink facts = new FactSink();
        for (Fact fact : transcript.facts()) {
            if (fact instanceof AddressIdentity printed) {
                facts.add(addresses.placed(printed));
            } else {
                facts.add(fact instanceof PageState page ? withRoot(page) : fact);
            }
        }
        LogMerger.merge(facts);
        for (ExceptionContext context : facts.all(ExceptionContext.class)) {
            try {
                explain(context, facts);
            } catch (RuntimeException e) {
                // A defect of ours must not cost the user the rest of the report.
                facts.missing("instruction at " + context.rip(), "internal error: " + e);
            }
        }
        PrintedStacks.of(facts.facts()).forEach(facts::add);
        return facts.facts();
    }

    /** With the root of its anon_vma as {@code struct anon_vma} or {@code rd} printed it. */
    private PageState withRoot(PageState page) {
        Word anonVma = page.anonVma();
        if (anonVma == null || page.anonVmaRoot() != null) {
            return page;
        }
        for (StructDump dump : transcript.structs()) {
            Long root = "anon_vma".equals(dump.type()) && anonVma.equals(dump.address()) ? dump.number("root") : null;
            if (root != null) {
                return page.withAnonVmaRoot(Word.of(root));
            }
        }
        for (MemoryWord word : transcript.words()) {
            // The first member since anon_vma has a rwsem: include/linux/rmap.h, 5a505085f043 (3.8).
            if (word.address().equals(anonVma)) {
                return page.withAnonVmaRoot(word.value());
            }
        }
        return page;
    }

    private void explain(ExceptionContext context, FactSink facts) {
        boolean fault = FaultExtractor.isKernelFault(context);
        if (!fault && !SpinExtractor.isInterruption(context)) {
            return;
        }
        Oops report = reportOf(context, facts);
        SeenCode seen = SeenCode.of(context, report, code);
        if (fault && isFetched(context, report)) {
            return;
        }
        if (fault) {
            SeenCode known = seen == null ? new SeenCode(context, code) : seen;
            new FaultExplainer(known.reader())
                    .explain(
                            known.context(),
                            FaultExtractor.callersOf(context, facts),
                            FaultExtractor.accessOf(context, facts))
                    .map(explanation -> seenAt(explanation, known.context(), context))
                    .ifPresent(facts::add);
            CpuIndex.of(known.reader(), known.context()).ifPresent(facts::add);
            compareTask(context, facts);
        } else if (seen != null) {
            new SpinLoops(seen.reader())
                    .around(seen.context())
                    .map(loop -> seenAt(loop, context))
                    .ifPresent(facts::add);
        }
    }

    /** Whether it was the instruction itself that could not be read: its operands were not looked at. */
    private static boolean isFetched(ExceptionContext context, @Nullable Oops report) {
        Word rip = context.rip().address();
        // Where the address is known, the call that led there can be explained.
        boolean explicable = context.rip().symbol() == null || rip != null && rip.equals(context.faultAddress());
        return !explicable
                && context.kind() == ExceptionContext.Kind.PAGE_FAULT
                && report != null
                && report.access() == Oops.Access.EXECUTE;
    }

    private void compareTask(ExceptionContext fault, FactSink facts) {
        CpuState cpu = TaskPointerExtractor.cpuOf(fault, facts);
        if (cpu != null && cpu.task() != null) {
            new TaskPointers(code)
                    .mismatch(
                            fault,
                            TaskPointerExtractor.callers(fault, facts),
                            new TextTask(transcript, cpu.cpu(), cpu.task()))
                    .ifPresent(facts::add);
        }
    }

    /** The address that a listing has for it is not where it was. */
    private static FaultExplanation seenAt(FaultExplanation x, ExceptionContext seen, ExceptionContext context) {
        return x.location().equals(seen.rip()) ? x.at(context.rip()) : x;
    }

    private static SpinLoop seenAt(SpinLoop loop, ExceptionContext context) {
        return new SpinLoop(
                loop.stack(),
                loop.order(),
                loop.kind(),
                context.rip(),
                loop.variable(),
                loop.arithmetic(),
                loop.name(),
                loop.register(),
                loop.registerValue(),
                loop.loop(),
                loop.source());
    }

    private static @Nullable Oops reportOf(ExceptionContext context, FactSink facts) {
        for (Oops oops : facts.all(Oops.class)) {
            if (oops.stack().equals(context.stack()) && context.rip().isSamePlace(oops.rip())) {
                return oops;
            }
        }
        return null;
    }

    @Override
    public List<Fact> answer(Probe probe) {
        return switch (probe) {
            case Probe.WhatIsAt what -> addresses.identify(what.address());
            case Probe.SequenceLockAt lock -> sequenceAt(lock.address());
            // Every page that the text shows is among its facts.
            case Probe.PagesIn pages -> List.of();
            case Probe.StrayTimers timers -> List.of();
        };
    }

    /** A sequence that {@code rd} shows. That {@code p} shows is among the facts. */
    private List<Fact> sequenceAt(Word address) {
        for (MemoryWord word : transcript.words()) {
            boolean low = word.address().equals(address);
            if (low || word.address().plus(Integer.BYTES).equals(address)) {
                long sequence =
                        low ? word.value().value() & 0xffff_ffffL : word.value().value() >>> 32;
                return List.of(new SequenceLock(
                        address, code.symbol(address.value()), null, sequence, null, null, word.source()));
            }
        }
        return List.of();
    }
}
