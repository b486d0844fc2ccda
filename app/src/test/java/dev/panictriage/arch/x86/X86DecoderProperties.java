// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Instruction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes, and wherever they end. */
class X86DecoderProperties {
    private static final byte[][] ESCAPES = {
        {},
        {0x0f},
        {0x0f, 0x38},
        {0x0f, 0x3a},
        {0x66, 0x0f},
        {(byte) 0xf3, 0x0f},
        {(byte) 0xc5},
        {(byte) 0xc4},
        {0x62},
        {0x48},
        {0x66},
        {(byte) 0xf0},
        {0x67, 0x0f}
    };

    private final X86Decoder decoder = new X86Decoder();

    @Property(tries = 20_000)
    void instructionsHaveOneToFifteenBytesAndText(
            @ForAll @IntRange(max = 12) int escape, @ForAll @Size(max = 20) byte[] tail, @ForAll long address) {
        byte[] code = join(ESCAPES[escape], tail);
        Instruction instruction = decoder.decode(code, 0, code.length, address);
        if (instruction != null) {
            assertThat(instruction.length()).isBetween(1, Math.min(15, code.length));
            assertThat(instruction.text()).isNotBlank();
            assertThat(instruction.registersRead()).doesNotContain("riz");
            assertThat(instruction.registersWritten()).doesNotContain("riz");
            instruction.memoryAccesses().forEach(memory -> memory.effectiveAddress(register -> address));
        }
    }

    @Property(tries = 20_000)
    void whatIsCutShortIsNoInstruction(@ForAll @IntRange(max = 12) int escape, @ForAll @Size(15) byte[] tail) {
        byte[] code = join(ESCAPES[escape], tail);
        Instruction instruction = decoder.decode(code, 0, code.length, 0);
        if (instruction != null) {
            for (int length = 0; length < instruction.length(); length++) {
                assertThat(decoder.decode(code, 0, length, 0)).isNull();
            }
            assertThat(decoder.decode(code, 0, instruction.length(), 0)).isEqualTo(instruction);
        }
    }

    @Property(tries = 2_000)
    void anyRangeOfAnyArrayIsTaken(@ForAll @Size(max = 20) byte[] code, @ForAll int at, @ForAll int length) {
        Instruction instruction = decoder.decode(code, at, length, 0);
        if (instruction != null) {
            assertThat(instruction.length()).isLessThanOrEqualTo(length);
            assertThat(at + instruction.length()).isLessThanOrEqualTo(code.length);
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = new byte[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
