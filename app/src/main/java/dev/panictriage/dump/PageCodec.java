// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.Native;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * How a page of a kdump-compressed file is stored: {@code flags} of its page descriptor (makedumpfile, diskdump_mod.h).
 */
enum PageCodec {
    NONE(0, ""),
    ZLIB(0x1, "zlib"),
    LZO(0x2, "LZO"),
    SNAPPY(0x4, "snappy"),
    ZSTD(0x20, "zstd");

    private static final PageCodec[] COMPRESSING = {ZLIB, LZO, SNAPPY, ZSTD};

    private final int flag;
    private final String text;

    PageCodec(int flag, String text) {
        this.flag = flag;
        this.text = text;
    }

    static PageCodec of(int flags) {
        for (PageCodec codec : COMPRESSING) {
            if ((flags & codec.flag) != 0) {
                return codec;
            }
        }
        return NONE;
    }

    /** For people; empty for {@link #NONE}. */
    String text() {
        return text;
    }

    /** Whether this codec works here: zstd's is native code, and may not load. */
    boolean isAvailable() {
        try {
            if (this == ZSTD) {
                Native.load();
            }
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /**
     * Restores a page. Returns false if the bytes are not exactly one page.
     *
     * @param length bytes of {@code stored} that hold the page
     */
    boolean restore(byte[] stored, int length, byte[] page) {
        long size = switch (this) {
            case NONE -> copy(stored, length, page);
            case ZLIB -> inflate(stored, length, page);
            case LZO -> Lzo1x.decode(stored, length, page);
            case SNAPPY -> Snappy.decode(stored, length, page);
            // An error comes as a negative length.
            case ZSTD -> Zstd.decompressByteArray(page, 0, page.length, stored, 0, length);
        };
        return size == page.length;
    }

    private static int copy(byte[] stored, int length, byte[] page) {
        System.arraycopy(stored, 0, page, 0, Math.min(length, page.length));
        return length;
    }

    private static int inflate(byte[] stored, int length, byte[] page) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(stored, 0, length);
            int size = inflater.inflate(page);
            // With the page full, the end of the stream may still be unread.
            boolean whole = inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
            return whole ? size : -1;
        } catch (DataFormatException e) {
            return -1;
        }
    }
}
