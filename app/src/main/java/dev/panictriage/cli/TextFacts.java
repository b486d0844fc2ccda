// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

import dev.panictriage.extract.PrintedStacks;
import dev.panictriage.facts.Fact;
import dev.panictriage.report.Input;
import dev.panictriage.report.Report;
import dev.panictriage.text.LogReader;
import dev.panictriage.text.OopsParser;
import dev.panictriage.text.TextInput;
import dev.panictriage.text.TranscriptReader;
import java.util.ArrayList;
import java.util.List;

/** The facts of a text, whatever kind of text it is. */
final class TextFacts {
    private TextFacts() {}

    static Report.Facts of(String name, byte[] text) {
        return switch (TextInput.recognise(text)) {
            case LOG ->
                new Report.Facts(
                        input(name, "kernel log"), withStacks(OopsParser.parse(LogReader.read(text))));
            case TRANSCRIPT ->
                new Report.Facts(
                        input(name, "debugger transcript"),
                        withStacks(TranscriptReader.read(text).facts()));
            case DISASSEMBLY ->
                new Report.Facts(input(name, "disassembly"), TranscriptReader.read(text).facts());
            case NOT_TEXT -> throw new IllegalArgumentException(name + ": not text");
        };
    }

    private static List<Fact> withStacks(List<Fact> facts) {
        List<Fact> all = new ArrayList<>(facts);
        all.addAll(PrintedStacks.of(facts));
        return all;
    }

    private static Input input(String name, String format) {
        return new Input(name, "text", format, List.of());
    }
}
