// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.elf4j.DebugLink;
import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DwarfSectionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"dwarf5-zlib", "dwarf5-zlib-gnu", "dwarf5-zstd"})
    void compressedSectionsAreRestored(String fixture) throws ElfException {
        DwarfSections plain = DwarfSections.of(Fixtures.elf("dwarf5"));
        DwarfSections compressed = DwarfSections.of(Fixtures.elf(fixture));
        for (DebugSection section : DebugSection.values()) {
            assertThat(compressed.get(section).mismatch(plain.get(section)))
                    .as(section.sectionName())
                    .isEqualTo(-1);
        }
        assertThat(compressed.get(DebugSection.INFO)).isSameAs(compressed.get(DebugSection.INFO));
    }

    @Test
    void plainSectionsAreNotCopied() throws ElfException {
        MemorySegment bytes = MemorySegment.ofArray(Fixtures.bytes("dwarf5"));
        DwarfSections sections = DwarfSections.of(new ElfFile(bytes));
        assertThat(sections.get(DebugSection.INFO).asOverlappingSlice(bytes)).isPresent();
        assertThat(sections.has(DebugSection.INFO)).isTrue();
        assertThat(sections.has(DebugSection.TYPES)).isFalse();
        assertThat(sections.get(DebugSection.TYPES).byteSize()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relocatable.o", "relocatable-32bit.o"})
    void aRelocatableFileIsReadAsItWasLoaded(String fixture) throws ElfException {
        ElfFile elf = Fixtures.elf(fixture);
        DebugInfo info = DebugInfo.of(DwarfSections.of(
                elf,
                (name, section) ->
                        name.equals(".text.draw_all") ? 0x70_0000 : name.equals(".text") ? 0x80_0000 : 0x90_0000));
        long draw = fixture.contains("32") ? 0x80_0000 : 0x70_0000;
        assertThat(info.scopesAt(draw)).extracting(Scope::name).containsExactly("draw_all");
        assertThat(info.unitAt(draw).map(Unit::name)).contains("shapes.c");
        assertThat(info.unitAt(draw)
                        .map(Unit::lines)
                        .map(lines -> lines.at(draw))
                        .map(SourceLine::line))
                .contains(66);
        assertThat(info.find(DwTag.STRUCTURE_TYPE, "shape")).isPresent();
    }

    /** As readelf -n and crc32 of the file say. */
    @Test
    void whereDebuggingInformationWasMovedTo() throws ElfException {
        ElfFile stripped = Fixtures.elf("stripped");
        assertThat(HexFormat.of().formatHex(stripped.buildId())).isEqualTo("c1eded4d037580f4983a33361df7352348007eb3");
        assertThat(stripped.debugLink()).contains(new DebugLink("dwarf5", 0xd4f9cc48));
        assertThat(stripped.supplementaryLink()).isEmpty();
        assertThat(Fixtures.elf("dwarf5").debugLink()).isEmpty();
        assertThat(Fixtures.elf("unshared").supplementaryLink().orElseThrow().name())
                .isEqualTo("shared");
        assertThat(Fixtures.elf("unshared").supplementaryLink().orElseThrow().buildId())
                .containsExactly(1, 2, 3, 4);
        assertThat(Fixtures.elf("unshared").buildId()).isEmpty();
    }
}
