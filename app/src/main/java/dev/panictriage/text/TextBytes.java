// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Text as files have it, made UTF-8 without a byte order mark: gzipped, or in UTF-16 as Windows' shells redirect it. */
public final class TextBytes {
    private static final int BUFFER = 1 << 16;

    /** So many bytes tell UTF-16 without a mark. */
    private static final int SAMPLE = 256;

    private TextBytes() {}

    /** The text's bytes, at most {@code limit}; of a file that was cut short, as much as there is. */
    public static byte[] plain(byte[] bytes, int limit) {
        byte[] text = isGzip(bytes) ? unzipped(bytes, limit) : bytes;
        if (startsWith(text, 0xef, 0xbb, 0xbf)) {
            return Arrays.copyOfRange(text, 3, text.length);
        }
        Charset charset = wide(text);
        return charset == null
                ? text
                : new String(text, charset).replace("\ufeff", "").getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isGzip(byte[] bytes) {
        return startsWith(bytes, 0x1f, 0x8b, 8);
    }

    private static byte[] unzipped(byte[] bytes, int limit) {
        List<byte[]> chunks = new ArrayList<>();
        int length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), BUFFER)) {
            while (length < limit) {
                byte[] chunk = new byte[Math.min(BUFFER, limit - length)];
                int read = in.read(chunk);
                if (read < 0) {
                    break;
                }
                chunks.add(read == chunk.length ? chunk : Arrays.copyOf(chunk, read));
                length += read;
            }
        } catch (IOException e) {
            // Cut short or damaged: what came out before is as good as it was.
            return joined(chunks, length);
        }
        return joined(chunks, length);
    }

    private static byte[] joined(List<byte[]> chunks, int length) {
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, all, at, chunk.length);
            at += chunk.length;
        }
        return all;
    }

    /** UTF-16's byte order, by its mark or because every other byte of what is ASCII is zero; null if it is not that. */
    private static @Nullable Charset wide(byte[] text) {
        int length = Math.min(text.length, SAMPLE) & ~1;
        int[] zeros = new int[2];
        for (int i = 0; i < length; i++) {
            zeros[i & 1] += text[i] == 0 ? 1 : 0;
        }
        boolean marked = startsWith(text, 0xff, 0xfe) || startsWith(text, 0xfe, 0xff);
        int most = marked ? length / 8 : length / 2 - length / 16;
        if (length < 16) {
            return null;
        }
        return zeros[1] >= most && zeros[0] == 0
                ? StandardCharsets.UTF_16LE
                : zeros[0] >= most && zeros[1] == 0 ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
