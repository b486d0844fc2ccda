// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTableTest {
    private static final LineTableStrings NO_STRINGS =
            LineTableStrings.of(MemorySegment.NULL, MemorySegment.NULL, ByteOrder.LITTLE_ENDIAN);

    @ParameterizedTest
    @ValueSource(strings = {"sample-2", "sample-3", "sample-4", "sample-5", "sample-m32", "sample-noloc", "named"})
    void rowsAreThoseOfLlvmDwarfdump(String name) {
        SampleFile sample = new SampleFile("lines/" + name);
        List<String> rows = new ArrayList<>();
        for (LineTableRow row :
                sample.lineTable(0, sample.section(".debug_line")).rows()) {
            rows.add(text(row));
        }
        assertThat(rows).isEqualTo(sample.lines(".rows"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample-2", "sample-3", "sample-4", "sample-5", "sample-m32", "sample-noloc"})
    void everyAddressHasTheLineOfAddr2line(String name) {
        linesEqual(new SampleFile("lines/" + name));
    }

    @Test
    void filesWithSumsAndSequencesOutOfOrder() {
        linesEqual(new SampleFile("lines/named"));
    }

    @Test
    void filesAreCountedFromOneBeforeVersion5() {
        SampleFile sample = new SampleFile("lines/sample-4");
        LineTable table = sample.lineTable(0, sample.section(".debug_line"));
        assertThat(table.fileName(0)).isNull();
        assertThat(table.fileName(1)).isEqualTo("/src/sample.c");
    }

    @Test
    void filesAreCountedFromZeroInVersion5() {
        SampleFile sample = new SampleFile("lines/named");
        LineTable table = sample.lineTable(0, sample.section(".debug_line"));
        assertThat(table.fileName(0)).isEqualTo("/src/tree/main.c");
        assertThat(table.fileName(1)).isEqualTo("/src/tree/sub/part.c");
        assertThat(table.fileName(2)).isNull();
        assertThat(table.fileName(-1)).isNull();
    }

    @Test
    void aProgramMayNameFilesItself() {
        LineTable table = version3(b -> b.extended(3, "late.c\0\0\0\0")
                .setAddress(0x100)
                .operation(4, 2)
                .special(0, 0)
                .operation(2, 4)
                .extended(1, ""));
        assertThat(table.fileName(2)).isEqualTo("/src/late.c");
        assertThat(table.fileName(3)).isNull();
        assertThat(table.at(0x102)).isEqualTo(new SourceLine("/src/late.c", 1, 0, true, 0));
    }

    @Test
    void theEndOfASequenceIsNotInIt() {
        LineTable table =
                version3(b -> b.setAddress(0x100).special(0, 0).operation(2, 4).extended(1, ""));
        assertThat(table.at(0xff)).isNull();
        assertThat(table.at(0x103)).isNotNull();
        assertThat(table.at(0x104)).isNull();
    }

    @Test
    void addressesAreUnsigned() {
        LineTable table = version3(b -> b.setAddress(0xffff_ffff_8100_0000L)
                .special(0, 3)
                .operation(2, 4)
                .extended(1, ""));
        assertThat(table.at(0xffff_ffff_8100_0002L))
                .extracting(line -> line.line())
                .isEqualTo(4);
        assertThat(table.at(0x10)).isNull();
    }

    @Test
    void unknownOperationsAreLeftOut() {
        LineTable table = version3(b -> b.setAddress(0x100)
                .operation(12, 300)
                .extended(0x80, "vendor")
                .special(0, 1)
                .operation(2, 1)
                .extended(1, ""));
        assertThat(table.at(0x100)).extracting(line -> line.line()).isEqualTo(2);
    }

    @Test
    void operationsOfLongInstructionWords() {
        // Version 4, instructions of 16 bytes with 3 operations: advances by 4 are one instruction and one operation.
        Bytes program = new Bytes()
                .setAddress(0x100)
                .operation(2, 4)
                .operation(1)
                .operation(2, 2)
                .operation(1)
                .extended(1, "");
        List<LineTableRow> rows = table(header(4, 16, 3, program)).rows();
        assertThat(rows).extracting(row -> row.address()).containsExactly(0x110L, 0x120L, 0x120L);
        assertThat(rows).extracting(row -> row.operation()).containsExactly(1, 0, 0);
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = header(6, 1, 1, new Bytes());
        assertThatExceptionOfType(DwarfException.class)
                .isThrownBy(() -> table(bytes))
                .withMessageContaining("version 6");
    }

    @Test
    void specialOperationsNeedARange() {
        byte[] bytes = header(3, 1, 1, new Bytes().special(0, 0));
        bytes[13] = 0;
        assertThatExceptionOfType(DwarfException.class)
                .isThrownBy(() -> table(bytes).rows());
    }

    private interface Program {
        Bytes write(Bytes bytes);
    }

    private static LineTable version3(Program program) {
        return table(header(3, 1, 1, program.write(new Bytes())));
    }

    private static LineTable table(byte[] bytes) {
        return LineTable.read(Cursor.at(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN, 0), NO_STRINGS, "/src");
    }

    /** line_base -3, line_range 12, opcode_base 13, no directories, one file. */
    private static byte[] header(int version, int instruction, int operations, Bytes program) {
        Bytes rest = new Bytes().u8(instruction);
        if (version >= 4) {
            rest.u8(operations);
        }
        rest.u8(1).u8(-3).u8(12).u8(13);
        for (int operands : new int[] {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1}) {
            rest.u8(operands);
        }
        rest.u8(0).text("main.c\0").u8(0).u8(0).u8(0).u8(0);
        int length = 2 + 4 + rest.size() + program.size();
        Bytes unit = new Bytes().number(length, 4).number(version, 2).number(rest.size(), 4);
        unit.writeBytes(rest.toByteArray());
        unit.writeBytes(program.toByteArray());
        return unit.toByteArray();
    }

    private static final class Bytes extends ByteArrayOutputStream {
        Bytes u8(int value) {
            write(value);
            return this;
        }

        Bytes number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                write((int) (value >> 8 * i));
            }
            return this;
        }

        Bytes text(String text) {
            writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Bytes special(int address, int line) {
            return u8(13 + address * 12 + line + 3);
        }

        Bytes operation(int code, int... operand) {
            u8(code);
            for (int value : operand) {
                u8(value & 0x7f | (value > 0x7f ? 0x80 : 0));
                if (value > 0x7f) {
                    u8(value >> 7);
                }
            }
            return this;
        }

        Bytes extended(int code, String operands) {
            return u8(0).u8(1 + operands.length()).u8(code).text(operands);
        }

        Bytes setAddress(long address) {
            return u8(0).u8(9).u8(2).number(address, 8);
        }
    }

    private static void linesEqual(SampleFile sample) {
        LineTable table = sample.lineTable(0, sample.section(".debug_line"));
        List<String> lines = new ArrayList<>();
        for (String expected : sample.lines(".at")) {
            String address = expected.substring(0, expected.indexOf(' '));
            SourceLine line = table.at(Long.decode(address));
            lines.add(address + ' ' + (line == null ? "??:0" : text(line)));
        }
        assertThat(lines).isEqualTo(sample.lines(".at"));
    }

    private static String text(SourceLine line) {
        String discriminator = line.discriminator() == 0 ? "" : " (discriminator " + line.discriminator() + ')';
        return line.file() + ":" + line.line() + discriminator;
    }

    private static String text(LineTableRow row) {
        String flags = (row.statement() ? " is_stmt" : "") + (row.endSequence() ? " end_sequence" : "");
        return "0x%016x %d %d %d %d%s"
                .formatted(row.address(), row.file(), row.line(), row.column(), row.discriminator(), flags);
    }
}
