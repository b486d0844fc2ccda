// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.fixtures.Compression;
import dev.panictriage.fixtures.DumpWriter;
import dev.panictriage.fixtures.ElfVmcoreWriter;
import dev.panictriage.fixtures.FlattenedWriter;
import dev.panictriage.fixtures.KdumpWriter;
import dev.panictriage.fixtures.MemoryImage;
import dev.panictriage.fixtures.Notes;
import dev.panictriage.fixtures.Registers;
import dev.panictriage.fixtures.Vmcoreinfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged dumps: opening one is refused or works, and reading gives bytes or says no. Nothing else may happen. */
class HostileDumpTest {
    private static final int HEADERS = 4096 + 16 + 4 * 4096;

    @TempDir
    private Path directory;

    static Stream<DumpWriter> dumps() {
        MemoryImage image = new MemoryImage().ram(0, 8 * 4096).exclude(3 * 4096, 4096);
        for (int page = 0; page < 8; page++) {
            image.string(page * 4096L + 11, "page " + page);
        }
        Notes notes = new Notes().prstatus(1, new Registers()).vmcoreinfo(new Vmcoreinfo().release("6.1.0"));
        KdumpWriter kdump = new KdumpWriter(image).notes(notes).compression(Compression.LZO);
        return Stream.of(
                kdump,
                new KdumpWriter(image).version(3).compression(Compression.ZLIB),
                new KdumpWriter(image).compression(Compression.SNAPPY),
                new KdumpWriter(image).compression(Compression.ZSTD),
                ElfVmcoreWriter.procVmcore(image).notes(notes),
                ElfVmcoreWriter.procVmcore(image).notes(notes).elf32().directMap(0xc000_0000L),
                ElfVmcoreWriter.procVmcore(image).extendedNumbering(),
                new FlattenedWriter(kdump).recordSize(500).shuffled(1),
                new FlattenedWriter(ElfVmcoreWriter.procVmcore(image)));
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void truncated(DumpWriter writer) throws IOException {
        byte[] bytes = writer.toBytes();
        for (int length = 0; length < bytes.length; length += step(length)) {
            readAll(Arrays.copyOf(bytes, length));
        }
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void withBitsFlipped(DumpWriter writer) throws IOException {
        byte[] bytes = writer.toBytes();
        Random random = new Random(5);
        for (int round = 0; round < 150; round++) {
            byte[] damaged = bytes.clone();
            for (int flip = random.nextInt(4); flip >= 0; flip--) {
                int bit = random.nextInt(8 * Math.min(bytes.length, round % 2 == 0 ? 700 : HEADERS));
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
            }
            readAll(damaged);
        }
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void withWildWords(DumpWriter writer) throws IOException {
        byte[] bytes = writer.toBytes();
        byte[][] words = {
            {-1, -1, -1, -1, -1, -1, -1, -1},
            {-1, -1, -1, -1, -1, -1, -1, 0x7f},
            {0, 0, 0, 0, 0, 0, 0, 0},
            {0, 0, 0, 0, 0, 0, 0, -128},
            {-1, -1, -1, 0x7f},
            {0, 0, 0, -128}
        };
        for (int at = 0; at < Math.min(bytes.length, HEADERS) - 8; at += step(at)) {
            for (byte[] word : words) {
                byte[] damaged = bytes.clone();
                System.arraycopy(word, 0, damaged, at, word.length);
                readAll(damaged);
            }
        }
    }

    /** Small where the headers of the formats are, or their records'. */
    private static int step(int at) {
        return at < 480 || at >= 4096 && at < 4096 + 160 ? 8 : 397;
    }

    private void readAll(byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve("dump"), bytes);
        try (Dump dump = Dumps.open(List.of(path))) {
            byte[] page = new byte[dump.pageSize()];
            long frame = dump.nextPresent(0);
            for (int pages = 0; pages < 20 && frame >= 0; pages++) {
                read(dump, frame * page.length, page);
                long next = dump.nextPresent(frame + 1);
                assertThat(next == -1 || next > frame).isTrue();
                frame = next;
            }
            for (long address : new long[] {0, 4096 - 8, 3 * 4096, -8, Long.MAX_VALUE - 3, Long.MIN_VALUE}) {
                read(dump, address, page);
            }
            assertThat(dump.deficiencies()).doesNotContainNull();
        } catch (DumpException e) {
            assertThat(e.getMessage()).startsWith(path.toString());
        }
    }

    private static void read(Dump dump, long address, byte[] page) {
        try {
            dump.read(address, page, 0, page.length);
        } catch (UnreadableException e) {
            assertThat(e.absence()).isNotNull();
        }
    }
}
