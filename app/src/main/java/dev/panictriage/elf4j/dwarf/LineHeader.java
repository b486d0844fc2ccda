// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * The header of one unit's line table: DWARF 5, 6.2.4.
 *
 * @param operandCounts of the standard opcodes, by opcode; its length is {@code opcode_base}
 * @param program the bytes of the line number program; read through copies
 */
record LineHeader(
        int version,
        int minimumInstructionLength,
        int operationsPerInstruction,
        boolean defaultStatement,
        int lineBase,
        int lineRange,
        int[] operandCounts,
        LineHeaderNames directories,
        LineHeaderNames files,
        Cursor program) {
    private static final int DWARF64 = 0xffff_ffff;

    static LineHeader read(Cursor cursor) {
        long length = cursor.u32();
        int offsetBytes = 4;
        if ((int) length == DWARF64) {
            length = cursor.u64();
            offsetBytes = 8;
        }
        Cursor unit = cursor.limited(length);
        int version = unit.u16();
        if (version < 2 || version > 5) {
            throw new DwarfException("a line table of version " + version);
        }
        if (version >= 5) {
            unit.skip(2); // address_size and segment_selector_size: DW_LNE_set_address has a length of its own
        }
        long headerLength = unit.unsigned(offsetBytes);
        Cursor header = unit.limited(headerLength);
        Cursor program = unit.skip(headerLength).limited(unit.end() - unit.position());
        int minimumInstructionLength = header.u8();
        int operationsPerInstruction = version >= 4 ? header.u8() : 1;
        if (operationsPerInstruction == 0) {
            throw new DwarfException("a line table for instructions of no operations");
        }
        boolean defaultStatement = header.u8() != 0;
        int lineBase = header.s8();
        int lineRange = header.u8();
        int[] operandCounts = new int[Math.max(1, header.u8())];
        for (int opcode = 1; opcode < operandCounts.length; opcode++) {
            operandCounts[opcode] = header.u8();
        }
        boolean described = version >= 5;
        LineHeaderNames directories =
                described ? LineHeaderNames.described(header, offsetBytes) : LineHeaderNames.oldDirectories(header);
        LineHeaderNames files =
                described ? LineHeaderNames.described(header, offsetBytes) : LineHeaderNames.oldFiles(header);
        return new LineHeader(
                version,
                minimumInstructionLength,
                operationsPerInstruction,
                defaultStatement,
                lineBase,
                lineRange,
                operandCounts,
                directories,
                files,
                program);
    }

    /** What the first directory and the first file are counted as: version 5 has the unit's own as 0, the others leave it out. */
    int first() {
        return version >= 5 ? 0 : 1;
    }

    @Nullable
    FileEntry file(int index, LineTableStrings strings) {
        int at = index - first();
        return at >= 0 && at < files.count() ? files.file(at, strings) : null;
    }

    @Nullable
    String directory(long index, LineTableStrings strings) {
        long at = index - first();
        return at >= 0 && at < directories.count() ? directories.name((int) at, strings) : null;
    }
}
