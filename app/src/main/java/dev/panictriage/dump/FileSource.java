// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A file. It is read and not mapped: a file that shrinks while it is read then gives fewer bytes instead of a fault in the
 * JVM, and a triage reads too little for a mapping to be faster. Nor is it a channel, which an interrupted thread closes.
 */
final class FileSource implements ByteSource {
    private final Path path;
    private final RandomAccessFile file;
    private final long size;

    FileSource(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.size = file.length();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized int read(long offset, byte[] into, int at, int length) throws IOException {
        file.seek(offset);
        int done = 0;
        while (done < length) {
            int read = file.read(into, at + done, length - done);
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // As the interface says: nothing is lost.
        }
    }
}
