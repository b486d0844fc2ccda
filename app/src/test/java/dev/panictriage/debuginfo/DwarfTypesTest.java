// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.dwarf.DebugInfo;
import dev.panictriage.elf4j.dwarf.DwarfSections;
import dev.panictriage.elf4j.dwarf.SplitFiles;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On enums.c, which lies beside what it was compiled to. */
class DwarfTypesTest {
    private static DwarfTypes types(String file) throws Exception {
        try (InputStream in = Objects.requireNonNull(DwarfTypesTest.class.getResourceAsStream(file), file)) {
            ElfFile elf = new ElfFile(MemorySegment.ofArray(in.readAllBytes()));
            return new DwarfTypes(DebugInfo.of(DwarfSections.of(elf), null, SplitFiles.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"enums4.o", "enums5.o"})
    void constantsWhoseHighestBitIsSetAreNotNegative(String file) throws Exception {
        DwarfTypes types = types(file);
        assertThat(types.enumerator("KIND_SLAB")).hasValue(245);
        assertThat(types.enumerator("KIND_WIDE")).hasValue(0xfff0);
        assertThat(types.enumerator("KIND_HIGH")).hasValue(0x8000_0000L);
        assertThat(types.enumerator("STATE_LATE")).hasValue(200);
        assertThat(types.enumerator("ANONYMOUS_FLAG")).hasValue(0x80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"enums4.o", "enums5.o"})
    void negativeConstantsAre(String file) throws Exception {
        assertThat(types(file).enumeration("state"))
                .extracting(constant -> constant.name() + "=" + constant.value())
                .containsExactly("STATE_DEAD=-1", "STATE_LIVE=0", "STATE_LATE=200");
    }
}
