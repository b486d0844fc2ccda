// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ElfNoteTest {
    private final ByteBuffer bytes = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);

    private void note(String name, int type, String description) {
        bytes.putInt(name.length()).putInt(description.length()).putInt(type);
        bytes.put(name.getBytes(StandardCharsets.ISO_8859_1));
        bytes.position((bytes.position() + 3) & ~3);
        bytes.put(description.getBytes(StandardCharsets.ISO_8859_1));
        bytes.position((bytes.position() + 3) & ~3);
    }

    @Test
    void readsNamesWithAndWithoutNul() {
        note("CORE\0", 1, "abc");
        note("QEMU", 0, "defgh");
        note("", 7, "i");
        assertThat(ElfNote.readAll(bytes.flip(), 4)).extracting(ElfNote::name).containsExactly("CORE", "QEMU", "");
    }

    @Test
    void skipsZerosBetweenNotes() {
        note("CORE\0", 1, "abc");
        bytes.position(bytes.position() + 20);
        note("CORE\0", 1, "def");
        assertThat(ElfNote.readAll(bytes.flip(), 4))
                .extracting(note -> new String(note.description(), StandardCharsets.ISO_8859_1))
                .containsExactly("abc", "def");
    }

    @Test
    void stopsAtANoteThatIsCutOff() {
        note("CORE\0", 1, "abc");
        bytes.putInt(5).putInt(-1).putInt(1);
        assertThat(ElfNote.readAll(bytes.flip(), 4)).hasSize(1);
    }

    @Test
    void stopsAtTheLimit() {
        note("A\0", 1, "a");
        note("B\0", 1, "b");
        note("C\0", 1, "c");
        assertThat(ElfNote.readAll(bytes.flip(), 2, 4)).hasSize(2);
    }
}
