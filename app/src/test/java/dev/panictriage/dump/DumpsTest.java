// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.fixtures.ElfVmcoreWriter;
import dev.panictriage.fixtures.KdumpWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpsTest {
    @TempDir
    private Path directory;

    private void assertRefused(Path path, String reason) {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dumps.open(path))
                .withMessageStartingWith(path.toString())
                .withMessageContaining(reason);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("file"), bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b0800, compressed with gzip",
        "fd377a585a00, compressed with xz",
        "28b52ffd, compressed with zstd",
        "425a6839, compressed with bzip2",
        "04224d18, compressed with lz4",
        "504b0304, a zip archive",
        "454d694c, LiME",
        "5041474544553634, Windows",
        "d2bed2be, VMware",
        "4c69627669727451656d756453617665, virsh save",
        "5145564d, QEMU migration stream",
        "73616475 6d700000, sadump",
        "ed238f61730119a8, LKCD",
        "514649fb, qcow2",
        "4d5a9000, executable for Windows",
    })
    void saysWhatAFileLooksLike(String start, String reason) throws IOException {
        byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(start.replace(" ", "")), 2000);
        assertRefused(file(bytes), reason);
    }

    @Test
    void refusesWhatIsNoFile() throws IOException {
        assertRefused(directory, "a directory");
        assertRefused(directory.resolve("none"), "no such file");
        assertRefused(Path.of("/dev/null"), "not a regular file");
        assertRefused(file(new byte[0]), "an empty file");
    }

    @Test
    void refusesTextZerosAndBytesByChance() throws IOException {
        assertRefused(file("[    0.000000] Linux version 6.1.0\n".getBytes(StandardCharsets.UTF_8)), "text");
        assertRefused(file(new byte[100_000]), "starts with zeros");
        byte[] bytes = new byte[100_000];
        new Random(3).nextBytes(bytes);
        assertRefused(file(bytes), "no dump of a known format");
    }

    @Test
    void refusesAnElfFileAmongParts() {
        Path elf = ElfVmcoreWriter.procVmcore(Images.mixed()).write(directory.resolve("elf"));
        Path part = new KdumpWriter(Images.mixed()).split(2).getFirst().write(directory.resolve("part1"));
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dumps.open(List.of(part, elf)))
                .withMessageContaining("no part of a split dump");
    }

    @Test
    void survivesAFileThatShrinksWhileItIsRead() throws Exception {
        Path path = new KdumpWriter(Images.mixed()).write(directory.resolve("vmcore"));
        try (Dump dump = Dumps.open(path)) {
            new KdumpWriter(Images.mixed()).content().truncate(40_000).write(path);
            assertThat(dump.nextPresent(0)).isZero();
            Images.assertAbsent(dump, 0x1_0000_0000L, Absence.TRUNCATED);
        }
    }
}
