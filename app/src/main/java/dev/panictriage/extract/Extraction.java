// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.debuginfo.KernelDebug;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.engine.Probe;
import dev.panictriage.engine.Witness;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.MissingTypeException;
import java.util.ArrayList;
import java.util.List;

/** All facts of a kernel image, and the answers to the rules' questions. */
public final class Extraction implements Witness {
    /** In this order: an extractor may look at what those before it found. */
    private static final List<Extractor> EXTRACTORS = List.of(
            new KernelExtractor(),
            new LogExtractor(),
            new ModuleExtractor(),
            new CpuExtractor(),
            new LogMerger(),
            new HardwareExtractor(),
            new FaultExtractor(),
            new TaskPointerExtractor(),
            new SpinExtractor(),
            new BlockedTaskExtractor(),
            new LockExtractor(),
            new StackUseExtractor(),
            new ThreadInfoExtractor(),
            new MemoryExtractor(),
            new CodeExtractor(),
            new SourceExtractor(),
            new DebugExtractor());

    private final KernelView kernel;

    public Extraction(KernelDebug debug) {
        this.kernel = new KernelView(debug);
    }

    /** What can be read becomes facts; what cannot becomes {@link Unreadable}. */
    public List<Fact> facts() {
        FactSink facts = new FactSink();
        for (Extractor extractor : EXTRACTORS) {
            try {
                extractor.extract(kernel, facts);
            } catch (UnreadableException | MissingTypeException e) {
                facts.missing(extractor.subject(), String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // A defect of ours must not cost the user the rest of the report.
                facts.missing(extractor.subject(), "internal error: " + e);
            }
        }
        return facts.facts();
    }

    private List<Fact> whatIsAt(Word address) {
        List<Fact> facts = new ArrayList<>();
        AddressIdentity identity = new AddressIdentifier(kernel).identify(address);
        facts.add(identity);
        if (identity.kind() == AddressIdentity.Kind.MODULE_AREA_UNUSED) {
            facts.addAll(NearFunctions.of(kernel.image(), address));
        }
        return facts;
    }

    @Override
    public List<Fact> answer(Probe probe) {
        try {
            // No switch over types: its first run makes a class.
            if (probe instanceof Probe.WhatIsAt what) {
                return whatIsAt(what.address());
            }
            if (probe instanceof Probe.SequenceLockAt lock) {
                return SequenceLocks.at(kernel, lock.address());
            }
            return probe instanceof Probe.PagesIn pages ? PageReader.in(kernel, pages) : StrayTimers.of(kernel);
        } catch (UnreadableException | MissingTypeException e) {
            return List.of(new Unreadable(probe.question(), String.valueOf(e.getMessage()), Source.computed("probe")));
        } catch (RuntimeException e) {
            return List.of(new Unreadable(probe.question(), "internal error: " + e, Source.computed("probe")));
        }
    }
}
