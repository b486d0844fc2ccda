// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams assembled by hand, one for each instruction of the formats, and streams that lie. */
class DecoderTest {
    private final byte[] out = new byte[4096];

    private String lzo(String hex) {
        byte[] in = HexFormat.of().parseHex(hex.replace(" ", ""));
        return text(Lzo1x.decode(in, in.length, out));
    }

    private String snappy(String hex) {
        byte[] in = HexFormat.of().parseHex(hex.replace(" ", ""));
        return text(Snappy.decode(in, in.length, out));
    }

    private String text(int length) {
        return length < 0 ? "malformed" : new String(out, 0, length, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        // Literals in the first byte: 17 + 5. Then the end: M4 with distance 16384.
        "16 6162636465 11 0000, abcde",
        // A literal run: 3 + 1.
        "01 61626364 11 0000, abcd",
        // M2: length 3, distance 4, no literals behind.
        "15 61626364 4c 00 11 0000, abcdabc",
        // M2 with two literals behind.
        "15 61626364 4e 00 7879 11 0000, abcdabcxy",
        // M3: length 2 + 3, distance 1: it repeats what it writes.
        "15 61626364 23 0000 11 0000, abcdddddd",
        // M1 after three literals behind a match: length 2, distance 1.
        "15 61626364 4f 00 78797a 00 00 11 0000, abcdabcxyzzz",
    })
    void decodesLzo(String hex, String text) {
        assertThat(lzo(hex)).isEqualTo(text);
    }

    @Test
    void decodesLongLengthsOfLzo() {
        assertThat(lzo("15 61626364 20 02 0000 11 0000")).isEqualTo("abc" + "d".repeat(1 + 2 + 31 + 2));
        assertThat(lzo("15 61626364 20 0000 02 0000 11 0000")).isEqualTo("abc" + "d".repeat(1 + 2 + 31 + 2 * 255 + 2));
        assertThat(lzo("00 01" + "61".repeat(19) + "11 0000")).isEqualTo("a".repeat(3 + 15 + 1));
    }

    @Test
    void decodesFarMatchesOfLzo() {
        // After a literal run: length 3, distance 2049 + 3.
        String far = "15 61626364 20 00000000000000 ff 0000 01 71727374 0c 00 11 0000";
        assertThat(lzo(far)).isEqualTo("abc" + "d".repeat(1 + 2 + 31 + 7 * 255 + 255) + "qrst" + "ddd");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "11 00",
        // No end.
        "16 6162636465",
        // Bytes behind the end.
        "16 6162636465 11 0000 00",
        // A match before the first byte.
        "12 61 4c 00 11 0000",
        // Literals behind the end of the input.
        "ff 61",
        // A length without an end.
        "15 61626364 20 00000000",
    })
    void refusesMalformedLzo(String hex) {
        assertThat(lzo(hex)).isEqualTo("malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "05 10 6162636465, abcde",
        // One byte of offset: length 4, distance 3.
        "07 08 616263 01 03, abcabca",
        // Two bytes of offset: length 5, distance 1.
        "08 08 616263 12 0100, abcccccc",
        // Four bytes of offset: length 2, distance 3.
        "05 08 616263 07 03000000, abcab",
        // A literal's length in a byte of its own.
        "03 f0 02 616263, abc",
    })
    void decodesSnappy(String hex, String text) {
        assertThat(snappy(hex)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "ff",
        "ffffffffff01",
        "05 10 6162",
        "06 10 6162636465",
        "04 10 6162636465",
        "07 08 616263 01 04",
        "07 08 616263 01 00",
        "07 08 616263 03 ffffffff",
        "03 fc ffffffff 616263",
        "07 08 616263 02 01",
    })
    void refusesMalformedSnappy(String hex) {
        assertThat(snappy(hex)).isEqualTo("malformed");
    }

    @Property
    void lzoStaysWithinItsBounds(@ForAll @Size(max = 200) byte[] in) {
        byte[] padded = Arrays.copyOf(in, in.length + 10);
        assertThat(Lzo1x.decode(padded, in.length, new byte[300])).isBetween(-1, 300);
    }

    @Property
    void snappyStaysWithinItsBounds(@ForAll @Size(max = 200) byte[] in) {
        byte[] padded = Arrays.copyOf(in, in.length + 10);
        assertThat(Snappy.decode(padded, in.length, new byte[300])).isBetween(-1, 300);
    }
}
