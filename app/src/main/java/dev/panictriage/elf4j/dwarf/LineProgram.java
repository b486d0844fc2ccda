// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The line number program of a unit, run row by row: DWARF 5, 6.2.2 and 6.2.5. Ends, as each operation takes a byte or more. */
final class LineProgram {
    private static final long MAX_BYTES = 1 << 28;

    private static final int DW_LNS_COPY = 1;
    private static final int DW_LNS_ADVANCE_PC = 2;
    private static final int DW_LNS_ADVANCE_LINE = 3;
    private static final int DW_LNS_SET_FILE = 4;
    private static final int DW_LNS_SET_COLUMN = 5;
    private static final int DW_LNS_NEGATE_STMT = 6;
    private static final int DW_LNS_SET_BASIC_BLOCK = 7;
    private static final int DW_LNS_CONST_ADD_PC = 8;
    private static final int DW_LNS_FIXED_ADVANCE_PC = 9;
    private static final int DW_LNS_SET_PROLOGUE_END = 10;
    private static final int DW_LNS_SET_EPILOGUE_BEGIN = 11;
    private static final int DW_LNE_END_SEQUENCE = 1;
    private static final int DW_LNE_SET_ADDRESS = 2;
    private static final int DW_LNE_DEFINE_FILE = 3;
    private static final int DW_LNE_SET_DISCRIMINATOR = 4;

    private final LineHeader header;
    private final Cursor cursor;
    private final long start;
    /** A copy, as rows are decoded by the ten thousand before the virtual machine has compiled what reads a segment. */
    private final byte[] code;

    private int at;
    private final List<FileEntry> definedFiles = new ArrayList<>();
    private long address;
    private int operation;
    private int file;
    private int line;
    private int column;
    private boolean statement;
    private boolean endSequence;
    private int discriminator;

    LineProgram(LineHeader header) {
        this.header = header;
        Cursor program = header.program();
        this.cursor = program.limited(program.end() - program.position());
        this.start = cursor.position();
        if (cursor.end() - start > MAX_BYTES) {
            throw new DwarfException("a line table of " + (cursor.end() - start) + " bytes");
        }
        this.code = cursor.bytes(cursor.end() - start).toArray(ValueLayout.JAVA_BYTE);
        begin();
    }

    /** Runs up to the next row that the program appends; false behind the last one. */
    boolean next() {
        if (endSequence) {
            begin();
        }
        discriminator = 0;
        while (at < code.length) {
            int opcode = code[at++] & 0xff;
            boolean row;
            if (opcode >= header.operandCounts().length) {
                special(opcode);
                row = true;
            } else {
                row = opcode == 0 ? extended() : standard(opcode);
            }
            if (row) {
                return true;
            }
        }
        return false;
    }

    long address() {
        return address;
    }

    boolean endSequence() {
        return endSequence;
    }

    LineTableRow row() {
        return new LineTableRow(address, operation, file, line, column, statement, endSequence, discriminator);
    }

    /** Files that the program itself has named so far ({@code DW_LNE_define_file}); they follow those of the header. */
    List<FileEntry> definedFiles() {
        return definedFiles;
    }

    private void begin() {
        address = 0;
        operation = 0;
        file = 1;
        line = 1;
        column = 0;
        statement = header.defaultStatement();
        endSequence = false;
    }

    private void special(int opcode) {
        int adjusted = opcode - header.operandCounts().length;
        advance(adjusted / lineRange());
        line += header.lineBase() + adjusted % lineRange();
    }

    private int lineRange() {
        if (header.lineRange() == 0) {
            throw new DwarfException("a line table with line_range 0");
        }
        return header.lineRange();
    }

    private void advance(long operations) {
        if (header.operationsPerInstruction() == 1) {
            address += header.minimumInstructionLength() * operations;
            return;
        }
        long sum = operation + operations;
        address += header.minimumInstructionLength() * Long.divideUnsigned(sum, header.operationsPerInstruction());
        operation = (int) Long.remainderUnsigned(sum, header.operationsPerInstruction());
    }

    private boolean standard(int opcode) {
        switch (opcode) {
            case DW_LNS_COPY -> {
                return true;
            }
            case DW_LNS_ADVANCE_PC -> advance(uleb128());
            case DW_LNS_ADVANCE_LINE -> line += (int) sleb128();
            case DW_LNS_SET_FILE -> file = (int) uleb128();
            case DW_LNS_SET_COLUMN -> column = (int) uleb128();
            case DW_LNS_NEGATE_STMT -> statement = !statement;
            case DW_LNS_CONST_ADD_PC -> advance((255 - header.operandCounts().length) / lineRange());
            case DW_LNS_FIXED_ADVANCE_PC -> {
                address += cursor.to(start + at).u16();
                at += 2;
                operation = 0;
            }
            case DW_LNS_SET_BASIC_BLOCK, DW_LNS_SET_PROLOGUE_END, DW_LNS_SET_EPILOGUE_BEGIN -> {
                // flags that no reader of ours asks for
            }
            default -> { // DW_LNS_set_isa, and those of the future: the header says how many operands to leave out
                for (int i = 0; i < header.operandCounts()[opcode]; i++) {
                    uleb128();
                }
            }
        }
        return false;
    }

    private long uleb128() {
        if (at < code.length && code[at] >= 0) {
            return code[at++]; // nearly all take one byte
        }
        long value = cursor.to(start + at).uleb128();
        at = (int) (cursor.position() - start);
        return value;
    }

    private long sleb128() {
        long value = cursor.to(start + at).sleb128();
        at = (int) (cursor.position() - start);
        return value;
    }

    private boolean extended() {
        long length = uleb128();
        Cursor operands = cursor.to(start + at).limited(length);
        at += (int) length;
        if (length == 0) {
            return false;
        }
        switch (operands.u8()) {
            case DW_LNE_END_SEQUENCE -> {
                endSequence = true;
                return true;
            }
            case DW_LNE_SET_ADDRESS -> {
                address = operands.unsigned((int) Math.min(length - 1, Integer.MAX_VALUE));
                operation = 0;
            }
            case DW_LNE_DEFINE_FILE -> definedFiles.add(new FileEntry(operands.string(), operands.uleb128()));
            case DW_LNE_SET_DISCRIMINATOR -> discriminator = (int) operands.uleb128();
            default -> {
                // a vendor's
            }
        }
        return false;
    }
}
