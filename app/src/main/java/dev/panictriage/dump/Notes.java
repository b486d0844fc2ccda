// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import dev.panictriage.elf4j.ElfNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the ELF notes of a dump. */
final class Notes {
    static final String VMCOREINFO = "VMCOREINFO";
    /** That of every dump, whatever the ELF specification says of 64-bit files. */
    static final int ALIGNMENT = 4;

    /** Room for thousands of CPUs; what a device driver dumps of its own (NT_VMCOREDD) may be more, and is then cut. */
    private static final int MAX_BYTES = 16 << 20;

    private Notes() {}

    /** The notes there, as far as they can be read; a list that can be added to. */
    static List<Dump.Note> read(ByteSource source, long offset, long size, int alignment) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(source, offset, size)).order(ByteOrder.LITTLE_ENDIAN);
        List<Dump.Note> notes = new ArrayList<>();
        for (ElfNote note : ElfNote.readAll(bytes, alignment)) {
            notes.add(new Dump.Note(note.name(), note.type(), note.description()));
        }
        return notes;
    }

    /** The bytes there, as many as there are and may be held; none if offset or size make no sense. */
    static byte[] bytes(ByteSource source, long offset, long size) throws IOException {
        if (offset <= 0 || size <= 0 || offset >= source.size()) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) Math.min(Math.min(size, MAX_BYTES), source.size() - offset)];
        int length = source.read(offset, bytes, 0, bytes.length);
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
