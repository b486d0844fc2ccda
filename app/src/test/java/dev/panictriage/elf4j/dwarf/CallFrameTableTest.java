// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallFrameTableTest {
    private static final List<String> X86_64 = List.of(
            "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15", "ra", "xmm0");
    private static final List<String> X86 = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "ra");

    @ParameterizedTest
    @CsvSource({"eh,8", "eh-m32,4", "eh-rare,8", "debug,8", "debug-rare-1,8", "debug-rare-3,8", "debug-rare-4,8"})
    void rowsAreThoseOfReadelf(String name, int addressBytes) {
        SampleFile sample = new SampleFile("frames/" + name);
        assertHasRows(sample.callFrames(addressBytes), sample.lines(".rows"), addressBytes);
    }

    @ParameterizedTest
    @CsvSource({"eh,8", "eh-m32,4", "eh-rare,8", "debug,8", "debug-rare-1,8"})
    void rowsAreTheSameForOneWhoAsksOften(String name, int addressBytes) {
        SampleFile sample = new SampleFile("frames/" + name);
        CallFrameTable table = sample.callFrames(addressBytes);
        for (int i = 0; i < 1000; i++) {
            table.rowAt(-1);
        }

        assertHasRows(table, sample.lines(".rows"), addressBytes);
    }

    private static void assertHasRows(CallFrameTable table, List<String> expected, int addressBytes) {
        List<String> found = new ArrayList<>();
        for (String line : expected) {
            if (line.startsWith("#")) {
                String[] words = line.split(" ");
                found.add(line);
                addRows(table, Long.parseLong(words[1], 16), Long.parseLong(words[2], 16), 2 * addressBytes, found);
            }
        }
        assertThat(found).isEqualTo(withoutRepetitions(expected));
    }

    @Test
    void nothingIsKnownOutsideOfFunctions() {
        CallFrameTable table = new SampleFile("frames/eh").callFrames(8);
        assertThat(table.rowAt(0x10)).isNull();
        assertThat(table.rowAt(-1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eh-rare", "debug-rare-4"})
    void aSignalFrameSaysSo(String name) {
        SampleFile sample = new SampleFile("frames/" + name);
        CallFrameTable table = sample.callFrames(8);
        List<Boolean> signals = new ArrayList<>();
        for (String line : sample.lines(".rows")) {
            if (line.startsWith("#")) {
                UnwindRow row = table.rowAt(Long.parseLong(line.split(" ")[1], 16));
                signals.add(row != null && row.signalFrame());
            }
        }
        assertThat(signals).startsWith(false, true);
    }

    @Test
    void anUndefinedReturnAddressSaysSo() {
        SampleFile sample = new SampleFile("frames/eh-rare");
        UnwindRow row = sample.callFrames(8).rowAt(0x1140f);
        assertThat(row).isNotNull();
        assertThat(row.rule(row.returnColumn())).isEqualTo(RegisterRule.UNDEFINED);
    }

    /** Every function's rows, by asking for the address behind each; readelf gives none for those that add no instruction. */
    private static void addRows(CallFrameTable table, long start, long end, int digits, List<String> found) {
        List<String> rows = new ArrayList<>();
        for (long pc = start; pc < end; ) {
            UnwindRow row = table.rowAt(pc);
            assertThat(row).as("row at %x", pc).isNotNull();
            rows.add(("%0" + digits + "x %s").formatted(pc, text(row, digits == 16 ? X86_64 : X86)));
            assertThat(row.start()).isEqualTo(pc);
            pc = row.end();
        }
        if (rows.size() > 1) {
            found.addAll(rows);
        }
    }

    private static List<String> withoutRepetitions(List<String> lines) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean single = !lines.get(i).startsWith("#")
                    && lines.get(i - 1).startsWith("#")
                    && (i + 1 == lines.size() || lines.get(i + 1).startsWith("#"));
            if (!single) {
                kept.add(lines.get(i));
            }
        }
        return kept;
    }

    private static String text(UnwindRow row, List<String> names) {
        StringBuilder text = new StringBuilder(
                switch (row.cfa()) {
                    case UnwindRow.Cfa.RegisterOffset at -> names.get(at.register()) + signed(at.offset());
                    case UnwindRow.Cfa.Computed ignored -> "exp";
                });
        for (int register = 0; register < row.registers(); register++) {
            String rule = text(row.rule(register), names);
            if (!rule.equals("u")) {
                text.append(' ').append(names.get(register)).append('=').append(rule);
            }
        }
        return text.toString();
    }

    private static String text(RegisterRule rule, List<String> names) {
        return switch (rule) {
            case RegisterRule.Unspecified ignored -> "u";
            case RegisterRule.Undefined ignored -> "u";
            case RegisterRule.SameValue ignored -> "s";
            case RegisterRule.SavedAt saved -> "c" + signed(saved.offset());
            case RegisterRule.FrameAddress address -> "v" + signed(address.offset());
            case RegisterRule.InRegister in -> names.get(in.register());
            case RegisterRule.SavedAtExpression ignored -> "exp";
            case RegisterRule.Computed ignored -> "vexp";
        };
    }

    private static String signed(long offset) {
        return (offset < 0 ? "" : "+") + offset;
    }
}
