// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static dev.panictriage.dump.Images.PAGE;
import static dev.panictriage.dump.Images.assertAbsent;
import static dev.panictriage.dump.Images.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.fixtures.Compression;
import dev.panictriage.fixtures.DumpWriter;
import dev.panictriage.fixtures.ElfVmcoreWriter;
import dev.panictriage.fixtures.FileContent;
import dev.panictriage.fixtures.FlattenedWriter;
import dev.panictriage.fixtures.KdumpWriter;
import dev.panictriage.fixtures.MemoryImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlattenedSourceTest {
    private static final long HIGH = 0x1_0000_0000L;

    @TempDir
    private Path directory;

    private final MemoryImage image = Images.mixed();
    private final DumpWriter kdump = new KdumpWriter(image).compression(Compression.LZO);

    private Dump open(DumpWriter writer) throws DumpException {
        return Dumps.open(writer.write(directory.resolve("vmcore.flat")));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, PAGE, 1 << 20})
    void readsKdump(int recordSize) throws Exception {
        try (Dump dump = open(new FlattenedWriter(kdump).recordSize(recordSize))) {
            assertHolds(dump, image);
            assertThat(dump.format()).isEqualTo("kdump-compressed v6 (LZO), flattened");
            assertThat(dump.deficiencies()).isEmpty();
        }
    }

    @Test
    void readsElf() throws Exception {
        MemoryImage small = new MemoryImage().ram(0, 64 * PAGE).string(17 * PAGE, "seventeen");
        try (Dump dump = open(new FlattenedWriter(ElfVmcoreWriter.procVmcore(small)))) {
            assertHolds(dump, small);
            assertThat(dump.format()).isEqualTo("ELF vmcore, flattened");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsRecordsOutOfOrder(long seed) throws Exception {
        try (Dump dump = open(new FlattenedWriter(kdump).recordSize(1000).shuffled(seed))) {
            assertHolds(dump, image);
        }
    }

    @Test
    void letsLaterRecordsHold() throws Exception {
        try (Dump dump =
                open(new FlattenedWriter(kdump).recordSize(1000).overlapping().shuffled(4))) {
            assertHolds(dump, image);
        }
    }

    @Test
    void readsSplitParts() throws Exception {
        List<FileContent> parts = new KdumpWriter(image).split(2);
        Path first = new FlattenedWriter(parts.get(0)).write(directory.resolve("part1"));
        new FlattenedWriter(parts.get(1)).write(directory.resolve("part2"));
        try (Dump dump = Dumps.open(first)) {
            assertHolds(dump, image);
        }
    }

    @Test
    void readsAFileWithoutItsEndMark() throws Exception {
        try (Dump dump = open(new FlattenedWriter(kdump).withoutEnd())) {
            assertHolds(dump, image);
            assertThat(dump.deficiencies()).singleElement().asString().contains("flattened file is truncated");
        }
    }

    @Test
    void takesNothingForZerosInATruncatedFile() throws Exception {
        byte[] dump = kdump.toBytes();
        int descriptors = (int) new KdumpWriter(image).descriptorsAt();
        int pages = descriptors + 24 * 13;
        FileContent parts = new FileContent()
                .put(0, Arrays.copyOf(dump, descriptors))
                .put(pages, Arrays.copyOfRange(dump, pages, dump.length))
                .put(descriptors, Arrays.copyOfRange(dump, descriptors, pages));
        FileContent flat = new FlattenedWriter(parts).content();
        Path path = flat.truncate(flat.size() - 32 - (pages - descriptors)).write(directory.resolve("cut"));
        try (Dump cut = Dumps.open(path)) {
            assertAbsent(cut, 0, Absence.TRUNCATED);
            assertAbsent(cut, 12 * PAGE, Absence.TRUNCATED);
            assertThat(cut.isPresent(HIGH / PAGE + 10)).isTrue();
        }
    }

    @Test
    void refusesAnotherVersion() {
        FileContent content = new FlattenedWriter(kdump).content().put(31, (byte) 2);
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dumps.open(content.write(directory.resolve("flat"))))
                .withMessageContaining("type 1, version 2");
    }

    @Test
    void refusesAFlattenedFileOfSomethingElse() {
        FileContent text = new FileContent().put(0, "just text\n".getBytes());
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(new FlattenedWriter(text)))
                .withMessageContaining("text, not a dump");
    }
}
