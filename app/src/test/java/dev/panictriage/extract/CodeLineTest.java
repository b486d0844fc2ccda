// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.x86.X86Decoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeLineTest {
    /** A Debian 6.12 kernel's report of a fault in lab code, and what objdump makes of __run_timers+0xbd and on. */
    private static final String REPORT =
            "f6 48 8d 74 24 08 89 c1 83 e1 3f 01 d1 49 0f b3 09 73 29 48 8b 1c 24 4c 8d 56 08 48 8d 3c cb 48 8b 0f 48"
                    + " 89 0e 48 85 c9 74 04 <48> 89 71 08 48 c7 07 00 00 00 00 41 83 c6 01 4c 89 d6 a8 07 75 0f";

    private static final long RIP = 0xffffffff81100093L;

    @Test
    void decodesBothWaysFromTheMark() {
        List<String> texts = texts(REPORT, RIP - 0x93);
        int mark = texts.indexOf("mov %rsi,0x8(%rcx)");
        assertThat(texts.subList(mark - 4, mark + 2))
                .containsExactly(
                        "mov (%rdi),%rcx",
                        "mov %rcx,(%rsi)",
                        "test %rcx,%rcx",
                        "je ffffffff81100097",
                        "mov %rsi,0x8(%rcx)",
                        "movq $0x0,(%rdi)");
    }

    @Test
    void beginsWithTheFunction() {
        List<Instruction> code = instructions(REPORT, RIP - 8);
        assertThat(code.getFirst().address()).isEqualTo(RIP - 8);
        assertThat(code.getFirst().text()).isEqualTo("mov %rcx,(%rsi)");
    }

    /** Three bytes do not show where an instruction begins. */
    @Test
    void saysNothingOfTooFewBytesBefore() {
        assertThat(texts("00 85 c9 <48> 89 71 08", RIP - 0x93)).containsExactly("mov %rsi,0x8(%rcx)");
    }

    @Test
    void takesWhatAllPathsAgreeUpon() {
        // Immediates of a movabs that are instructions themselves: only from its start, they are not.
        String code = "48 b8 48 89 c1 48 89 c2 90 90 48 89 c3 90 90 90 90 <48> 8b 00";
        List<String> texts = texts(code, RIP - 0x93);
        assertThat(texts).last().isEqualTo("mov (%rax),%rax");
        assertThat(texts).doesNotContain("mov %rax,%rcx", "mov %rax,%rdx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bad RIP value.",
                "48 8b 00",
                "Unable to access opcode bytes at 0x10",
                "d4210000 (b9400020)",
                "<8c420000>",
                "<",
                "<4",
                "<48",
                "<zz>",
                "48 <",
                "<48> <48>"
            })
    void readsNoBytesThatAreNotThere(String line) {
        CodeLine code = CodeLine.parse(line, RIP, new X86Decoder());
        assertThat(code == null ? List.of() : code.instructions(RIP)).isEmpty();
    }

    private static List<String> texts(String line, long function) {
        return instructions(line, function).stream().map(Instruction::text).toList();
    }

    private static List<Instruction> instructions(String line, long function) {
        CodeLine code = CodeLine.parse(line, RIP, new X86Decoder());
        assertThat(code).isNotNull();
        return code.instructions(function);
    }
}
