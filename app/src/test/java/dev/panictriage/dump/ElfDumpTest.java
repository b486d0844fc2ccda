// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import static dev.panictriage.dump.Images.PAGE;
import static dev.panictriage.dump.Images.assertAbsent;
import static dev.panictriage.dump.Images.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.fixtures.ElfVmcoreWriter;
import dev.panictriage.fixtures.FileContent;
import dev.panictriage.fixtures.MemoryImage;
import dev.panictriage.fixtures.Notes;
import dev.panictriage.fixtures.Registers;
import dev.panictriage.fixtures.Vmcoreinfo;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfDumpTest {
    private static final long HIGH = 0x1_0000_0000L;

    @TempDir
    private Path directory;

    private final MemoryImage image = Images.mixed();

    private Dump open(ElfVmcoreWriter writer) throws DumpException {
        return open(writer.content());
    }

    private Dump open(FileContent content) throws DumpException {
        return Dumps.open(content.write(directory.resolve("vmcore")));
    }

    /** The image as it was before it was filtered. */
    private MemoryImage whole() {
        MemoryImage whole = new MemoryImage().ram(0, 16 * PAGE).ram(HIGH, 400 * PAGE);
        return whole.put(0, image.read(0, 16 * PAGE)).put(HIGH, image.read(HIGH, 400 * PAGE));
    }

    @Test
    void readsACopyOfProcVmcore() throws Exception {
        try (Dump dump = open(ElfVmcoreWriter.procVmcore(whole()))) {
            assertHolds(dump, whole());
            assertThat(dump.deficiencies()).isEmpty();
            assertThat(dump.format()).isEqualTo("ELF vmcore");
            assertThat(dump.leavesOutZeroPages()).isFalse();
        }
    }

    @Test
    void readsWhatQemuWrites() throws Exception {
        try (Dump dump = open(ElfVmcoreWriter.qemu(whole()))) {
            assertHolds(dump, whole());
        }
    }

    @Test
    void readsMappingsThatOverlap() throws Exception {
        ElfVmcoreWriter writer = ElfVmcoreWriter.qemu(whole())
                .mapping(0xffff_ffff_8100_0000L, 2 * PAGE, 3 * PAGE)
                .mapping(0xffff_8880_0000_0000L, 0, 16 * PAGE)
                .mapping(0xffff_c900_0000_0000L, 10 * PAGE, 6 * PAGE)
                .mapping(0xffff_c900_1000_0000L, 0xfee0_0000L, PAGE)
                .mapping(0xffff_8881_0000_0000L, HIGH, 400 * PAGE);
        try (Dump dump = open(writer)) {
            assertHolds(dump, whole());
        }
    }

    @Test
    void readsWhatMakedumpfileWrites() throws Exception {
        // Filtered runs of fewer than 256 pages are written.
        MemoryImage kept = whole().exclude(HIGH + 60 * PAGE, 320 * PAGE);
        try (Dump dump = open(ElfVmcoreWriter.makedumpfile(image))) {
            assertHolds(dump, kept);
            assertAbsent(dump, HIGH + 60 * PAGE, Absence.FILTERED);
            assertThat(dump.leavesOutZeroPages()).isTrue();
        }
    }

    @Test
    void readsMoreSegmentsThanTheHeaderCanCount() throws Exception {
        try (Dump dump = open(ElfVmcoreWriter.procVmcore(whole()).extendedNumbering())) {
            assertHolds(dump, whole());
        }
    }

    @Test
    void readsClass32() throws Exception {
        MemoryImage small = new MemoryImage().ram(0, 16 * PAGE).string(PAGE, "one");
        try (Dump dump = open(ElfVmcoreWriter.procVmcore(small).elf32().directMap(0xc000_0000L))) {
            byte[] bytes = new byte[3];
            dump.read(PAGE, bytes, 0, 3);
            assertThat(bytes).asString().isEqualTo("one");
            assertThat(dump.header().machine()).isEqualTo("i686");
        }
    }

    @Test
    void readsUpToTheByteWhereRamEnds() throws Exception {
        MemoryImage odd = new MemoryImage().ram(0x400, 0x9_f800).string(0x9_fb00, "last");
        try (Dump dump = open(ElfVmcoreWriter.procVmcore(odd))) {
            byte[] bytes = new byte[4];
            dump.read(0x9_fb00, bytes, 0, 4);
            assertThat(bytes).asString().isEqualTo("last");
            assertAbsent(dump, 0x9_fc00, Absence.NOT_RAM);
            assertAbsent(dump, 0x3ff, Absence.NOT_RAM);
            assertThat(dump.isPresent(0)).isFalse();
            assertThat(dump.nextPresent(0)).isEqualTo(1);
            assertThat(dump.isPresent(0x9f)).isFalse();
            assertThat(dump.nextPresent(0x9f)).isEqualTo(-1);
        }
    }

    @Test
    void readsNotesAndThePageSizeInThem() throws Exception {
        Notes notes = new Notes()
                .prstatus(1, new Registers())
                .qemuCpu(new Registers())
                .vmcoreinfo(new Vmcoreinfo().release("6.12.0").pageSize(1 << 16));
        MemoryImage large = new MemoryImage(1 << 16).ram(0, 1 << 20);
        try (Dump dump = open(ElfVmcoreWriter.procVmcore(large).notes(notes))) {
            assertThat(dump.notes()).extracting(Dump.Note::name).containsExactly("CORE", "QEMU", "VMCOREINFO");
            assertThat(dump.pageSize()).isEqualTo(1 << 16);
            assertThat(dump.endOfFrames()).isEqualTo(16);
        }
    }

    @Test
    void knowsPagesBehindTheEndOfATruncatedFile() throws Exception {
        FileContent content = ElfVmcoreWriter.procVmcore(whole()).content();
        try (Dump dump = open(content.truncate(content.size() - 10 * PAGE - 5))) {
            long end = HIGH + 400 * PAGE;
            assertThat(dump.isPresent(end / PAGE - 12)).isTrue();
            assertThat(dump.isPresent(end / PAGE - 11)).isFalse();
            assertAbsent(dump, end - 10 * PAGE - 5, Absence.TRUNCATED);
            assertAbsent(dump, end - 1, Absence.TRUNCATED);
            assertThat(dump.deficiencies()).singleElement().asString().startsWith("truncated");
        }
    }

    @Test
    void knowsPagesLostToAFullDisk() throws Exception {
        FileContent content = ElfVmcoreWriter.makedumpfile(whole()).incomplete().content();
        try (Dump dump = open(content.truncate(content.size() - 10 * PAGE))) {
            assertAbsent(dump, HIGH + 390 * PAGE, Absence.LOST);
            assertThat(dump.deficiencies()).first().asString().startsWith("incomplete");
        }
    }

    @Test
    void refusesTheCoreOfAProcess() {
        Notes notes = new Notes().note("CORE", 6, new byte[16]);
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(ElfVmcoreWriter.procVmcore(whole()).notes(notes)))
                .withMessageContaining("core file of a process");
    }

    @Test
    void refusesAnExecutable() {
        FileContent content = ElfVmcoreWriter.procVmcore(whole()).content().put(16, (byte) 2);
        assertThatExceptionOfType(DumpException.class)
                .isThrownBy(() -> open(content))
                .withMessageContaining("ELF executable (a vmlinux?), not a dump");
    }
}
