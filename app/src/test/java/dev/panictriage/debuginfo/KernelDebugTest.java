// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.kernel.KernelImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that was stripped, and whose debugging information was moved to another file, with the build id of a dump's
 * kernel in the place of its own.
 */
class KernelDebugTest {
    private static final Path DUMP = Path.of("..", "fixtures", "dumps", "null-read-6.12.vmcore");
    private static final String BUILD_ID = "c1eded4d037580f4983a33361df7352348007eb3";
    private static final int CRC = 0xd4f9cc48;

    /** That the link of {@code stripped} gives. */
    private static final String LINKED = "dwarf5";

    @TempDir
    private Path root;

    private Dump dump;
    private KernelImage image;
    private Path vmlinux;

    @BeforeEach
    void opens() throws Exception {
        dump = Dumps.open(List.of(DUMP));
        image = KernelImage.open(dump);
        vmlinux = root.resolve("vmlinux");
    }

    @AfterEach
    void closes() throws IOException {
        dump.close();
    }

    private static byte[] fixture(String name, String buildId) throws IOException {
        try (InputStream in = KernelDebugTest.class.getResourceAsStream("/dev/panictriage/elf4j/dwarf/" + name)) {
            byte[] bytes = in.readAllBytes();
            replace(bytes, HexFormat.of().parseHex(BUILD_ID), HexFormat.of().parseHex(buildId));
            return bytes;
        }
    }

    private static void replace(byte[] bytes, byte[] what, byte[] by) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
            at++;
        }
        System.arraycopy(by, 0, bytes, at, by.length);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private void write(byte[] stripped, int crc, byte[] debug) throws IOException {
        replace(stripped, littleEndian(CRC), littleEndian(crc));
        Files.write(vmlinux, stripped);
        Files.write(root.resolve(LINKED), debug);
    }

    private KernelDebug.Search search() {
        try (KernelDebug debug = KernelDebug.of(image, new DebugFiles(root, vmlinux, List.of()))) {
            debug.kernel();
            return debug.searches().getFirst();
        }
    }

    private String buildId() {
        return image.buildId().orElseThrow();
    }

    @Test
    void aStrippedFileLeadsToTheOneThatItNames() throws IOException {
        byte[] debug = fixture(LINKED, buildId());
        write(fixture("stripped", buildId()), crc(debug), debug);

        assertThat(search().file()).isEqualTo(root.resolve(LINKED));
    }

    @Test
    void aLinkMeansAFileOfItsChecksumOnly() throws IOException {
        byte[] debug = fixture(LINKED, buildId());
        write(fixture("stripped", buildId()), crc(debug) + 1, debug);

        assertThat(search().file()).isNull();
        assertThat(search().problems())
                .contains(root.resolve(LINKED) + " is not the file that a debug link means: its checksum is another");
    }

    @Test
    void whatALinkMeansMayBeOfAnotherBuild() throws IOException {
        byte[] debug = fixture(LINKED, BUILD_ID);
        write(fixture("stripped", buildId()), crc(debug), debug);

        assertThat(search().problems().getLast()).contains("is of another build");
    }

    @Test
    void theLinkOfAFileOfAnotherBuildIsNotFollowed() throws IOException {
        byte[] debug = fixture(LINKED, buildId());
        write(fixture("stripped", BUILD_ID), crc(debug), debug);

        assertThat(search().file()).isNull();
    }
}
