// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.elf4j.ElfException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructMemberTest {
    private static List<String> members(String fixture, String name) throws ElfException {
        Die struct = Fixtures.info(fixture).find(DwTag.STRUCTURE_TYPE, name).orElseThrow();
        List<String> lines = new ArrayList<>();
        for (StructMember member : StructMember.of(struct)) {
            long bit = 8 * member.offset() + member.bitOffset();
            lines.add(member.name() + " " + bit + ":" + member.bitSize() + " " + TypeEntries.size(member.type()));
        }
        return lines;
    }

    /** Places as pahole gives them; in bits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dwarf2",
                "dwarf3",
                "dwarf4",
                "dwarf5",
                "dwarf5-64",
                "dwarf4-types",
                "dwarf5-types",
                "split4",
                "split5"
            })
    void areWhereTheCompilerPutThem(String fixture) throws ElfException {
        assertThat(members(fixture, "shape"))
                .containsExactly(
                        "kind 0:0 1",
                        "area 64:0 8",
                        "solid 128:3 4",
                        "layer 131:7 4",
                        "depth 138:12 4",
                        "wide 150:40 8",
                        " 192:0 8",
                        "corners 256:0 48",
                        "colour 640:0 4",
                        "secret 704:0 8",
                        "draw 768:0 8",
                        "next 832:0 8",
                        "name 896:0 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"big2.o", "big5.o"})
    void bitsAreCountedFromTheHighestOnBigEndianMachines(String fixture) throws ElfException {
        assertThat(members(fixture, "flags")).containsExactly("low 0:3 4", "high 3:7 4", "next 64:0 8");
    }

    @Test
    void arraysKnowTheirDimensions() throws ElfException {
        Die shape = Fixtures.info("dwarf5").find(DwTag.STRUCTURE_TYPE, "shape").orElseThrow();
        List<StructMember> members = StructMember.of(shape);
        assertThat(TypeEntries.dimensions(members.get(7).type())).containsExactly(2L, 3L);
        assertThat(TypeEntries.dimensions(members.get(12).type())).containsExactly(-1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf2", "dwarf4", "dwarf5"})
    void anArrayOfNoneHasNone(String fixture) throws ElfException {
        assertThat(members(fixture, "empty_tail")).containsExactly("count 0:0 4", "numbers 64:0 0");
    }

    @Test
    void modifiersAndTypedefsAreSeenThrough() throws ElfException {
        Die shape = Fixtures.info("dwarf5").find(DwTag.STRUCTURE_TYPE, "shape").orElseThrow();
        StructMember area = StructMember.of(shape).get(1);
        assertThat(area.type().name()).isEqualTo("watched_word");
        assertThat(TypeEntries.resolved(area.type()).name()).isEqualTo("long unsigned int");
        assertThat(TypeEntries.isSigned(area.type())).isFalse();
        assertThat(TypeEntries.isSigned(StructMember.of(shape).get(4).type())).isTrue();
    }

    @Test
    void constantsOfAnEnumeration() throws ElfException {
        Die colour =
                Fixtures.info("dwarf5").find(DwTag.ENUMERATION_TYPE, "colour").orElseThrow();
        assertThat(TypeEntries.enumerators(colour)).extracting(Die::name).containsExactly("RED", "GREEN", "BLUE");
        assertThat(TypeEntries.isSigned(colour)).isTrue();
    }
}
