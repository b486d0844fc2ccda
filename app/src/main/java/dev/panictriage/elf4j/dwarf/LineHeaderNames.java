// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.Arrays;

/**
 * The directories or the files of a line table's header. Where each name is, is noted; the names themselves are read when
 * asked for, as a unit of the kernel has a thousand and a stack needs one.
 */
final class LineHeaderNames {
    private static final int DW_LNCT_PATH = 1;
    private static final int DW_LNCT_DIRECTORY_INDEX = 2;

    private static final int DW_FORM_BLOCK2 = 0x03;
    private static final int DW_FORM_BLOCK4 = 0x04;
    private static final int DW_FORM_DATA2 = 0x05;
    private static final int DW_FORM_DATA4 = 0x06;
    private static final int DW_FORM_DATA8 = 0x07;
    private static final int DW_FORM_STRING = 0x08;
    private static final int DW_FORM_BLOCK = 0x09;
    private static final int DW_FORM_BLOCK1 = 0x0a;
    private static final int DW_FORM_DATA1 = 0x0b;
    private static final int DW_FORM_FLAG = 0x0c;
    private static final int DW_FORM_SDATA = 0x0d;
    private static final int DW_FORM_STRP = 0x0e;
    private static final int DW_FORM_UDATA = 0x0f;
    private static final int DW_FORM_SEC_OFFSET = 0x17;
    private static final int DW_FORM_STRX = 0x1a;
    private static final int DW_FORM_STRP_SUP = 0x1d;
    private static final int DW_FORM_DATA16 = 0x1e;
    private static final int DW_FORM_LINE_STRP = 0x1f;
    private static final int DW_FORM_STRX1 = 0x25;
    private static final int DW_FORM_STRX2 = 0x26;
    private static final int DW_FORM_STRX3 = 0x27;
    private static final int DW_FORM_STRX4 = 0x28;

    private final Cursor section;
    private final int offsetBytes;
    private int form = DW_FORM_STRING;
    private long[] namePositions = new long[16];
    private long[] directories = new long[16];
    private int count;

    private LineHeaderNames(Cursor section, int offsetBytes) {
        this.section = section.limited(section.end() - section.position());
        this.offsetBytes = offsetBytes;
    }

    /** The {@code include_directories} of versions 2 to 4: strings, the last of them empty. */
    static LineHeaderNames oldDirectories(Cursor cursor) {
        LineHeaderNames names = new LineHeaderNames(cursor, 0);
        for (long at = cursor.position(); skipString(cursor); at = cursor.position()) {
            names.add(at, 0);
        }
        return names;
    }

    /** The {@code file_names} of versions 2 to 4: a string, directory, time and length each; then an empty string. */
    static LineHeaderNames oldFiles(Cursor cursor) {
        LineHeaderNames names = new LineHeaderNames(cursor, 0);
        for (long at = cursor.position(); skipString(cursor); at = cursor.position()) {
            names.add(at, cursor.uleb128());
            cursor.uleb128();
            cursor.uleb128();
        }
        return names;
    }

    /** The directories or files of version 5: what an entry is made of, the number of entries, the entries. */
    static LineHeaderNames described(Cursor cursor, int offsetBytes) {
        int parts = cursor.u8();
        int[] content = new int[parts];
        int[] forms = new int[parts];
        LineHeaderNames names = new LineHeaderNames(cursor, offsetBytes);
        boolean named = false;
        for (int i = 0; i < parts; i++) {
            content[i] = (int) Math.min(cursor.uleb128() & Long.MAX_VALUE, Integer.MAX_VALUE);
            forms[i] = (int) Math.min(cursor.uleb128() & Long.MAX_VALUE, Integer.MAX_VALUE);
            if (content[i] == DW_LNCT_PATH) {
                names.form = forms[i];
                named = true;
            }
        }
        long entries = cursor.uleb128();
        if (entries != 0 && !named) {
            throw new DwarfException("a line table with files that have no name");
        }
        // Every form takes a byte or more, so that a wild number of entries ends with the section.
        for (long i = 0; i != entries; i++) {
            long at = 0;
            long directory = 0;
            for (int part = 0; part < parts; part++) {
                if (content[part] == DW_LNCT_DIRECTORY_INDEX) {
                    directory = names.number(cursor, forms[part]);
                } else {
                    at = content[part] == DW_LNCT_PATH ? cursor.position() : at;
                    names.skip(cursor, forms[part]);
                }
            }
            names.add(at, directory);
        }
        return names;
    }

