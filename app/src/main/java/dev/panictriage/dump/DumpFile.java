// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import dev.panictriage.elf4j.ElfHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A dump's file, or one of them, with its bytes in their place whether or not it is flattened.
 *
 * @param complete whether a flattened file has all of its records
 */
record DumpFile(ByteSource source, Format format, boolean flattened, boolean complete) {
    /** Enough for every signature. */
    private static final int START_BYTES = 1024;

    enum Format {
        KDUMP,
        ELF
    }

    static DumpFile open(Path path) throws IOException, DumpException {
        if (!Files.isRegularFile(path)) {
            throw new DumpException(path + ": "
                    + (Files.isDirectory(path)
                            ? "a directory"
                            : Files.exists(path) ? "not a regular file" : "no such file"));
        }
        if (!Files.isReadable(path)) {
            throw new DumpException(path + ": no permission to read it");
        }
        ByteSource file = new FileSource(path);
        try {
            return of(file);
        } catch (IOException | DumpException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static DumpFile of(ByteSource file) throws IOException, DumpException {
        byte[] start = new byte[START_BYTES];
        int length = file.read(0, start, 0, START_BYTES);
        if (!FlattenedSource.isSignature(start, length)) {
            return new DumpFile(new BlockCache(file), format(file, start, length), false, true);
        }
        FlattenedSource inside = new FlattenedSource(file);
        length = inside.read(0, start, 0, START_BYTES);
        return new DumpFile(new BlockCache(inside), format(file, start, length), true, inside.isComplete());
    }

    private static Format format(ByteSource file, byte[] start, int length) throws DumpException {
        if (KdumpHeader.isSignature(start, length)) {
            return Format.KDUMP;
        }
        if (ElfHeader.isElf(start, length)) {
            return Format.ELF;
        }
        throw new DumpException(file.name() + ": " + FileKind.describe(start, length));
    }

    /** For the end of a format's name. */
    String suffix() {
        return flattened ? ", flattened" : "";
    }

    List<String> deficiencies() {
        return complete
                ? List.of()
                : List.of("the flattened file is truncated or damaged: it ends before its end mark");
    }
}
