// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.engine.Witness;
import dev.panictriage.extract.TextExtraction;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Unreadable;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import dev.panictriage.text.OopsParser;
import dev.panictriage.text.TextInput;
import dev.panictriage.text.TranscriptReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts of a text, whatever kind of text it is.
 *
 * @param witness answers from what else the text shows
 */
record TextFacts(Report.Facts facts, Witness witness) {
    static TextFacts of(String name, byte[] text) {
        return switch (TextInput.recognise(text)) {
            case LOG -> of(name, "kernel log", TextExtraction.ofLog(OopsParser.parse(text)));
            case TRANSCRIPT -> of(name, "debugger transcript", transcript(text));
            case DISASSEMBLY -> of(name, "disassembly", transcript(text));
            case NOT_TEXT -> throw new IllegalArgumentException(name + ": not text");
        };
    }

    private static TextExtraction transcript(byte[] text) {
        try {
            return new TextExtraction(TranscriptReader.read(text));
        } catch (RuntimeException e) {
            // A defect of ours must not cost the user what the log in it says.
            List<Fact> facts = new ArrayList<>(OopsParser.parse(text));
            facts.add(new Unreadable("transcript", "internal error: " + e, Source.computed("text")));
            return TextExtraction.ofLog(facts);
        }
    }

    private static TextFacts of(String name, String format, TextExtraction extraction) {
        Input input = new Input(name, "text", format, List.of());
        return new TextFacts(new Report.Facts(input, extraction.facts()), extraction);
    }
}
