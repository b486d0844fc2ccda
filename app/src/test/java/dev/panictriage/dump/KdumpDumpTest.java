// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static dev.panictriage.dump.Images.PAGE;
import static dev.panictriage.dump.Images.assertAbsent;
import static dev.panictriage.dump.Images.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.fixtures.Abi;
import dev.panictriage.fixtures.Compression;
import dev.panictriage.fixtures.FileContent;
import dev.panictriage.fixtures.KdumpWriter;
import dev.panictriage.fixtures.MemoryImage;
import dev.panictriage.fixtures.Notes;
import dev.panictriage.fixtures.Registers;
import dev.panictriage.fixtures.Vmcoreinfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KdumpDumpTest {
    private static final long HIGH = 0x1_0000_0000L;

    @TempDir
    private Path directory;

    private final MemoryImage image = Images.mixed();

    private Dump open(KdumpWriter writer) throws DumpException {
        return open(writer.content());
    }

    private Dump open(FileContent content) throws DumpException {
        return Dumps.open(content.write(directory.resolve("vmcore")));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryCompression(Compression compression) throws Exception {
        try (Dump dump = open(new KdumpWriter(image).compression(compression))) {
            assertHolds(dump, image);
            assertThat(dump.deficiencies()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void readsEveryHeaderVersion(int version) throws Exception {
        try (Dump dump = open(new KdumpWriter(image).version(version).compression(Compression.LZO))) {
            assertHolds(dump, image);
            assertThat(dump.format()).isEqualTo("kdump-compressed v" + version + " (LZO)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 14, 1 << 16})
    void readsLargerPages(int pageSize) throws Exception {
        MemoryImage large = new MemoryImage(pageSize).ram(0, 8L * pageSize).string(3L * pageSize, "three");
        try (Dump dump = open(new KdumpWriter(large).compression(Compression.ZLIB))) {
            byte[] bytes = new byte[5];
            dump.read(3L * pageSize, bytes, 0, 5);
            assertThat(bytes).asString().isEqualTo("three");
            assertThat(dump.pageSize()).isEqualTo(pageSize);
        }
    }

    @Test
    void hasPagesOfZerosThatShareOneStoredPage() throws Exception {
        try (Dump dump = open(new KdumpWriter(image).dumpLevel(31))) {
            assertThat(image.isZero(2)).isTrue();
            byte[] page = {1, 2, 3};
            dump.read(2 * PAGE, page, 0, 3);
            assertThat(page).containsOnly(0);
            assertThat(dump.leavesOutZeroPages()).isFalse();
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> dump.readKernelOwned(4 * PAGE, new byte[1], 0, 1));
        }
    }

    @Test
    void readsAcrossPages() throws Exception {
        try (Dump dump = open(new KdumpWriter(image).compression(Compression.LZO))) {
            byte[] bytes = new byte[3 * PAGE];
            dump.read(HIGH + 100, bytes, 7, 2 * PAGE);
            byte[] expected = new byte[3 * PAGE];
            System.arraycopy(image.read(HIGH + 100, 2 * PAGE), 0, expected, 7, 2 * PAGE);
            assertThat(bytes).isEqualTo(expected);
        }
    }

    @Test
    void saysWhereAReadAcrossPagesStops() throws Exception {
        try (Dump dump = open(new KdumpWriter(image))) {
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> dump.read(4 * PAGE - 10, new byte[20], 0, 20))
                    .satisfies(e -> assertThat(e.address()).isEqualTo(4 * PAGE));
        }
    }

    @Test
    void findsTheNextPageThere() throws Exception {
        try (Dump dump = open(new KdumpWriter(image))) {
            assertThat(dump.nextPresent(-5)).isZero();
            assertThat(dump.nextPresent(3)).isEqualTo(3);
            assertThat(dump.nextPresent(4)).isEqualTo(7);
            assertThat(dump.nextPresent(16)).isEqualTo(HIGH / PAGE);
            assertThat(dump.nextPresent(HIGH / PAGE + 60)).isEqualTo(HIGH / PAGE + 380);
            assertThat(dump.nextPresent(HIGH / PAGE + 400)).isEqualTo(-1);
            assertThat(dump.nextPresent(Long.MAX_VALUE)).isEqualTo(-1);
        }
    }

    @Test
    void hasNothingAtWildAddresses() throws Exception {
        try (Dump dump = open(new KdumpWriter(image))) {
            assertAbsent(dump, -1, Absence.NOT_RAM);
            assertAbsent(dump, Long.MIN_VALUE, Absence.NOT_RAM);
            assertThat(dump.isPresent(-1)).isFalse();
            assertThat(dump.isPresent(Long.MAX_VALUE)).isFalse();
        }
    }

    @Test
    void readsPagesBeyondFourGigabytesOfFile() throws Exception {
        try (Dump dump =
                open(new KdumpWriter(image).compression(Compression.SNAPPY).dataAt(5L << 30))) {
            assertHolds(dump, image);
        }
    }

    @Test
    void readsNotesAndHeader() throws Exception {
        Notes notes = new Notes()
                .prstatus(1, new Registers())
                .vmcoreinfo(new Vmcoreinfo().release("6.1.0"))
                .note("QEMU", 0, new byte[5]);
        KdumpWriter writer = new KdumpWriter(image)
                .notes(notes)
                .utsname("Linux", "host", "6.1.0", "#1", "x86_64")
                .crashTime(1_795_000_000)
                .cpus(2);
        try (Dump dump = open(writer)) {
            assertThat(dump.notes()).extracting(Dump.Note::name).containsExactly("CORE", "VMCOREINFO", "QEMU");
            assertThat(dump.notes().get(1).description()).asString().contains("OSRELEASE=6.1.0\n");
            assertThat(dump.header()).isEqualTo(new Dump.Header("x86_64", "6.1.0", 1_795_000_000, 2));
        }
    }

    @Test
    void readsVmcoreinfoThatIsNoNote() throws Exception {
        Notes notes = new Notes().vmcoreinfo(new Vmcoreinfo().release("2.6.32"));
        try (Dump dump = open(new KdumpWriter(image).version(3).notes(notes))) {
            assertThat(dump.notes()).extracting(Dump.Note::name).containsExactly("VMCOREINFO");
            assertThat(new String(dump.notes().getFirst().description(), StandardCharsets.UTF_8))
                    .startsWith("OSRELEASE=2.6.32\n");
        }
    }

    @Test
    void knowsPagesLostToAFullDisk() throws Exception {
        try (Dump dump =
                open(new KdumpWriter(image).compression(Compression.LZO).diskFullAfter(20))) {
            // 13 frames below, so that the 20 pages kept end with the seventh above.
            assertThat(dump.isPresent(HIGH / PAGE + 6)).isTrue();
            assertAbsent(dump, HIGH + 7 * PAGE, Absence.LOST);
            assertAbsent(dump, 4 * PAGE, Absence.FILTERED);
            assertThat(dump.nextPresent(HIGH / PAGE + 7)).isEqualTo(-1);
            assertThat(dump.deficiencies()).singleElement().asString().startsWith("incomplete");
        }
    }

    @Test
    void knowsPagesBehindTheEndOfATruncatedFile() throws Exception {
        FileContent content = new KdumpWriter(image).dumpLevel(0).content();
        try (Dump dump = open(content.truncate(content.size() - 3 * PAGE - 1))) {
            long end = HIGH + 400 * PAGE;
            assertThat(dump.isPresent((end - 5 * PAGE) / PAGE)).isTrue();
            assertAbsent(dump, end - 4 * PAGE, Absence.TRUNCATED);
            assertAbsent(dump, end - PAGE, Absence.TRUNCATED);
            assertThat(dump.deficiencies()).singleElement().asString().startsWith("truncated");
        }
    }

    @Test
    void knowsDamagedPages() throws Exception {
        KdumpWriter writer = new KdumpWriter(image).compression(Compression.LZO);
        long descriptors = writer.descriptorsAt();
        FileContent content = writer.content()
                .u64(descriptors, 0)
                .u32(descriptors + 24 + 8, PAGE + 1)
                .u64(descriptors + 3 * 24, -1)
                .u32(descriptors + 5 * 24 + 8, 17);
        try (Dump dump = open(content)) {
            for (int frame : new int[] {0, 1, 3, 8}) {
                assertAbsent(dump, (long) frame * PAGE, Absence.CORRUPT);
            }
            assertThat(dump.isPresent(7)).isTrue();
        }
    }

    @Test
    void saysThatVmemmapIsLeftOut() throws Exception {
        try (Dump dump = open(new KdumpWriter(image).excludedVmemmap())) {
            assertThat(dump.deficiencies()).singleElement().asString().contains("struct page");
        }
    }

    @Test
    void readsWhatQemuWrites() throws Exception {
        MemoryImage whole =
                new MemoryImage().ram(0, 16 * PAGE).ram(0xfffc_0000L, 64 * PAGE).string(5 * PAGE, "five");
        try (Dump dump = open(KdumpWriter.qemu(whole).physBase(0x16_777_216))) {
            byte[] bytes = new byte[4];
            dump.read(5 * PAGE, bytes, 0, 4);
            assertThat(bytes).asString().isEqualTo("five");
            assertAbsent(dump, 0x8000_0000L, Absence.NOT_RAM);
            assertThat(dump.header().release()).isEmpty();
            assertThat(dump.header().machine()).isEqualTo("x86_64");
        }
    }

    @Test
    void readsDiskdump() throws Exception {
        byte[] signature = "DISKDUMP".getBytes(StandardCharsets.US_ASCII);
        try (Dump dump = open(new KdumpWriter(image).version(1).content().put(0, signature))) {
            assertHolds(dump, image);
            assertThat(dump.format()).isEqualTo("diskdump");
        }
    }

    @Test
    void readsSplitPartsInAnyOrder() throws Exception {
        List<Path> paths = writeParts("part", 3);
        Collections.reverse(paths);
        try (Dump dump = Dumps.open(paths)) {
            assertHolds(dump, image);
            assertThat(dump.deficiencies()).isEmpty();
            assertThat(dump.format()).endsWith(", split");
        }
    }

    @Test
    void findsSplitPartsBesideTheFirst() throws Exception {
        List<Path> paths = writeParts("vmcore-", 12);
        Files.writeString(directory.resolve("vmcore-99"), "no dump");
        new KdumpWriter(image).write(directory.resolve("vmcore-98"));
        try (Dump dump = Dumps.open(paths.get(5))) {
            assertHolds(dump, image);
            assertThat(dump.deficiencies()).isEmpty();
        }
    }

    @Test
    void knowsPagesOfAMissingPart() throws Exception {
        List<Path> paths = writeParts("part", 3);
        Path missing = paths.remove(1);
        Files.delete(missing);
        try (Dump dump = Dumps.open(paths)) {
            assertThat(dump.deficiencies()).singleElement().asString().startsWith("part of a split dump missing");
            assertAbsent(dump, HIGH + 30 * PAGE, Absence.PART_MISSING);
            assertAbsent(dump, HIGH + 100 * PAGE, Absence.FILTERED);
            assertThat(dump.isPresent(HIGH / PAGE + 30)).isFalse();
            assertThat(dump.nextPresent(HIGH / PAGE + 30)).isGreaterThan(HIGH / PAGE + 30);
            byte[] page = new byte[PAGE];
            dump.read(HIGH + 390 * PAGE, page, 0, PAGE);
            assertThat(page).isEqualTo(image.page(HIGH / PAGE + 390));
        }
    }

    @Test
    void refusesPartsOfTwoDumps() throws Exception {
        List<Path> paths = new ArrayList<>(writeParts("part", 2).subList(0, 1));
        paths.add(new KdumpWriter(image).version(5).split(2).get(1).write(directory.resolve("other")));
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dumps.open(paths))
                .withMessageContaining("not a part of the same dump");
    }

    @Test
    void refusesTheSamePartTwice() {
        List<Path> paths = writeParts("part", 2);
        paths.add(paths.getFirst());
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> Dumps.open(paths))
                .withMessageContaining("same memory");
    }

    @ParameterizedTest
    @EnumSource(names = {"ILP32_PACKED", "ILP32_PADDED"})
    void refuses32BitLayouts(Abi abi) {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(new KdumpWriter(image).abi(abi)))
                .withMessageContaining("32-bit machine");
    }

    @Test
    void refusesAHeaderFromTheFuture() {
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(new KdumpWriter(image).content().u32(8, 7)))
                .withMessageContaining("header version 7");
    }

    @Test
    void refusesAFileWithoutWholeBitmaps() {
        KdumpWriter writer = new KdumpWriter(image);
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(writer.content().truncate(writer.descriptorsAt() - 1)))
                .withMessageContaining("truncated within its page bitmaps");
    }

    private List<Path> writeParts(String name, int count) {
        List<Path> paths = new ArrayList<>();
        List<FileContent> parts =
                new KdumpWriter(image).compression(Compression.LZO).split(count);
        for (int i = 0; i < count; i++) {
            paths.add(parts.get(i).write(directory.resolve(name + (i + 1))));
        }
        return paths;
    }
}
