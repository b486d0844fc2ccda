// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens dumps of any format, told apart by content and never by name. */
public final class Dumps {
    private Dumps() {}

    /** Opens the dump in a file; if it is one part of a split dump, with the other parts that lie beside it. */
    public static Dump open(Path path) throws DumpException {
        return open(List.of(path));
    }

    /** Opens the dump in one file, or in the parts of a split dump, given in any order. */
    public static Dump open(List<Path> paths) throws DumpException {
        try {
            List<KdumpPart> parts = new ArrayList<>();
            for (Path path : paths) {
                parts.add(new KdumpPart(new BlockCache(new FileSource(path))));
            }
            return new KdumpDump(parts);
        } catch (IOException e) {
            throw new DumpException(paths.getFirst() + ": " + e, e);
        }
    }
}
