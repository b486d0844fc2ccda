// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A note of a {@code PT_NOTE} segment or a {@code SHT_NOTE} section ({@code Elf32_Nhdr}, {@code Elf64_Nhdr}: the same
 * layout in both classes).
 *
 * @param name owner, without the NUL
 * @param type meaning depends on the owner
 */
public record ElfNote(String name, int type, byte[] description) {
    private static final int NAME_SIZE = 0;
    private static final int DESCRIPTION_SIZE = 4;
    private static final int TYPE = 8;
    private static final int HEADER_BYTES = 12;

    /** Reads all notes, as {@link #readAll(ByteBuffer, int, int)} does. */
    public static List<ElfNote> readAll(ByteBuffer notes, int alignment) {
        return readAll(notes, Integer.MAX_VALUE, alignment);
    }

    /**
     * Reads the notes there are, up to the first that reaches beyond the end. Zeros between notes are skipped.
     *
     * @param notes bytes from position to limit, in the byte order of the file
     * @param limit notes to read at most
     * @param alignment of names and descriptions: 4, or 8 where {@code p_align} or {@code sh_addralign} says so
     */
    public static List<ElfNote> readAll(ByteBuffer notes, int limit, int alignment) {
        List<ElfNote> found = new ArrayList<>();
        int at = notes.position();
        while (found.size() < limit && notes.limit() - at >= HEADER_BYTES) {
            long nameSize = Integer.toUnsignedLong(notes.getInt(at + NAME_SIZE));
            long descriptionSize = Integer.toUnsignedLong(notes.getInt(at + DESCRIPTION_SIZE));
            int type = notes.getInt(at + TYPE);
            if (nameSize == 0 && descriptionSize == 0) {
                at = afterZeros(notes, at);
                continue;
            }
            long description = at + align(HEADER_BYTES + nameSize, alignment);
            if (description + descriptionSize > notes.limit()) {
                break;
            }
            byte[] bytes = new byte[(int) descriptionSize];
            notes.get((int) description, bytes);
            found.add(new ElfNote(name(notes, at + HEADER_BYTES, (int) nameSize), type, bytes));
            at = (int) Math.min(notes.limit(), at + align(description - at + descriptionSize, alignment));
        }
        return found;
    }

    private static int afterZeros(ByteBuffer notes, int start) {
        int at = start;
        while (notes.limit() - at >= Integer.BYTES && notes.getInt(at) == 0) {
            at += Integer.BYTES;
        }
        return at;
    }

    private static String name(ByteBuffer notes, int at, int size) {
        byte[] bytes = new byte[size];
        notes.get(at, bytes);
        int length = 0;
        while (length < size && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static long align(long offset, int alignment) {
        return (offset + alignment - 1) & -alignment;
    }
}