    int count() {
        return count;
    }

    FileEntry file(int index, LineTableStrings strings) {
        return new FileEntry(name(index, strings), directories[index]);
    }

    String name(int index, LineTableStrings strings) {
        Cursor cursor = section.limited(section.end() - section.position()).to(namePositions[index]);
        return switch (form) {
            case DW_FORM_STRING -> cursor.string();
            case DW_FORM_LINE_STRP -> strings.lineString(cursor.unsigned(offsetBytes));
            case DW_FORM_STRP -> strings.string(cursor.unsigned(offsetBytes));
            case DW_FORM_STRP_SUP -> strings.supplementary(cursor.unsigned(offsetBytes));
            case DW_FORM_STRX -> strings.indexed(cursor.uleb128());
            case DW_FORM_STRX1 -> strings.indexed(cursor.u8());
            case DW_FORM_STRX2 -> strings.indexed(cursor.u16());
            case DW_FORM_STRX3 -> strings.indexed(cursor.u24());
            case DW_FORM_STRX4 -> strings.indexed(cursor.u32());
            default -> throw unknown(form);
        };
    }

    private void add(long at, long directory) {
        if (count == namePositions.length) {
            namePositions = Arrays.copyOf(namePositions, 2 * count);
            directories = Arrays.copyOf(directories, 2 * count);
        }
        namePositions[count] = at;
        directories[count++] = directory;
    }

    /** Whether there was more than the terminator. */
    private static boolean skipString(Cursor cursor) {
        boolean any = false;
        while (cursor.u8() != 0) {
            any = true;
        }
        return any;
    }

    private long number(Cursor cursor, int form) {
        return switch (form) {
            case DW_FORM_DATA1 -> cursor.u8();
            case DW_FORM_DATA2 -> cursor.u16();
            case DW_FORM_DATA4 -> cursor.u32();
            case DW_FORM_DATA8 -> cursor.u64();
            case DW_FORM_UDATA -> cursor.uleb128();
            default -> throw unknown(form);
        };
    }

    private void skip(Cursor cursor, int form) {
        switch (form) {
            case DW_FORM_DATA1, DW_FORM_FLAG, DW_FORM_STRX1 -> cursor.skip(1);
            case DW_FORM_DATA2, DW_FORM_STRX2 -> cursor.skip(2);
            case DW_FORM_STRX3 -> cursor.skip(3);
            case DW_FORM_DATA4, DW_FORM_STRX4 -> cursor.skip(4);
            case DW_FORM_DATA8 -> cursor.skip(8);
            case DW_FORM_DATA16 -> cursor.skip(16);
            case DW_FORM_LINE_STRP, DW_FORM_STRP, DW_FORM_STRP_SUP, DW_FORM_SEC_OFFSET -> cursor.skip(offsetBytes);
            case DW_FORM_UDATA, DW_FORM_SDATA, DW_FORM_STRX -> cursor.uleb128();
            case DW_FORM_STRING -> skipString(cursor);
            case DW_FORM_BLOCK -> cursor.skip(cursor.uleb128());
            case DW_FORM_BLOCK1 -> cursor.skip(cursor.u8());
            case DW_FORM_BLOCK2 -> cursor.skip(cursor.u16());
            case DW_FORM_BLOCK4 -> cursor.skip(cursor.u32());
            default -> throw unknown(form);
        }
    }

    private static DwarfException unknown(int form) {
        return new DwarfException("form 0x" + Integer.toHexString(form) + " in the header of a line table");
    }
}
