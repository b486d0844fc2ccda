// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file, read by positional reads and not mapped: a file that shrinks while it is read then gives fewer bytes instead
 * of a fault in the JVM, and what a triage reads is too little for a mapping to be faster.
 */
final class FileSource implements ByteSource {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    FileSource(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + (buffer.position() - at)) <= 0) {
                break;
            }
        }
        return buffer.position() - at;
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // As the interface says: nothing is lost.
        }
    }
}
