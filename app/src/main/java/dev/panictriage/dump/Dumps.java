// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens dumps of any format, told apart by content and never by name. */
public final class Dumps {
    private Dumps() {}

    /** Opens the dump in a file; if that is one part of a split dump, with the other parts that lie beside it. */
    public static Dump open(Path path) throws DumpException {
        return open(List.of(path));
    }

    /**
     * Opens the dump in one file, or in the parts of a split dump, given in any order. Parts that are not among them
     * are missing memory and not an error; of a single one the others are looked for beside it, under names that differ
     * only in numbers.
     *
     * @param paths at least one
     * @throws DumpException if a file is no dump, or the files are not of one dump
     */
    public static Dump open(List<Path> paths) throws DumpException {
        List<DumpFile> files = new ArrayList<>();
        try {
            for (Path path : paths) {
                files.add(DumpFile.open(path));
            }
            return open(paths, files);
        } catch (IOException e) {
            close(files);
            throw new DumpException(paths.getFirst() + ": " + e.getMessage(), e);
        } catch (DumpException | RuntimeException e) {
            close(files);
            throw e;
        }
    }

    private static Dump open(List<Path> paths, List<DumpFile> files) throws IOException, DumpException {
        DumpFile first = files.getFirst();
        if (files.size() == 1 && first.format() == DumpFile.Format.ELF) {
            return new ElfDump(first);
        }
        for (DumpFile file : files) {
            if (file.format() == DumpFile.Format.ELF) {
                throw new DumpException(file.source().name() + ": an ELF file, and no part of a split dump");
            }
        }
        if (files.size() == 1) {
            SplitParts.addBeside(paths.getFirst(), files);
        }
        return new KdumpDump(SplitParts.inOrder(files));
    }

    private static void close(List<DumpFile> files) {
        for (DumpFile file : files) {
            file.source().close();
        }
    }
}
