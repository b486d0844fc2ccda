// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.engine.Probe;
import dev.panictriage.engine.Triage;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A crash as reports are made of it. */
final class Crashes {
    static final Source SOURCE = Source.computed("a test");
    static final long TEXT = 0xffff_ffff_8100_0000L;

    private Crashes() {}

    static PanicEvent panic(int pid) {
        return new PanicEvent("Fatal exception", 0, pid, "task", Word.of(0xffff_8880_0000_0000L + pid * 64L), SOURCE);
    }

    static Oops oops(double time) {
        return new Oops(
                "cpu 0",
                0,
                Oops.Kind.NULL_DEREFERENCE,
                "BUG: kernel NULL pointer dereference, address: 0000000000000140",
                "NULL pointer dereference in f",
                "f",
                0,
                1,
                "task",
                time,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of(),
                SOURCE);
    }

    /** The frames of the panicking CPU, innermost first. */
    static List<Fact> stack(long text, String... functions) {
        List<Fact> frames = new ArrayList<>();
        for (String function : functions) {
            int index = frames.size();
            Location location = new Location(Word.of(text + index * 0x100L), function, 0x10L + text % 7, 0x100L, null);
            frames.add(new Frame(
                    "cpu 0", index, location, Word.of(text + 0x1000), null, Frame.Trust.CFI, null, null, null, SOURCE));
        }
        return frames;
    }

    static Report report(List<Diagnosis> diagnoses, List<? extends Fact> facts, Probe... open) {
        return new Report(
                new Input("vmcore", "dump", "ELF vmcore", List.of()),
                new Triage(List.copyOf(facts), diagnoses, List.of(open)));
    }

    static List<Fact> facts(List<Fact> frames, Fact... others) {
        List<Fact> all = new ArrayList<>(frames);
        all.addAll(List.of(others));
        return all;
    }
}
