// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One kdump-compressed file: a whole dump or one part of a split one. Behind its header come two bitmaps (which frames
 * are RAM, which were dumped), a descriptor for each frame dumped, in the order of the frames, and the pages. Not
 * thread-safe.
 */
final class KdumpPart {
    private static final int DESCRIPTOR_BYTES = 24;
    private static final int DESCRIPTOR_SIZE = 8;
    private static final int DESCRIPTOR_FLAGS = 12;
    private static final int FIRST_DESCRIPTORS = 1024;
    private static final int LAST_DESCRIPTORS = 256;

    private final DumpFile file;
    private final ByteSource source;
    private final KdumpHeader header;
    private final FrameBitmap ram;
    private final FrameBitmap dumped;
    private final FrameRanks ranks;
    private final byte[] descriptorBytes = new byte[DESCRIPTOR_BYTES];
    private final byte[] stored;

    /** Where a page is stored, and how. An offset of 0 is that of a page which was never written. */
    private record Descriptor(long offset, int size, int flags) {}

    KdumpPart(DumpFile file) throws IOException, DumpException {
        this.file = file;
        this.source = file.source();
        this.header = KdumpHeader.read(source);
        this.stored = new byte[header.blockSize()];
        long frames = header.endOfFrames();
        long bitmapBits = header.bitmapsBytes() * Byte.SIZE;
        boolean both = frames <= bitmapBits / 2;
        // Only diskdump has files with one bitmap, where nothing was filtered.
        if (!both && (header.kdump() || frames > bitmapBits)) {
            throw new DumpException(source.name() + ": kdump-compressed dump with a damaged header: its bitmaps do not"
                    + " cover the memory");
        }
        if (header.descriptorsOffset() > source.size()) {
            throw new DumpException(source.name() + ": kdump-compressed dump, truncated within its page bitmaps");
        }
        this.ram = new FrameBitmap(source, header.bitmapsOffset(), frames);
        this.dumped =
                both ? new FrameBitmap(source, header.bitmapsOffset() + header.bitmapsBytes() / 2, frames) : this.ram;
        if (header.firstFrame() < 0 || header.endFrame() < header.firstFrame() || header.firstFrame() > frames) {
            throw new DumpException(source.name() + ": part of a split dump with a damaged header");
        }
        this.ranks = new FrameRanks(dumped, header.firstFrame());
    }

    KdumpHeader header() {
        return header;
    }

    DumpFile file() {
        return file;
    }

    boolean covers(long frame) {
        return frame >= header.firstFrame() && frame < header.endFrame();
    }

    boolean isRam(long frame) throws IOException {
        return ram.contains(frame);
    }

    boolean isDumped(long frame) throws IOException {
        return dumped.contains(frame);
    }

    long nextDumped(long from) throws IOException {
        return dumped.next(from);
    }

    /** Whether the page of a dumped frame is in the file, as far as its descriptor tells. */
    boolean isStored(long frame) throws IOException {
        return absence(descriptor(frame)) == null;
    }

    /** Restores the page of a dumped frame. Returns why it is absent, or null. */
    @Nullable
    Absence restore(long frame, byte[] page) throws IOException {
        Descriptor descriptor = descriptor(frame);
        Absence absence = absence(descriptor);
        if (absence != null || descriptor == null) {
            return absence;
        }
        if (source.read(descriptor.offset, stored, 0, descriptor.size) < descriptor.size) {
            return Absence.TRUNCATED;
        }
        return PageCodec.of(descriptor.flags).restore(stored, descriptor.size, page) ? null : Absence.CORRUPT;
    }

    private @Nullable Absence absence(@Nullable Descriptor descriptor) {
        if (descriptor == null) {
            return Absence.TRUNCATED;
        }
        // A page that holds only zeros has a descriptor with an offset, too; makedumpfile leaves descriptors empty when
        // the disk is full.
        if (descriptor.offset == 0) {
            return header.has(KdumpHeader.INCOMPLETE) ? Absence.LOST : Absence.CORRUPT;
        }
        if (descriptor.offset < 0 || descriptor.size <= 0 || descriptor.size > header.blockSize()) {
            return Absence.CORRUPT;
        }
        return descriptor.offset > source.size() - descriptor.size ? Absence.TRUNCATED : null;
    }

    private @Nullable Descriptor descriptor(long frame) throws IOException {
        return descriptorAt(ranks.rank(frame));
    }

    private @Nullable Descriptor descriptorAt(long rank) throws IOException {
        long offset = header.descriptorsOffset() + rank * DESCRIPTOR_BYTES;
        if (source.read(offset, descriptorBytes, 0, DESCRIPTOR_BYTES) < DESCRIPTOR_BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(descriptorBytes).order(ByteOrder.LITTLE_ENDIAN);
        return new Descriptor(bytes.getLong(0), bytes.getInt(DESCRIPTOR_SIZE), bytes.getInt(DESCRIPTOR_FLAGS));
    }

    /**
     * Whether the file ends before its last pages do. Pages are stored in the order of their frames, but for those that
     * hold only zeros, so the last few descriptors tell.
     */
    boolean isTruncated() throws IOException {
        long end = dumpedFrames();
        for (long rank = Math.max(0, end - LAST_DESCRIPTORS); rank < end; rank++) {
            if (absence(descriptorAt(rank)) == Absence.TRUNCATED) {
                return true;
            }
        }
        return false;
    }

    /** The codec of the first page that is compressed, for the format's name. */
    PageCodec codec() throws IOException {
        long end = Math.min(dumpedFrames(), FIRST_DESCRIPTORS);
        for (long rank = 0; rank < end; rank++) {
            Descriptor descriptor = descriptorAt(rank);
            PageCodec codec = descriptor == null ? PageCodec.NONE : PageCodec.of(descriptor.flags);
            if (codec != PageCodec.NONE) {
                return codec;
            }
        }
        return PageCodec.NONE;
    }

    private long dumpedFrames() throws IOException {
        return ranks.rank(Math.min(header.endFrame(), header.endOfFrames()));
    }
}
