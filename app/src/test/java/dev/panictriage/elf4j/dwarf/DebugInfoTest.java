// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebugInfoTest {
    private static List<String> addr2line(String fixture) {
        List<String> lines = new ArrayList<>();
        for (String line : new String(Fixtures.bytes("addr2line.txt"), StandardCharsets.UTF_8).split("\n")) {
            if (line.startsWith(fixture + " ")) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** As llvm-addr2line prints an address. */
    private static String describe(DebugInfo info, long address) {
        LineTable lines = info.unitAt(address).map(Unit::lines).orElse(null);
        SourceLine line = lines == null ? null : lines.at(address);
        String place = line == null || line.file() == null ? "??:0" : place(line.file(), line.line());
        List<Scope> scopes = info.scopesAt(address);
        StringBuilder text = new StringBuilder(scopes.isEmpty() ? " ??@" + place : "");
        for (Scope scope : scopes) {
            text.append(' ').append(scope.name()).append('@').append(place);
            place = scope.isInlined() && lines != null
                    ? place(lines.fileName((int) scope.callFile()), scope.callLine())
                    : "";
        }
        return text.toString();
    }

    private static String place(@Nullable String path, long line) {
        return path == null ? "??:" + line : path.substring(path.lastIndexOf('/') + 1) + ":" + line;
    }

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
                "dwarf5-32bit",
                "dwarf2-32bit"
            })
    void saysOfEveryAddressWhatAnotherReaderSays(String fixture) throws ElfException {
        DebugInfo info = Fixtures.info(fixture);
        List<String> found = new ArrayList<>();
        List<String> expected = addr2line(fixture);
        for (String line : expected) {
            long address = Long.decode(line.split(" ")[1]);
            found.add(fixture + " 0x" + Long.toHexString(address) + describe(info, address));
        }
        assertThat(found).hasSizeGreaterThan(30).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf3", "dwarf4", "dwarf5", "dwarf5-64", "split4", "split5"})
    void showsWhatCanBeSeenInEachFunction(String fixture) throws ElfException {
        ElfFile elf = Fixtures.elf(fixture);
        List<Scope> scopes = Fixtures.info(fixture).scopesAt(Fixtures.symbol(elf, "draw_all") + 0x96);
        assertThat(scopes).extracting(Scope::name).containsExactly("scaled", "measured", "draw_all");
        assertThat(scopes.get(0).variables())
                .extracting(Variable::name)
                .containsExactly("value", "factor", "product", "excess");
        assertThat(scopes.get(1).variables()).extracting(Variable::name).containsExactly("shape", "width");
        assertThat(scopes.get(2).variables())
                .extracting(Variable::name)
                .containsExactly("first", "limit", "drawn", "s", "size");
        assertThat(scopes.get(2).variables())
                .extracting(Variable::isParameter)
                .containsExactly(true, true, false, false, false);
        assertThat(scopes.get(1).callLine()).isEqualTo(70);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwarf3", "dwarf4", "dwarf5", "split4", "split5"})
    void findsTheCallThatReturnsToAnAddress(String fixture) throws ElfException {
        long start = Fixtures.symbol(Fixtures.elf(fixture), "_start");
        DebugInfo info = Fixtures.info(fixture);
        CallSite site = info.callSite(start + 0x13).orElseThrow();
        assertThat(site.callee()).isNotNull();
        assertThat(site.callee().name()).isEqualTo("draw_all");
        assertThat(site.isTailCall()).isFalse();
        assertThat(site.arguments()).hasSize(2);
        // DW_OP_reg5 is rdi, DW_OP_lit7 the 7 of the source.
        assertThat(site.arguments().get(0).location().block().get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) 0x55);
        assertThat(site.arguments().get(1).value().block().get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) 0x37);
        assertThat(info.callSite(start + 0x2b).orElseThrow().isTailCall()).isTrue();
        assertThat(info.callSite(start + 0x12)).isEmpty();
    }

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
                "dwarf2-32bit",
                "dwarf5-zlib",
                "dwarf5-zlib-gnu",
                "dwarf5-zstd",
                "split4",
                "split5"
            })
    void findsDefinitionsByName(String fixture) throws ElfException {
        DebugInfo info = Fixtures.info(fixture);
        boolean wide = info.sections().addressBytes() == 8;
        Die hidden = info.find(DwTag.STRUCTURE_TYPE, "hidden").orElseThrow();
        assertThat(TypeEntries.size(hidden)).isEqualTo(wide ? 16 : 12);
        assertThat(hidden.flag(DwAt.DECLARATION)).isFalse();
        assertThat(info.find(DwTag.UNION_TYPE, "number").map(TypeEntries::size)).contains(8L);
        assertThat(info.find(DwTag.ENUMERATOR, "BLUE")
                        .map(die -> die.attribute(DwAt.CONST_VALUE).signedConstant()))
                .contains(-3L);
        assertThat(info.find(DwTag.TYPEDEF, "word").map(TypeEntries::size)).contains(wide ? 8L : 4L);
        assertThat(info.find(DwTag.SUBPROGRAM, "measured")
                        .map(die -> TypeEntries.parameters(die).size()))
                .contains(1);
        assertThat(info.find(DwTag.VARIABLE, "total")).isPresent();
        assertThat(info.find(DwTag.STRUCTURE_TYPE, "number")).isEmpty();
        assertThat(info.find(DwTag.STRUCTURE_TYPE, "nothing")).isEmpty();
        assertThat(info.find(DwTag.STRUCTURE_TYPE, "")).isEmpty();
    }

    @Test
    void leadsFromADeclarationToTheDefinition() throws ElfException {
        DebugInfo info = Fixtures.info("dwarf5");
        Die shape = info.find(DwTag.STRUCTURE_TYPE, "shape").orElseThrow();
        StructMember secret = StructMember.of(shape).get(9);
        Die declared = TypeEntries.resolved(TypeEntries.resolved(secret.type()).type());
        assertThat(declared.flag(DwAt.DECLARATION)).isTrue();
        assertThat(info.definition(declared).map(TypeEntries::size)).contains(16L);
    }

    @Test
    void tellsWhatAUnitIs() throws ElfException {
        DebugInfo info = Fixtures.info("dwarf5");
        Unit unit = info.unit(info.unitOffsets()[0]);
        assertThat(unit.name()).isEqualTo("shapes.c");
        assertThat(unit.compilationDirectory()).isEqualTo("/src");
        assertThat(unit.producer()).startsWith("GNU C17 12.2.0");
        assertThat(unit.language()).isEqualTo(0x1d);
        assertThat(unit.version()).isEqualTo(5);
        assertThat(unit.lineOffset()).hasValue(0);
    }

    @Test
    void knowsWhereAnInlinedParameterIs() throws ElfException {
        DebugInfo info = Fixtures.info("dwarf5");
        Variable limit = info.scopesAt(0x400150).getLast().variables().get(1);
        // The second argument of the psABI is in rsi: DW_OP_reg4.
        assertThat(limit.location().locations().at(0x400150).bytes().get(ValueLayout.JAVA_BYTE, 0))
                .isEqualTo((byte) 0x54);
    }

    @Test
    void knowsNothingOfAddressesThatAreOfNoUnit() throws ElfException {
        DebugInfo info = Fixtures.info("dwarf5");
        assertThat(info.unitAt(0)).isEmpty();
        assertThat(info.scopesAt(-1)).isEmpty();
        assertThat(info.callSite(0)).isEmpty();
    }

    @Test
    void splitUnitsThatAreNotThereLeaveTheirSkeletons() throws ElfException {
        DebugInfo info = DebugInfo.of(DwarfSections.of(Fixtures.elf("split5")));
        long start = Fixtures.symbol(Fixtures.elf("split5"), "_start");
        assertThat(info.unitAt(start)).isPresent();
        assertThat(info.scopesAt(start)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"split4", "split5"})
    void findsSplitUnitsInAPackage(String fixture) throws ElfException {
        DwarfSections packaged = DwarfSections.ofSplit(Fixtures.elf(fixture + ".dwp"));
        DebugInfo info = DebugInfo.of(
                DwarfSections.of(Fixtures.elf(fixture)), null, (name, directory, id) -> Optional.of(packaged));
        DebugInfo single = Fixtures.info(fixture);
        long start = Fixtures.symbol(Fixtures.elf(fixture), "draw_all");
        for (long at = start; at < start + 0x100; at++) {
            assertThat(described(info, at)).isEqualTo(described(single, at));
        }
        assertThat(described(info, start + 0xf0)).isEqualTo("[reveal: hidden here how here ]");
    }

    private static String described(DebugInfo info, long address) {
        StringBuilder text = new StringBuilder();
        for (Scope scope : info.scopesAt(address)) {
            text.append('[').append(scope.name()).append(": ");
            for (Variable variable : scope.variables()) {
                text.append(variable.name()).append(' ');
                Attribute location = variable.location();
                boolean listed = location != null && location.isSectionOffset();
                text.append(listed && location.locations().at(address) != null ? "here " : "");
            }
            text.append(']');
        }
        return text.toString();
    }

    @Test
    void followsReferencesToASupplementaryFile() throws ElfException {
        DebugInfo info = DebugInfo.of(
                DwarfSections.of(Fixtures.elf("unshared")), DwarfSections.of(Fixtures.elf("shared")), SplitFiles.NONE);
        assertThat(info.unit(0).name()).isEqualTo("padding");
        assertThat(info.find(DwTag.VARIABLE, "counter").map(Die::type).map(Die::name))
                .contains("int");
        assertThat(info.find(DwTag.BASE_TYPE, "int").map(TypeEntries::size)).contains(4L);
    }

    @Test
    void readsWhatOtherCompilersMakeForBigEndianMachines() throws ElfException {
        DebugInfo info = Fixtures.info("big5.o");
        List<Scope> scopes = info.scopesAt(0);
        assertThat(scopes).extracting(Scope::name).containsExactly("twice", "answer");
        assertThat(scopes.get(0).callLine()).isEqualTo(3);
        assertThat(scopes.get(0).callColumn()).isEqualTo(33);
        assertThat(info.scopesAt(4)).extracting(Scope::name).containsExactly("answer");
    }
}
