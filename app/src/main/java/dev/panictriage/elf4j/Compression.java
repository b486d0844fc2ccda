// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** How the contents of a section may be compressed, and their restoring into memory that the garbage collector frees. */
enum Compression {
    ZLIB {
        @Override
        boolean restore(ByteBuffer stored, ByteBuffer whole) {
            try (Inflater inflater = new Inflater()) {
                inflater.setInput(stored);
                while (whole.hasRemaining()) {
                    if (inflater.inflate(whole) == 0) {
                        return false;
                    }
                }
                return true;
            } catch (DataFormatException e) {
                return false;
            }
        }
    },
    ZSTD {
        @Override
        boolean restore(ByteBuffer stored, ByteBuffer whole) {
            ByteBuffer direct = stored;
            if (!stored.isDirect()) {
                direct = ByteBuffer.allocateDirect(stored.remaining())
                        .put(stored)
                        .flip();
            }
            try {
                long size = Zstd.decompressDirectByteBuffer(
                        whole, 0, whole.limit(), direct, direct.position(), direct.remaining());
                return size == whole.limit();
            } catch (ZstdException e) {
                return false;
            } catch (LinkageError e) {
                // It is native code, and may not load.
                return false;
            }
        }
    };

    /** The flag of a section whose contents start with an {@code Elf32_Chdr} or {@code Elf64_Chdr}. */
    static final long SHF_COMPRESSED = 0x800;

    private static final int ELFCOMPRESS_ZLIB = 1;
    private static final int ELFCOMPRESS_ZSTD = 2;

    /** Of a {@code .zdebug_} section: "ZLIB" and the size as eight bytes, big-endian whatever the file is. */
    private static final int OLD_MAGIC = 0x5a4c4942;

    private static final int OLD_HEADER_BYTES = 12;

    /** More than this no compressor gains on debugging information; it is all that deflate can. */
    private static final long HIGHEST_RATIO = 1032;

    /** Fills {@code whole} from {@code stored}; false if that cannot be done. */
    abstract boolean restore(ByteBuffer stored, ByteBuffer whole);

    /** Restores contents that start with a compression header. */
    static MemorySegment restored(MemorySegment contents, ElfHeader header) throws ElfException {
        boolean wide = header.elfClass() == ElfClass.ELF64;
        int headerBytes = wide ? 24 : 12;
        if (contents.byteSize() < headerBytes) {
            throw new ElfException("compressed section without a header");
        }
        ByteBuffer start = contents.asSlice(0, headerBytes).asByteBuffer().order(header.order());
        Compression codec = switch (start.getInt(0)) {
            case ELFCOMPRESS_ZLIB -> ZLIB;
            case ELFCOMPRESS_ZSTD -> ZSTD;
            default -> throw new ElfException("section compressed in unknown way " + start.getInt(0));
        };
        long size = header.elfClass().word(start, wide ? 8 : 4);
        return codec.restored(contents.asSlice(headerBytes), size);
    }

    /** Restores the contents of a {@code .zdebug_} section, as GNU tools wrote before ELF had compression. */
    static MemorySegment restoredOld(MemorySegment contents) throws ElfException {
        if (contents.byteSize() < OLD_HEADER_BYTES) {
            return contents;
        }
        ByteBuffer start = contents.asSlice(0, OLD_HEADER_BYTES).asByteBuffer().order(ByteOrder.BIG_ENDIAN);
        // One that would have grown was left as it was, with its old name or with this one.
        return start.getInt(0) == OLD_MAGIC
                ? ZLIB.restored(contents.asSlice(OLD_HEADER_BYTES), start.getLong(4))
                : contents;
    }

    private MemorySegment restored(MemorySegment stored, long size) throws ElfException {
        if (size < 0
                || size > Integer.MAX_VALUE
                || stored.byteSize() > Integer.MAX_VALUE
                || size > (stored.byteSize() + 1) * HIGHEST_RATIO) {
            throw new ElfException("compressed section of impossible size");
        }
        MemorySegment whole;
        try {
            whole = Arena.ofAuto().allocate(size, Long.BYTES);
        } catch (OutOfMemoryError e) {
            throw new ElfException("compressed section of " + size + " bytes, more than there is memory for");
        }
        if (size > 0 && !restore(stored.asByteBuffer(), whole.asByteBuffer())) {
            throw new ElfException("compressed section that cannot be restored");
        }
        return whole.asReadOnly();
    }
}
