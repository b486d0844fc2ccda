// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.ThreadInfo;
import dev.panictriage.facts.Word;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** task_rq_lock of a 2.6.32 kernel, from the load of task->stack to the access to the table. */
final class CpuIndexTest {
    private static final long START = 0xffff_ffff_8105_8e52L;
    private static final String LOAD_STACK = "498b442408"; // mov 0x8(%r12),%rax
    private static final String COPY = "4989de"; // mov %rbx,%r14
    private static final String LOAD_CPU = "8b4018"; // mov 0x18(%rax),%eax
    private static final String ADD = "4c0334c560cfbf81"; // add -0x7e4030a0(,%rax,8),%r14
    private static final String ALL = LOAD_STACK + COPY + LOAD_CPU + ADD;

    @Test
    void computesTheCpuFromTheFaultAddress() {
        assertThat(index(ALL, 0xdd7e_d3a8L)).map(ThreadInfo::cpu).contains(729_276_553L);
    }

    @Test
    void computesTheCpuOfAnAlignedPointer() {
        assertThat(index(ALL, 0xdd7e_d3a0L).orElseThrow().together(0xffff_8811L))
                .isEqualTo(Word.of(0xffff_8811_2b77_e088L));
    }

    @Test
    void knowsWhereTheMembersAre() {
        ThreadInfo info = index(ALL, 0xdd7e_d3a8L).orElseThrow();
        assertThat(info.cpuAt()).isEqualTo(0x18);
        assertThat(info.preemptCountAt()).isEqualTo(0x1c);
    }

    @Test
    void showsItsArithmetic() {
        assertThat(index(ALL, 0xdd7e_d3a8L).orElseThrow().arithmetic().get(0))
                .contains("(0xdd7ed3a8 + 0x7e4030a0) / 8 = 0x15bbf0448 / 8 = 0x2b77e089 = 729276553");
    }

    @Test
    void isNoneForAnAddressBetweenTwoEntries() {
        assertThat(index(ALL, 0xdd7e_d3a4L)).isEmpty();
    }

    @Test
    void isNoneForAnIndexThatNo32BitsHold() {
        assertThat(index(ALL, 0x4000_0000_0000_0000L)).isEmpty();
    }

    @Test
    void isNoneWhereTheIndexIsAnotherMember() {
        String loadOther = "8b4020"; // mov 0x20(%rax),%eax
        assertThat(index(LOAD_STACK + COPY + loadOther + ADD, 0xdd7e_d3a8L)).isEmpty();
    }

    @Test
    void isNoneWhereTheObjectWasNotLoadedFromATask() {
        String callResult = "e800000000"; // call
        assertThat(index(callResult + COPY + LOAD_CPU + ADD, 0xdd7e_d3a8L)).isEmpty();
    }

    @Test
    void isNoneForAnotherTable() {
        assertThat(CpuIndex.of(reader(ALL, "some_table"), fault(ALL, 0xdd7e_d3a8L)))
                .isEmpty();
    }

    private static Optional<ThreadInfo> index(String code, long faultAddress) {
        return CpuIndex.of(reader(code, null), fault(code, faultAddress));
    }

    /** The last instruction faulted. */
    private static ExceptionContext fault(String code, long faultAddress) {
        Word rip = Word.of(START + (code.length() - ADD.length()) / 2);
        return new ExceptionContext(
                "oops 1",
                0,
                0,
                Kind.PAGE_FAULT,
                Location.of(rip),
                Map.of(),
                Word.of(faultAddress),
                false,
                Source.log("test"));
    }

    private static CodeReader reader(String code, @Nullable String table) {
        FunctionCode function =
                FunctionCode.decode(new X86Decoder(), HexFormat.of().parseHex(code), START);
        return new CodeReader() {
            @Override
            public FunctionCode function(long address) {
                return function;
            }

            @Override
            public @Nullable String symbol(long address) {
                return table;
            }

            @Override
            public String describe(long address) {
                return Word.of(address).toString();
            }

            @Override
            public Optional<Long> word(long address) {
                return Optional.empty();
            }
        };
    }
}
