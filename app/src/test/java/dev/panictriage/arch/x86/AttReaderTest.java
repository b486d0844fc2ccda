// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttReaderTest {
    private final AttReader reader = new AttReader();

    /** All shapes of instruction of real kernels, from objdump's text and from their bytes. */
    @Test
    void readsWhatTheBytesSay() throws IOException {
        X86Decoder decoder = new X86Decoder();
        List<String> wrong = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        int read = 0;
        for (String line : corpus()) {
            String[] columns = line.split("\t");
            byte[] code = HexFormat.of().parseHex(columns[1]);
            long address = Long.parseUnsignedLong(columns[0], 16);
            Instruction decoded = decoder.decode(code, 0, code.length, address);
            Instruction fromText = reader.read(columns[2], address, address + code.length);
            if (fromText == null) {
                if (isInteger(code)) {
                    unread.add(columns[2]);
                }
            } else {
                read++;
                if (!fromText.equals(decoded)) {
                    wrong.add(line + " but here: " + fromText);
                }
            }
        }
        assertThat(wrong).isEmpty();
        // Branches with hints, which no compiler of today makes.
        assertThat(unread).allMatch(text -> text.contains(",pn") || text.contains(",pt"));
        assertThat(read).isGreaterThan(4000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "callq  0xffffffff81087720 <__stack_chk_fail> | call ffffffff81087720",
                "jmpq   0xffffffff810f31d5 <tick_nohz_stop_sched_tick+69> | jmp ffffffff810f31d5",
                "callq  *0xffffffff81a98b80 | call *0xffffffff81a98b80",
                "pushq  $0x10 | push $0x10",
                "retq | ret",
                "repz retq | repz ret",
                "leaveq | leave",
                "pause | pause",
                "nopw   %cs:0x0(%rax,%rax,1) | cs nopw 0x0(%rax,%rax,1)",
                "movq %rsp,%rbp | mov %rsp,%rbp",
                "rep stos %al,%es:(%rdi) | rep stos %al,%es:(%rdi)",
                "add    -0x7e4030a0(,%rax,8),%r14 | add -0x7e4030a0(,%rax,8),%r14",
            })
    void readsWhatOlderToolsPrint(String text, String canonical) {
        Instruction instruction = reader.read(text, 0xffffffff810f3000L, null);
        assertThat(instruction).isNotNull();
        assertThat(instruction.text()).isEqualTo(canonical);
    }

    @Test
    void aRemarkTellsWhereTheInstructionEnds() {
        Instruction load = reader.read(
                "mov    0x8f7fe5(%rip),%eax        # 0xffffffff819eb1c0 <jiffies_lock>", 0xffffffff810f31d5L, null);
        assertThat(load).isNotNull();
        assertThat(load.end()).isEqualTo(0xffffffff810f31dbL);
        assertThat(load.memory().fixed()).isEqualTo(0xffffffff819eb1c0L);
        assertThat(load.registersWritten()).containsExactly("rax");
    }

    @Test
    void theNextAddressDecidesBetweenEncodings() {
        assertThat(reader.read("jne 0x1010", 0x1000, 0x1006L).length()).isEqualTo(6);
        assertThat(reader.read("jne 0x1010", 0x1000, 0x1002L).length()).isEqualTo(2);
        assertThat(reader.read("jne 0x1010", 0x1000, null).length()).isEqualTo(2);
        assertThat(reader.read("jne 0x1010", 0x1000, null).flow()).isEqualTo(Flow.CONDITIONAL_JUMP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate %rax",
                "mov",
                "mov %rax",
                "mov (%rax,%rbx,3),%rcx",
                "movl %rax,%rbx",
                "mov %rax,%r99",
                "$",
                "%",
                "mov 0x11111111111111111(%rax),%rbx",
                "mov )(,%rax",
                "(bad)",
                "lock",
                "#",
                "jmp",
                "mov %cr99,%rax",
                ",,,"
            })
    void readsNothingIntoWhatIsNoInstruction(String text) {
        assertThat(reader.read(text, 0, null)).isNull();
    }

    /** VEX, EVEX, x87, MMX and SSE are for vectors, but for a few on general registers that kernels are not built with. */
    private static boolean isInteger(byte[] code) {
        Instruction instruction = new X86Decoder().decode(code, 0, code.length, 0);
        int first = 0;
        while (first < code.length - 1 && (code[first] & 0xf0) == 0x40) {
            first++;
        }
        boolean extended = code[first] == (byte) 0xc4 || code[first] == (byte) 0xc5 || code[first] == 0x62;
        boolean float87 = (code[first] & 0xf8) == 0xd8;
        return instruction != null
                && !extended
                && !float87
                && instruction.operands().toString().indexOf("mm") < 0
                && instruction.operands().toString().indexOf("name=k") < 0
                && instruction.operands().toString().indexOf("st") < 0;
    }

    private static List<String> corpus() throws IOException {
        try (InputStream in = AttReaderTest.class.getResourceAsStream("/x86-corpus.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }
}
