// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpcodeTablesTest {
    @ParameterizedTest
    @ValueSource(ints = {OpcodeTables.PRIMARY, OpcodeTables.MAP_0F, OpcodeTables.MAP_0F38, OpcodeTables.MAP_0F3A})
    void encodingsOfAnOpcodeAgreeOnModRm(int map) {
        for (int opcodeByte = 0; opcodeByte < 256; opcodeByte++) {
            Opcode[] opcodes = OpcodeTables.map(map).opcodes(opcodeByte);
            for (Opcode opcode : opcodes) {
                assertThat(opcode.usesModRm())
                        .as("%s, opcode %x of map %d", opcode.mnemonic(), opcodeByte, map)
                        .isEqualTo(opcodes[0].usesModRm());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {OpcodeTables.PRIMARY, OpcodeTables.MAP_0F, OpcodeTables.MAP_0F38, OpcodeTables.MAP_0F3A})
    void noEncodingIsHiddenByAnEarlierOne(int map) {
        for (int opcodeByte = 0; opcodeByte < 256; opcodeByte++) {
            Opcode[] opcodes = OpcodeTables.map(map).opcodes(opcodeByte);
            for (int later = 1; later < opcodes.length; later++) {
                for (int earlier = 0; earlier < later; earlier++) {
                    assertThat(hides(opcodes[earlier], opcodes[later]))
                            .as("%s by %s", opcodes[later].mnemonic(), opcodes[earlier].mnemonic())
                            .isFalse();
                }
            }
        }
    }

    private static boolean hides(Opcode earlier, Opcode later) {
        return (earlier.mask() & ~later.mask()) == 0 && earlier.matches(later.match());
    }
}
