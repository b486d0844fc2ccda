// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Condition;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class X86DecoderTest {
    private static final long ADDRESS = 0xffffffff81000000L;

    private static Instruction decode(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Instruction instruction = new X86Decoder().decode(code, 0, code.length, ADDRESS);
        assertThat(instruction).as(hex).isNotNull();
        assertThat(instruction.length()).as(hex).isEqualTo(code.length);
        return instruction;
    }

    private static RegisterValues registers(Map<String, Long> values) {
        return values::get;
    }

    /** Registers are whole ones, in any order; {@code f} stands for the flags. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        # bytes,             text,                          reads,               writes
        48 89 c3,            'mov %rax,%rbx',               rax,                 rbx
        89 c3,               'mov %eax,%ebx',               rax,                 rbx
        66 89 c3,            'mov %ax,%bx',                 rax rbx,             rbx
        88 e3,               'mov %ah,%bl',                 rax rbx,             rbx
        44 88 e3,            'mov %r12b,%bl',               r12 rbx,             rbx
        b0 01,               'mov $0x1,%al',                rax,                 rax
        b8 01 00 00 00,      'mov $0x1,%eax',               '',                  rax
        8b 04 b7,            'mov (%rdi,%rsi,4),%eax',      rdi rsi,             rax
        89 04 b7,            'mov %eax,(%rdi,%rsi,4)',      rax rdi rsi,         ''
        48 8d 44 b7 08,      'lea 0x8(%rdi,%rsi,4),%rax',   rdi rsi,             rax
        0f b6 07,            'movzbl (%rdi),%eax',          rdi,                 rax
        48 63 c7,            'movslq %edi,%rax',            rdi,                 rax
        01 d8,               'add %ebx,%eax',               rax rbx,             rax f
        11 d8,               'adc %ebx,%eax',               rax rbx f,           rax f
        39 d8,               'cmp %ebx,%eax',               rax rbx,             f
        85 c0,               'test %eax,%eax',              rax,                 f
        31 c0,               'xor %eax,%eax',               '',                  rax f
        31 d8,               'xor %ebx,%eax',               rax rbx,             rax f
        29 c0,               'sub %eax,%eax',               '',                  rax f
        30 c0,               'xor %al,%al',                 rax,                 rax f
        19 c0,               'sbb %eax,%eax',               rax f,               rax f
        f7 e3,               'mul %ebx',                    rax rbx,             rax rdx f
        f6 e3,               'mul %bl',                     rax rbx,             rax f
        0f af c3,            'imul %ebx,%eax',              rax rbx,             rax f
        6b c3 05,            'imul $0x5,%ebx,%eax',         rbx,                 rax f
        48 f7 f1,            'div %rcx',                    rax rcx rdx,         rax rdx f
        f7 3f,               'idivl (%rdi)',                rax rdi rdx,         rax rdx f
        48 99,               'cqto',                        rax,                 rdx
        99,                  'cltd',                        rax,                 rdx
        48 98,               'cltq',                        rax,                 rax
        d3 e0,               'shl %cl,%eax',                rax rcx,             rax f
        0f a4 c3 05,         'shld $0x5,%eax,%ebx',         rax rbx,             rbx f
        48 0f 44 c3,         'cmove %rbx,%rax',             rax rbx f,           rax
        0f 94 c0,            'sete %al',                    rax f,               rax
        48 0f bc c3,         'bsf %rbx,%rax',               rax rbx,             rax f
        f3 48 0f bc c3,      'tzcnt %rbx,%rax',             rbx,                 rax f
        48 0f c8,            'bswap %rax',                  rax,                 rax
        50,                  'push %rax',                   rax rsp,             rsp
        5b,                  'pop %rbx',                    rsp,                 rbx rsp
        9c,                  'pushf',                       rsp f,               rsp
        9d,                  'popf',                        rsp,                 rsp f
        c9,                  'leave',                       rbp,                 rbp rsp
        c3,                  'ret',                         rsp,                 rsp
        48 cf,               'iretq',                       rsp,                 rsp f
        ff 15 00 00 00 00,   'call *0x0(%rip)',             rsp,                 rsp
        ff d0,               'call *%rax',                  rax rsp,             rsp
        48 87 07,            'xchg %rax,(%rdi)',            rax rdi,             rax
        48 93,               'xchg %rax,%rbx',              rax rbx,             rax rbx
        f0 0f b1 17,         'lock cmpxchg %edx,(%rdi)',    rax rdx rdi,         rax f
        f0 0f c1 17,         'lock xadd %edx,(%rdi)',       rdx rdi,             rdx f
        f0 48 0f c7 0f,      'lock cmpxchg16b (%rdi)',      rax rbx rcx rdx rdi, rax rdx f
        f3 48 a5,            'rep movsq %ds:(%rsi),%es:(%rdi)', rcx rdi rsi,     rcx rdi rsi
        a4,                  'movsb %ds:(%rsi),%es:(%rdi)', rdi rsi,             rdi rsi
        f3 aa,               'rep stos %al,%es:(%rdi)',     rax rcx rdi,         rcx rdi
        ac,                  'lods %ds:(%rsi),%al',         rax rsi,             rax rsi
        f2 ae,               'repnz scas %es:(%rdi),%al',   rax rcx rdi,         rcx rdi f
        f3 a6,               'repz cmpsb %es:(%rdi),%ds:(%rsi)', rcx rdi rsi,    rcx rdi rsi f
        0f a2,               'cpuid',                       rax rcx,             rax rbx rcx rdx
        0f 32,               'rdmsr',                       rcx,                 rax rdx
        0f 30,               'wrmsr',                       rax rcx rdx,         ''
        0f 31,               'rdtsc',                       '',                  rax rdx
        0f 01 f9,            'rdtscp',                      '',                  rax rcx rdx
        0f 22 d8,            'mov %rax,%cr3',               rax,                 cr3
        0f 20 d0,            'mov %cr2,%rax',               cr2,                 rax
        ec,                  'in (%dx),%al',                rax rdx,             rax
        ee,                  'out %al,(%dx)',               rax rdx,             ''
        0f ba 2f 03,         'btsl $0x3,(%rdi)',            rdi,                 f
        65 48 8b 04 25 28 00 00 00, 'mov %gs:0x28,%rax',    '',                  rax
        74 00,               'je ffffffff81000002',         f,                   ''
        ff 07,               'incl (%rdi)',                 rdi f,               f
        f3 48 0f b8 c7,      'popcnt %rdi,%rax',            rdi,                 rax f
        0f 1f 44 00 00,      'nopl 0x0(%rax,%rax,1)',       rax,                 ''
        c5 fd ef c0,         'vpxor %ymm0,%ymm0,%ymm0',     '',                  zmm0
        c5 fd ef c1,         'vpxor %ymm1,%ymm0,%ymm0',     zmm0 zmm1,           zmm0
        66 0f ef c1,         'pxor %xmm1,%xmm0',            zmm0 zmm1,           zmm0
        66 90,               'xchg %ax,%ax',                '',                  ''
        62 f1 7f 09 6f c1,   'vmovdqu8 %xmm1,%xmm0{%k1}',   k1 zmm0 zmm1,        zmm0
        62 f1 7f 89 6f c1,   'vmovdqu8 %xmm1,%xmm0{%k1}{z}', k1 zmm1,            zmm0
        de e1,               'fsubp %st,%st(1)',            st(0) st(1),         st(1)
        c4 e2 f3 f6 c2,      'mulx %rdx,%rcx,%rax',         rdx,                 rax rcx
        """)
    void readsAndWrites(String hex, String text, String reads, String writes) {
        Instruction instruction = decode(hex);
        assertThat(instruction.text()).isEqualTo(text);
        assertThat(instruction.registersRead()).containsExactlyInAnyOrderElementsOf(names(reads));
        assertThat(instruction.registersWritten()).containsExactlyInAnyOrderElementsOf(names(writes));
    }

    private static List<String> names(String list) {
        return list.isEmpty()
                ? List.of()
                : List.of(list.replaceAll("\\bf\\b", "eflags").split(" "));
    }

    /** Memory: written as access, bytes and address, in the order of the operands. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        41 8b 8f 40 01 00 00,      READ 4 1140
        48 89 45 f8,               WRITE 8 1ff8
        f0 41 ff 0f,               READ_WRITE 4 1000
        41 80 3f 00,               READ 1 1000
        49 8d 47 08,               ''
        41 0f 18 0f,               ''
        41 0f 01 3f,               ''
        66 41 0f 1f 07,            ''
        55,                        WRITE 8 2ff8
        5d,                        READ 8 3000
        c3,                        READ 8 3000
        c9,                        READ 8 2000
        48 cf,                     READ 40 3000
        e8 00 00 00 00,            WRITE 8 2ff8
        41 ff 57 10,               READ 8 1010 WRITE 8 2ff8
        41 ff 37,                  READ 8 1000 WRITE 8 2ff8
        41 8f 07,                  WRITE 8 1000 READ 8 3000
        f3 48 a5,                  WRITE 8 4000 READ 8 5000
        48 a7,                     READ 8 5000 READ 8 4000
        aa,                        WRITE 1 4000
        65 48 8b 04 25 28 00 00 00, READ 8 ffff888000000028
        65 49 8b 07,               READ 8 ffff888000001000
        67 41 8b 07,               READ 4 1000
        67 48 8b 45 f8,            READ 8 1ff8
        48 8b 05 f9 ff ff ff,      READ 8 ffffffff81000000
        8b 04 25 00 b0 5f ff,      READ 4 ffffffffff5fb000
        41 0f c7 0f,               READ_WRITE 8 1000
        49 0f ae 07,               WRITE 512 1000
        66 41 0f 6f 07,            READ 16 1000
        c4 c1 7d 7f 07,            WRITE 32 1000
        62 d1 fd 48 6f 47 01,      READ 64 1040
        62 d1 7d 58 fe 47 01,      READ 4 1004
        66 41 0f b7 07,            READ 2 1000
        a3 88 77 66 55 44 33 22 11, WRITE 4 1122334455667788
        """)
    void accessesMemory(String hex, String accesses) {
        RegisterValues values = registers(Map.of(
                "r15", 0x1000L,
                "rbp", 0x2000L,
                "rsp", 0x3000L,
                "rdi", 0x4000L,
                "rsi", 0x5000L,
                "gs_base", 0xffff888000000000L));
        StringBuilder found = new StringBuilder();
        for (Operand.Memory memory : decode(hex).memoryAccesses()) {
            Long address = memory.effectiveAddress(values);
            assertThat(address).isNotNull();
            found.append(memory.access()).append(' ').append(memory.size());
            found.append(' ').append(Long.toHexString(address)).append(' ');
        }
        assertThat(found.toString().trim()).isEqualTo(accesses);
    }

    @Test
    void wrapsEffectiveAddressAtSixtyFourBits() {
        Operand.Memory memory = decode("48 8b 44 f7 10").memory();
        assertThat(memory).isNotNull();
        assertThat(memory.effectiveAddress(registers(Map.of("rdi", -8L, "rsi", 1L))))
                .isEqualTo(0x10L);
        assertThat(memory.effectiveAddress(registers(Map.of("rdi", -8L, "rsi", -3L))))
                .isEqualTo(-0x10L);
    }

    @Test
    void knowsNoEffectiveAddressWithoutAllRegisters() {
        Operand.Memory memory = decode("65 48 8b 04 37").memory();
        assertThat(memory).isNotNull();
        assertThat(memory.effectiveAddress(registers(Map.of("rdi", 1L, "rsi", 2L))))
                .isNull();
        assertThat(memory.effectiveAddress(registers(Map.of("rdi", 1L, "gs_base", 2L))))
                .isNull();
        assertThat(memory.effectiveAddress(registers(Map.of("rdi", 1L, "rsi", 2L, "gs_base", 4L))))
                .isEqualTo(7L);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        e8 fb ff ff ff, CALL,             ffffffff81000000
        ff d0,          CALL,
        eb fe,          JUMP,             ffffffff81000000
        e9 00 01 00 00, JUMP,             ffffffff81000105
        ff 24 c5 00 00 00 81, JUMP,
        3e ff e0,       JUMP,
        75 7f,          CONDITIONAL_JUMP, ffffffff81000081
        0f 84 00 00 00 80, CONDITIONAL_JUMP, ffffffff01000006
        e3 00,          CONDITIONAL_JUMP, ffffffff81000002
        c3,             RETURN,
        f3 c3,          RETURN,
        48 cf,          RETURN,
        48 0f 07,       RETURN,
        0f 0b,          TRAP,
        67 0f b9 00,    TRAP,
        cc,             TRAP,
        f4,             HALT,
        90,             SEQUENTIAL,
        0f 01 f8,       SEQUENTIAL,
        f3 0f 1e fa,    SEQUENTIAL,
        0f 01 c1,       SEQUENTIAL,
        """)
    void flows(String hex, Flow flow, String target) {
        Instruction instruction = decode(hex);
        assertThat(instruction.flow()).isEqualTo(flow);
        assertThat(instruction.target() == null ? null : Long.toHexString(instruction.target()))
                .isEqualTo(target);
    }

    @Test
    void namesOperationAndConditionApart() {
        Instruction jump = decode("76 00");
        assertThat(jump.operation()).isEqualTo("j");
        assertThat(jump.mnemonic()).isEqualTo("jbe");
        assertThat(jump.condition()).isEqualTo(Condition.BELOW_OR_EQUAL);
        assertThat(jump.condition().negated()).isEqualTo(Condition.ABOVE);
        assertThat(decode("48 c7 00 00 00 00 00").operation()).isEqualTo("mov");
        assertThat(decode("0f 9f c0").condition()).isEqualTo(Condition.GREATER);
        assertThat(decode("f0 48 ff 00").hasPrefix("lock")).isTrue();
        assertThat(decode("48 ff 00").hasPrefix("lock")).isFalse();
    }

    @Test
    void givesOperandsDestinationFirst() {
        Instruction add = decode("48 83 c4 f8");
        assertThat(add.text()).isEqualTo("add $0xfffffffffffffff8,%rsp");
        assertThat(add.operands())
                .containsExactly(
                        new Operand.Register("rsp", "rsp", 8, false, Access.READ_WRITE, ""),
                        new Operand.Immediate(-8, 8));
    }

    @ParameterizedTest
    @CsvSource({
        "06", // push %es is not in 64-bit mode
        "d6",
        "0f 04",
        "0f ff", // ud0 without its ModRM
        "8d c0", // lea of a register
        "fe f8",
        "8e f0", // no such segment register
        "f0 c5 fd ef c0", // lock before VEX
        "c5 ed 6f c0", // VEX.vvvv without use
        "66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 90" // sixteen bytes
    })
    void refusesWhatIsNoInstruction(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(new X86Decoder().decode(code, 0, code.length, ADDRESS)).isNull();
    }
}
