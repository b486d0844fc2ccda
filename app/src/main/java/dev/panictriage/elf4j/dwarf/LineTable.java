// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The line table of a unit: {@code .debug_line}, versions 2 to 5. Holds its header; rows are decoded anew for each question. */
public final class LineTable {
    private final LineHeader header;
    private final LineTableStrings strings;
    private final @Nullable String compilationDirectory;

    private LineTable(LineHeader header, LineTableStrings strings, @Nullable String compilationDirectory) {
        this.header = header;
        this.strings = strings;
        this.compilationDirectory = compilationDirectory;
    }

    /**
     * @param cursor in {@code .debug_line}, where {@code DW_AT_stmt_list} says; left where it is
     * @param compilationDirectory {@code DW_AT_comp_dir} of the unit
     */
    static LineTable read(Cursor cursor, LineTableStrings strings, @Nullable String compilationDirectory) {
        LineHeader header = LineHeader.read(cursor.limited(cursor.end() - cursor.position()));
        return new LineTable(header, strings, compilationDirectory);
    }

    /** The line of the instruction at an address, unsigned; null where no sequence covers it. */
    public @Nullable SourceLine at(long address) {
        LineProgram program = new LineProgram(header);
        LineTableRow candidate = null;
        while (program.next()) {
            boolean after = Long.compareUnsigned(program.address(), address) > 0;
            if (after && candidate != null) {
                return sourceLine(candidate, program);
            }
            // Of several rows at one address the last holds: the others cover no byte.
            candidate = after || program.endSequence() ? null : program.row();
        }
        return null;
    }

    /**
     * The path of a file by its index in {@code DW_AT_decl_file} and {@code DW_AT_call_file}: joined with its directory, and with
     * the unit's where that is relative. Null where the table has no such file.
     */
    public @Nullable String fileName(int index) {
        int defined = index - header.first() - header.files().count();
        if (defined < 0) {
            return path(header.file(index, strings));
        }
        LineProgram program = new LineProgram(header);
        while (program.definedFiles().size() <= defined && program.next()) {
            // the program may name more files
        }
        return definedPath(program, defined);
    }

    /** Every row, in the order of the program. */
    List<LineTableRow> rows() {
        List<LineTableRow> rows = new ArrayList<>();
        LineProgram program = new LineProgram(header);
        while (program.next()) {
            rows.add(program.row());
        }
        return rows;
    }

    private SourceLine sourceLine(LineTableRow row, LineProgram program) {
        int defined = row.file() - header.first() - header.files().count();
        String file = defined < 0 ? path(header.file(row.file(), strings)) : definedPath(program, defined);
        return new SourceLine(file, row.line(), row.column(), row.statement(), row.discriminator());
    }

    private @Nullable String definedPath(LineProgram program, int index) {
        List<FileEntry> files = program.definedFiles();
        return index >= 0 && index < files.size() ? path(files.get(index)) : null;
    }

    private @Nullable String path(@Nullable FileEntry file) {
        if (file == null || isAbsolute(file.name())) {
            return file == null ? null : file.name();
        }
        String directory = header.directory(file.directory(), strings);
        String path = directory == null ? file.name() : join(directory, file.name());
        // Relative directories are joined as binutils does, directory 0 of version 5 included, though it repeats the
        // unit's.
        return compilationDirectory == null || isAbsolute(path) ? path : join(compilationDirectory, path);
    }

    private static String join(String directory, String name) {
        return directory + '/' + name;
    }

    private static boolean isAbsolute(String path) {
        return path.startsWith("/");
    }
}
