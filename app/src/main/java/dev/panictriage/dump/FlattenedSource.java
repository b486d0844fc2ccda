// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A flattened file, seen as the file that {@code makedumpfile -R} would make of it. It is a stream of records, each
 * with the offset where its bytes belong; they come in any order, and later ones overwrite earlier ones ({@code struct
 * makedumpfile_header} and {@code makedumpfile_data_header} in makedumpfile.h; all numbers are big-endian).
 */
final class FlattenedSource implements ByteSource {
    private static final byte[] SIGNATURE = Arrays.copyOf("makedumpfile".getBytes(StandardCharsets.US_ASCII), 16);
    private static final int HEADER_BYTES = 4096;
    private static final int TYPE = 16;
    private static final int VERSION = 24;
    private static final int RECORD_HEADER_BYTES = 16;
    private static final long END_MARK = -1;

    /** Records that belong one behind the other share an extent, up to so many: 4 bytes are kept of each. */
    private static final int RECORDS_PER_EXTENT = 256;

    /** QEMU's records have up to 16 KB, makedumpfile's up to 4 MB, so a file with more is hostile or beyond 64 GB. */
    private static final int MAX_RECORDS = 1 << 22;

    private static final int MAX_EXTENTS = 1 << 18;

    private final ByteSource source;
    private final Extents extents;
    private final boolean complete;

    /** Reads the header of every record. */
    FlattenedSource(ByteSource source) throws IOException, DumpException {
        this.source = source;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        source.read(0, header.array(), 0, HEADER_BYTES);
        if (header.getLong(TYPE) != 1 || header.getLong(VERSION) != 1) {
            throw new DumpException(source.name() + ": flattened dump of type " + header.getLong(TYPE) + ", version "
                    + header.getLong(VERSION) + "; known is type 1, version 1");
        }
        List<Extent> found = new ArrayList<>();
        this.complete = readRecords(found);
        this.extents = new Extents(found);
    }

    static boolean isSignature(byte[] start, int length) {
        return length >= SIGNATURE.length && Arrays.equals(start, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /** Returns whether the records go up to the end mark. */
    private boolean readRecords(List<Extent> found) throws IOException, DumpException {
        byte[] bytes = new byte[RECORD_HEADER_BYTES];
        ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        Run run = new Run(found);
        long at = HEADER_BYTES;
        for (int records = 0; records < MAX_RECORDS && found.size() < MAX_EXTENTS; records++) {
            int read = source.read(at, bytes, 0, RECORD_HEADER_BYTES);
            at += RECORD_HEADER_BYTES;
            long start = record.getLong(0);
            long length = record.getLong(Long.BYTES);
            boolean end = read == RECORD_HEADER_BYTES && start == END_MARK;
            boolean damaged = read < RECORD_HEADER_BYTES
                    || start < 0
                    || length <= 0
                    || length > Integer.MAX_VALUE
                    || start > Long.MAX_VALUE - length;
            int available = end || damaged ? 0 : (int) Math.clamp(source.size() - at, 0, length);
            if (available > 0) {
                run.add(start, available, at);
            }
            if (end || damaged || available < length) {
                run.finish();
                return end;
            }
            at += length;
        }
        throw new DumpException(source.name() + ": flattened dump with too many records");
    }

    /** Records that belong one behind the other, on their way into one extent. */
    private static final class Run {
        private final List<Extent> found;
        private final int[] records = new int[RECORDS_PER_EXTENT];
        private int count;
        private long start;
        private long end;
        private long offset;

        Run(List<Extent> found) {
            this.found = found;
        }

        void add(long recordStart, int length, long recordOffset) {
            if (recordStart != end || count == RECORDS_PER_EXTENT) {
                finish();
            }
            if (count == 0) {
                start = recordStart;
                offset = recordOffset;
            }
            records[count++] = length;
            end = recordStart + length;
        }

        void finish() {
            if (count > 0) {
                found.add(new Extent(start, end, offset, Arrays.copyOf(records, count), RECORD_HEADER_BYTES));
                count = 0;
            }
        }
    }

    /**
     * Whether the records go up to the end mark. If not, what no record holds reads as the end of the file, not as
     * zeros.
     */
    boolean isComplete() {
        return complete;
    }

    @Override
    public long size() {
        return extents.end();
    }

    @Override
    public int read(long offset, byte[] into, int at, int length) throws IOException {
        int done = 0;
        while (done < length && offset + done < size()) {
            long position = offset + done;
            int piece = extents.find(position);
            int wanted = length - done;
            if (piece >= 0) {
                int step = (int) Math.min(wanted, extents.contiguousFrom(piece, position));
                int read = source.read(extents.offsetOf(piece, position), into, at + done, step);
                done += read;
                if (read < step) {
                    break;
                }
            } else if (!complete) {
                break;
            } else {
                int step = (int) Math.min(wanted, extents.from(-1 - piece) - position);
                Arrays.fill(into, at + done, at + done + step, (byte) 0);
                done += step;
            }
        }
        return done;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void close() {
        source.close();
    }
}
