// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Encodings of the same text. */
class TextBytesTest {
    private static final int LIMIT = 1 << 20;
    private static final String TEXT =
            "[    1.000000] BUG: kernel NULL pointer dereference, address: 0000000000000010\n";

    @Test
    void plainTextStaysAsItIs() {
        byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);

        assertThat(TextBytes.plain(bytes, LIMIT)).isSameAs(bytes);
    }

    @Test
    void aByteOrderMarkIsNoText() {
        assertThat(plain(("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
    }

    @Test
    void utf16WithItsMark() {
        assertThat(plain(("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_16LE))).isEqualTo(TEXT);
        assertThat(plain(("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_16BE))).isEqualTo(TEXT);
    }

    @Test
    void utf16WithoutAMark() {
        assertThat(plain(TEXT.getBytes(StandardCharsets.UTF_16LE))).isEqualTo(TEXT);
        assertThat(plain(TEXT.getBytes(StandardCharsets.UTF_16BE))).isEqualTo(TEXT);
    }

    @Test
    void gzip() throws IOException {
        assertThat(plain(zipped(TEXT))).isEqualTo(TEXT);
    }

    @Test
    void gzipThatWasCutShort() throws IOException {
        byte[] zipped = zipped(TEXT.repeat(20_000));

        assertThat(plain(Arrays.copyOf(zipped, zipped.length / 2))).startsWith(TEXT);
    }

    @Test
    void gzipThatGrowsWithoutEndIsCut() throws IOException {
        assertThat(TextBytes.plain(zipped(TEXT.repeat(50_000)), 1000)).hasSize(1000);
    }

    private static String plain(byte[] bytes) {
        return new String(TextBytes.plain(bytes, LIMIT), StandardCharsets.UTF_8);
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
