// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An ELF file, mapped for as long as this is open, for any thread. What was read from it and not copied must not be used
 * after closing: that throws {@link IllegalStateException}. Truncating the file under a mapping is beyond what this can
 * withstand: reads then throw {@link InternalError}.
 */
public final class MappedElf implements Closeable {
    private final Arena arena;
    private final ElfFile file;

    private MappedElf(Arena arena, ElfFile file) {
        this.arena = arena;
        this.file = file;
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws ElfException if it is not ELF, or its tables lie outside of it
     */
    public static MappedElf open(Path path) throws IOException, ElfException {
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            MappedElf elf = new MappedElf(arena, new ElfFile(bytes));
            opened = true;
            return elf;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    public ElfFile file() {
        return file;
    }

    @Override
    public void close() {
        arena.close();
    }
}
