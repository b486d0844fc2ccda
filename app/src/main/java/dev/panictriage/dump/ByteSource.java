// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;

/**
 * Bytes somewhere, read by position: a file, a flattened file, one day an object in remote storage. Everything above
 * reads through this. Thread-safe.
 */
public interface ByteSource extends AutoCloseable {
    /** Bytes in all. */
    long size();

    /**
     * Reads up to {@code length} bytes from {@code offset} on.
     *
     * @return bytes read: fewer than {@code length} only where the source ends; 0 at or behind the end
     */
    int read(long offset, byte[] into, int at, int length) throws IOException;

    /** For messages: a file name. */
    String name();

    /** Cannot fail: nothing was written, so nothing can be lost. */
    @Override
    void close();
}
