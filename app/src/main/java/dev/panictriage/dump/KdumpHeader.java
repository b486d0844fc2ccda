// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Header and sub-header of a kdump-compressed file, in the layout of 64-bit little-endian machines: {@code struct
 * disk_dump_header} and {@code struct kdump_sub_header} in makedumpfile's diskdump_mod.h. Members that the header's
 * version does not have yet are 0.
 *
 * @param kdump whether the file is kdump's, not its ancestor diskdump's
 * @param status of the whole dump: {@link #INCOMPLETE}, {@link #VMEMMAP_EXCLUDED}
 * @param blockSize bytes per page
 * @param bitmapBlocks blocks of both bitmaps together
 * @param endOfFrames one more than the highest frame number that the bitmaps describe
 * @param split whether the file is one of several parts
 * @param physBase what is to be added to an address of the x86-64 kernel image, less the start of its map; 0 if unknown
 * @param firstFrame first frame of this part
 * @param endFrame one more than the last frame of this part
 */
record KdumpHeader(
        boolean kdump,
        int version,
        String release,
        String machine,
        long timestamp,
        int status,
        int blockSize,
        int subHeaderBlocks,
        long bitmapBlocks,
        long endOfFrames,
        int cpus,
        long physBase,
        boolean split,
        long firstFrame,
        long endFrame,
        long vmcoreinfoOffset,
        long vmcoreinfoSize,
        long notesOffset,
        long notesSize) {
    static final int INCOMPLETE = 0x8;
    static final int VMEMMAP_EXCLUDED = 0x10;

    private static final int SIGNATURE_BYTES = 8;
    private static final int VERSION = 8;
    private static final int UTSNAME = 12;
    private static final int UTSNAME_FIELD_BYTES = 65;
    private static final int UTSNAME_RELEASE = 2;
    private static final int UTSNAME_MACHINE = 4;
    private static final int TIMESTAMP = 408;
    private static final int STATUS = 424;
    private static final int BLOCK_SIZE = 428;
    private static final int BLOCK_SIZE_32BIT = 416;
    private static final int SUB_HEADER_BLOCKS = 432;
    private static final int BITMAP_BLOCKS = 436;
    private static final int MAX_MAPNR = 440;
    private static final int CPUS = 460;
    private static final int HEADER_BYTES = 464;

    private static final int PHYS_BASE = 0;
    private static final int SPLIT = 12;
    private static final int START_PFN = 16;
    private static final int END_PFN = 24;
    private static final int VMCOREINFO_OFFSET = 32;
    private static final int VMCOREINFO_SIZE = 40;
    private static final int NOTES_OFFSET = 48;
    private static final int NOTES_SIZE = 56;
    private static final int START_PFN_64 = 80;
    private static final int END_PFN_64 = 88;
    private static final int MAX_MAPNR_64 = 96;
    private static final int SUB_HEADER_BYTES = 104;

    private static final int MIN_BLOCK_SIZE = 1 << 12;
    private static final int MAX_BLOCK_SIZE = 1 << 16;
    private static final int NEWEST_VERSION = 6;
    /** 64 TB in pages of 4 KB: a bound on the work that a lying header can ask for. */
    private static final long MAX_FRAMES = 1L << 34;

    /** Whether a file that starts with these bytes says that it is kdump-compressed, or of its ancestor, diskdump. */
    static boolean isSignature(byte[] start, int length) {
        if (length < SIGNATURE_BYTES) {
            return false;
        }
        String signature = new String(start, 0, SIGNATURE_BYTES, StandardCharsets.ISO_8859_1);
        return signature.equals("KDUMP   ") || signature.equals("DISKDUMP");
    }

    static KdumpHeader read(ByteSource source) throws IOException, DumpException {
        ByteBuffer main = bytes(source, 0, HEADER_BYTES);
        int blockSize = main.getInt(BLOCK_SIZE);
        if (!isPlausible(blockSize)) {
            throw new DumpException(source.name() + ": " + otherLayout(main));
        }
        int version = main.getInt(VERSION);
        if (version < 0 || version > NEWEST_VERSION) {
            throw new DumpException(source.name() + ": kdump-compressed dump with header version " + version
                    + "; known are 0 to " + NEWEST_VERSION);
        }
        int subHeaderBlocks = main.getInt(SUB_HEADER_BLOCKS);
        long bitmapBlocks = Integer.toUnsignedLong(main.getInt(BITMAP_BLOCKS));
        boolean kdump = main.get(0) == 'K';
        // Diskdump's sub-header is another structure.
        int subVersion = kdump ? version : 0;
        ByteBuffer sub =
                subVersion >= 1 ? bytes(source, blockSize, SUB_HEADER_BYTES) : ByteBuffer.allocate(SUB_HEADER_BYTES);
        long endOfFrames = subVersion >= 6 ? sub.getLong(MAX_MAPNR_64) : Integer.toUnsignedLong(main.getInt(MAX_MAPNR));
        if (subHeaderBlocks < 0 || endOfFrames <= 0 || endOfFrames > MAX_FRAMES) {
            throw new DumpException(source.name() + ": kdump-compressed dump with a damaged header");
        }
        boolean split = subVersion >= 2 && sub.getInt(SPLIT) != 0;
        return new KdumpHeader(
                kdump,
                version,
                utsname(main, UTSNAME_RELEASE),
                utsname(main, UTSNAME_MACHINE),
                main.getLong(TIMESTAMP),
                kdump ? main.getInt(STATUS) : 0,
                blockSize,
                subHeaderBlocks,
                bitmapBlocks,
                endOfFrames,
                main.getInt(CPUS),
                subVersion >= 1 ? sub.getLong(PHYS_BASE) : 0,
                split,
                split ? sub.getLong(subVersion >= 6 ? START_PFN_64 : START_PFN) : 0,
                split ? sub.getLong(subVersion >= 6 ? END_PFN_64 : END_PFN) : endOfFrames,
                subVersion >= 3 ? sub.getLong(VMCOREINFO_OFFSET) : 0,
                subVersion >= 3 ? sub.getLong(VMCOREINFO_SIZE) : 0,
                subVersion >= 4 ? sub.getLong(NOTES_OFFSET) : 0,
                subVersion >= 4 ? sub.getLong(NOTES_SIZE) : 0);
    }

    private static ByteBuffer bytes(ByteSource source, long offset, int length) throws IOException, DumpException {
        byte[] bytes = new byte[length];
        if (source.read(offset, bytes, 0, length) < length) {
            throw new DumpException(source.name() + ": kdump-compressed dump, truncated within its headers");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String otherLayout(ByteBuffer main) {
        if (isPlausible(Integer.reverseBytes(main.getInt(BLOCK_SIZE)))) {
            return "kdump-compressed dump of a big-endian machine, which is not supported";
        }
        if (isPlausible(main.getInt(BLOCK_SIZE_32BIT))
                || isPlausible(Integer.reverseBytes(main.getInt(BLOCK_SIZE_32BIT)))) {
            return "kdump-compressed dump of a 32-bit machine, which is not supported";
        }
        return "kdump-compressed dump with a damaged header";
    }

    private static boolean isPlausible(int blockSize) {
        return Integer.bitCount(blockSize) == 1 && blockSize >= MIN_BLOCK_SIZE && blockSize <= MAX_BLOCK_SIZE;
    }

    private static String utsname(ByteBuffer main, int field) {
        byte[] bytes = new byte[UTSNAME_FIELD_BYTES];
        main.get(UTSNAME + field * UTSNAME_FIELD_BYTES, bytes);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    long bitmapsOffset() {
        return (1L + subHeaderBlocks) * blockSize;
    }

    long bitmapsBytes() {
        return bitmapBlocks * blockSize;
    }

    long descriptorsOffset() {
        return bitmapsOffset() + bitmapsBytes();
    }

    boolean has(int statusFlag) {
        return (status & statusFlag) != 0;
    }

    /** Whether two files can be parts of one dump. */
    boolean isOfSameDump(KdumpHeader other) {
        return split
                && other.split
                && version == other.version
                && release.equals(other.release)
                && machine.equals(other.machine)
                && timestamp == other.timestamp
                && blockSize == other.blockSize
                && endOfFrames == other.endOfFrames;
    }
}
