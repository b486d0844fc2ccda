// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import dev.panictriage.elf4j.ElfNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ELF notes of a dump. */
final class Notes {
    /** That of every kernel's notes, also in 64-bit files, where the ELF specification says 8. */
    static final int ALIGNMENT = 4;

    private static final String VMCOREINFO = "VMCOREINFO";

    /**
     * Bounds, with room for the notes of thousands of CPUs. What drivers dump of their own (NT_VMCOREDD) may be more.
     */
    private static final int MAX_BYTES = 16 << 20;

    private static final int MAX_NOTES = 1 << 16;

    private final ByteSource source;
    private final ByteOrder order;
    private final List<Dump.Note> notes = new ArrayList<>();
    private int bytesLeft = MAX_BYTES;

    Notes(ByteSource source, ByteOrder order) {
        this.source = source;
        this.order = order;
    }

    /** Adds the notes that lie there, as far as they can be read. */
    void add(long offset, long size, int alignment) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(offset, size)).order(order);
        for (ElfNote note : ElfNote.readAll(bytes, MAX_NOTES - notes.size(), alignment)) {
            notes.add(new Dump.Note(note.name(), note.type(), note.description()));
        }
    }

    /** Adds VMCOREINFO that lies there by itself, if it does. */
    void addVmcoreinfo(long offset, long size) throws IOException {
        byte[] bytes = bytes(offset, size);
        if (bytes.length > 0) {
            notes.add(new Dump.Note(VMCOREINFO, 0, bytes));
        }
    }

    private byte[] bytes(long offset, long size) throws IOException {
        if (offset <= 0 || size <= 0 || offset >= source.size()) {
            return new byte[0];
        }
        byte[] bytes = new byte[(int) Math.min(Math.min(size, bytesLeft), source.size() - offset)];
        bytesLeft -= bytes.length;
        int length = source.read(offset, bytes, 0, bytes.length);
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    List<Dump.Note> list() {
        return Collections.unmodifiableList(notes);
    }

    Dump.@Nullable Note vmcoreinfo() {
        for (Dump.Note note : notes) {
            if (note.name().equals(VMCOREINFO)) {
                return note;
            }
        }
        return null;
    }
}
