// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class X86DecoderTest {
    private static Instruction decode(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Instruction instruction = new X86Decoder().decode(code, 0, code.length, 0xffffffff81000000L);
        assertThat(instruction).as(hex).isNotNull();
        return instruction;
    }

    @Test
    void loadsFromMember() {
        Instruction load = decode("41 8b 8f 40 01 00 00");
        assertThat(load.text()).isEqualTo("mov 0x140(%r15),%ecx");
        assertThat(load.registersRead()).containsExactly("r15");
        assertThat(load.registersWritten()).containsExactly("rcx");
        Operand.Memory memory = load.memory();
        assertThat(memory).isNotNull();
        assertThat(memory.size()).isEqualTo(4);
        assertThat(memory.effectiveAddress(name -> name.equals("r15") ? 0L : null)).isEqualTo(0x140L);
    }

    @Test
    void callsRelative() {
        Instruction call = decode("e8 fb ff ff ff");
        assertThat(call.flow()).isEqualTo(Flow.CALL);
        assertThat(call.target()).isEqualTo(0xffffffff81000000L);
        assertThat(call.text()).isEqualTo("call ffffffff81000000");
    }
}
