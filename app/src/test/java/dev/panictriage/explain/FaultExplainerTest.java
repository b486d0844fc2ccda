// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultExplainerTest {
    private static final long OBJECT = 0xffff_8880_1234_0000L;

    private final AssembledFunction function = new AssembledFunction("f");

    private FaultExplanation explain(long rip, @Nullable Long faultAddress) {
        return new FaultExplainer(function)
                .explain(function.fault(rip, faultAddress), List.of())
                .orElseThrow();
    }

    // Operands

    @Test
    void theBaseAndTheDisplacementMakeTheAddress() {
        long rip = function.register("r15", 0).add("49 8b 87 40 01 00 00"); // mov 0x140(%r15),%rax

        assertThat(explain(rip, 0x140L).effectiveAddress()).isEqualTo(Word.of(0x140));
    }

    @Test
    void theArithmeticIsShown() {
        long rip = function.register("r15", 0).add("49 8b 87 40 01 00 00"); // mov 0x140(%r15),%rax

        assertThat(explain(rip, 0x140L).arithmetic()).isEqualTo("R15 + 0x140 = 0x0 + 0x140 = 0x140, the fault address");
    }

    @Test
    void theIndexIsScaled() {
        function.register("rax", OBJECT).register("rcx", 3);
        long rip = function.add("8b 14 c8"); // mov (%rax,%rcx,8),%edx

        assertThat(explain(rip, OBJECT + 24).effectiveAddress()).isEqualTo(Word.of(OBJECT + 24));
    }

    @Test
    void anAddressBesideTheInstructionNeedsNoRegister() {
        long rip = function.add("48 8b 05 00 10 00 00"); // mov 0x1000(%rip),%rax

        assertThat(explain(rip, rip + 7 + 0x1000)).satisfies(fault -> {
            assertThat(fault.matches()).isTrue();
            assertThat(fault.badRegister()).isNull();
        });
    }

    @Test
    void theBaseOfASegmentIsAdded() {
        function.register("rbx", 0x20).register("gs_base", OBJECT);
        long rip = function.add("65 48 8b 43 10"); // mov %gs:0x10(%rbx),%rax

        assertThat(explain(rip, OBJECT + 0x30).matches()).isTrue();
    }

    @Test
    void withoutTheBaseOfItsSegmentAnAddressIsNotKnown() {
        long rip = function.register("rbx", 0x20).add("65 48 8b 43 10"); // mov %gs:0x10(%rbx),%rax

        assertThat(explain(rip, 0x30L)).satisfies(fault -> {
            assertThat(fault.effectiveAddress()).isNull();
            assertThat(fault.matches()).isNull();
        });
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "3, true", "4, false"})
    void theFaultMayBeAtAnyByteOfTheAccess(long offset, boolean matches) {
        long rip = function.register("rdi", OBJECT).add("c7 47 18 01 00 00 00"); // movl $0x1,0x18(%rdi)

        assertThat(explain(rip, OBJECT + 0x18 + offset).matches()).isEqualTo(matches);
    }

    @Test
    void anAddressThatIsNotTheFaultAddressIsSaidToBeAnother() {
        long rip = function.register("r15", 0).add("49 8b 87 40 01 00 00"); // mov 0x140(%r15),%rax

        assertThat(explain(rip, 0x1000L).arithmetic()).endsWith(", which is not the fault address");
    }

    @Test
    void withoutAFaultAddressNothingIsCompared() {
        long rip = function.register("r15", 0).add("49 8b 87 40 01 00 00"); // mov 0x140(%r15),%rax

        assertThat(explain(rip, null).matches()).isNull();
    }

    @Test
    void aStoreIsAWrite() {
        long rip = function.register("rdi", 0).add("c7 47 18 01 00 00 00"); // movl $0x1,0x18(%rdi)

        assertThat(explain(rip, 0x18L).access()).isEqualTo(Access.WRITE);
    }

    @Test
    void aLoadIsARead() {
        long rip = function.register("rbx", 0).add("80 7b 08 00"); // cmpb $0x0,0x8(%rbx)

        assertThat(explain(rip, 8L).access()).isEqualTo(Access.READ);
    }

    @Test
    void theStackIsAnOperandToo() {
        long rip = function.register("rsp", OBJECT).add("53"); // push %rbx

        assertThat(explain(rip, OBJECT - 8).matches()).isTrue();
    }

    @Test
    void anInstructionWithoutMemoryHasNoAddress() {
        long rip = function.register("rcx", 0).add("48 01 c1"); // add %rax,%rcx

        assertThat(explain(rip, null)).satisfies(fault -> {
            assertThat(fault.operand()).isNull();
            assertThat(fault.arithmetic()).isEqualTo("the instruction has no memory operand");
        });
    }

    @Test
    void codeThatCannotBeReadHasNoExplanation() {
        assertThat(new FaultExplainer(function).explain(function.fault(AssembledFunction.START + 0x100, 0L), List.of()))
                .isEmpty();
    }

    @Test
    void anAddressInsideAnInstructionHasNoExplanation() {
        long rip = function.add("49 8b 87 40 01 00 00"); // mov 0x140(%r15),%rax

        assertThat(new FaultExplainer(function).explain(function.fault(rip + 1, 0L), List.of()))
                .isEmpty();
    }

    // Blame

    @Test
    void aNullBaseIsBlamed() {
        function.register("rax", 0).register("rcx", 3);
        long rip = function.add("8b 14 c8"); // mov (%rax,%rcx,8),%edx

        assertThat(explain(rip, 24L).badRegister()).isEqualTo("RAX");
    }

    @Test
    void theIndexIsBlamedIfTheBaseIsAKernelAddress() {
        function.register("rax", OBJECT).register("rcx", 0x1_0000_0000L);
        long rip = function.add("8b 14 c8"); // mov (%rax,%rcx,8),%edx

        assertThat(explain(rip, OBJECT + 0x8_0000_0000L).badRegister()).isEqualTo("RCX");
    }

    @Test
    void theOriginOfTheBlamedRegisterIsTold() {
        function.register("rdi", OBJECT).register("rax", 0).word(OBJECT + 8, 0x1234);
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long rip = function.add("48 8b 00"); // mov (%rax),%rax

        assertThat(explain(rip, 0L).origin())
                .isEqualTo("loaded from 0x8(%rdi) at f+0x0: RDI + 0x8 = 0xffff888012340000 + 0x8 = 0xffff888012340008,"
                        + " which now holds 0x1234, another value: it, or a pointer on the way to it, was changed"
                        + " since; RDI was passed in by the caller as argument 1");
    }

    @Test
    void theFunctionThatReturnedTheValueIsNamed() {
        long allocate = AssembledFunction.START + 0x1000;
        function.register("rax", 0).symbol("allocate", allocate).call(allocate);
        long rip = function.add("48 8b 00"); // mov (%rax),%rax

        assertThat(explain(rip, 0L).origin()).isEqualTo("returned by allocate at f+0x0");
    }

    @Test
    void anArgumentIsCounted() {
        long rip = function.register("rsi", 0).add("48 8b 46 08"); // mov 0x8(%rsi),%rax

        assertThat(explain(rip, 8L).origin()).isEqualTo("passed in by the caller as argument 2");
    }

    // Calls

    /** Explains a jump to {@code address} by the call that was added last. */
    private FaultExplanation explainCallTo(long address) {
        function.register("rip", address);
        return new FaultExplainer(function)
                .explain(function.fault(address, address), List.of(function.caller(function.next())))
                .orElseThrow();
    }

    @Test
    void aSlotInMemoryThatHoldsNullExplainsACallOfNull() {
        function.register("rax", OBJECT).word(OBJECT + 0x18, 0).add("ff 50 18"); // call *0x18(%rax)

        assertThat(explainCallTo(0)).satisfies(call -> {
            assertThat(call.matches()).isTrue();
            assertThat(call.effectiveAddress()).isEqualTo(Word.of(OBJECT + 0x18));
        });
    }

    @Test
    void aSlotInMemoryThatHoldsAnotherAddressDoesNot() {
        function.register("rax", OBJECT).word(OBJECT + 0x18, 0x1234).add("ff 50 18"); // call *0x18(%rax)

        assertThat(explainCallTo(0).matches()).isFalse();
    }

    @Test
    void aSlotThatCannotBeReadLeavesItOpen() {
        function.register("rax", OBJECT).add("ff 50 18"); // call *0x18(%rax)

        assertThat(explainCallTo(0).matches()).isNull();
    }

    @Test
    void aRegisterThatHoldsNullExplainsACallOfNull() {
        function.register("rcx", 0).add("ff d1"); // call *%rcx

        assertThat(explainCallTo(0)).satisfies(call -> {
            assertThat(call.matches()).isTrue();
            assertThat(call.badRegister()).isEqualTo("RCX");
        });
    }

    @Test
    void theOriginOfTheCalledRegisterIsTold() {
        function.register("rcx", 0).add("48 8b 4b 28"); // mov 0x28(%rbx),%rcx
        function.add("ff d1"); // call *%rcx

        assertThat(explainCallTo(0).origin())
                .isEqualTo("loaded from 0x28(%rbx) at f+0x0, where RBX was already there when f+0x0 was entered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__x86_indirect_thunk_r8", "__x86_indirect_call_thunk_r8", "__pi___x86_indirect_thunk_r8"})
    void aRetpolineNamesItsRegister(String thunk) {
        long address = AssembledFunction.START + 0x1000;
        function.register("r8", 0).symbol(thunk, address).call(address);

        assertThat(explainCallTo(0)).satisfies(call -> {
            assertThat(call.badRegister()).isEqualTo("R8");
            assertThat(call.matches()).isTrue();
        });
    }

    @Test
    void theFirstRetpolineHasTheNameOfAllToo() {
        long address = AssembledFunction.START + 0x1000;
        function.register("rax", 0)
                .symbol("__x86_indirect_thunk_array", address)
                .call(address);

        assertThat(explainCallTo(0).badRegister()).isEqualTo("RAX");
    }

    @Test
    void aDirectCallCannotHaveGoneThere() {
        long address = AssembledFunction.START + 0x1000;
        function.symbol("another_function", address).call(address);

        assertThat(explainCallTo(0)).satisfies(call -> {
            assertThat(call.matches()).isNull();
            assertThat(call.arithmetic()).isEqualTo("a direct call cannot have gone to 0x0");
        });
    }

    @Test
    void aFetchIsAnExecution() {
        function.register("rcx", 0).add("ff d1"); // call *%rcx

        assertThat(explainCallTo(0).access()).isEqualTo(Access.EXECUTE);
    }

    @Test
    void withoutACallBeforeTheReturnAddressThereIsNoExplanation() {
        function.add("90");

        assertThat(new FaultExplainer(function)
                        .explain(function.fault(0, 0L), List.of(function.caller(function.next()))))
                .isEmpty();
    }

    @Test
    void withoutACallerAFetchHasNoExplanation() {
        assertThat(new FaultExplainer(function).explain(function.fault(0, 0L), List.of()))
                .isEmpty();
    }

    @Test
    void ofCodeThatCouldNotBeFetchedTheOperandsAreNotExplained() {
        long rip = function.register("rsp", 0xffff_c900_0001_0000L).add("55"); // push %rbp

        assertThat(new FaultExplainer(function).explain(function.fault(rip, rip), List.of()))
                .hasValueSatisfying(fault -> {
                    assertThat(fault.access()).isEqualTo(Access.EXECUTE);
                    assertThat(fault.operand()).isNull();
                    assertThat(fault.matches()).isNull();
                    assertThat(fault.findings().get(0)).contains("page tables");
                });
    }

    @Test
    void thatItWasAFetchTheErrorCodeSaysToo() {
        long rip = function.register("rdi", 0x10).add("8b 07"); // mov (%rdi),%eax

        assertThat(new FaultExplainer(function).explain(function.fault(rip, null), List.of(), Access.EXECUTE))
                .hasValueSatisfying(
                        fault -> assertThat(fault.effectiveAddress()).isNull());
    }

    // Faults that the exception table expects

    @Test
    void aHandledFaultIsNoCause() {
        long rip = function.register("rdi", 0x1000).add("8b 07"); // mov (%rdi),%eax
        function.fixup(rip, function.next(), 0);

        assertThat(new FaultExplainer(function).explain(function.fault(rip, 0x1000L), List.of()))
                .isEmpty();
    }

    @Test
    void anAccessToUserSpaceThatSmapForbidsIsOne() {
        long rip = function.register("rdi", 0x1000).register("eflags", 0x246).add("8b 07"); // mov (%rdi),%eax
        function.fixup(rip, function.next(), 0);

        assertThat(explain(rip, 0x1000L).badRegister()).isEqualTo("RDI");
    }

    @Test
    void aDivisionByARegisterIsExplainedWhateverTheReportCallsIt() {
        long rip = function.register("rcx", 0).add("48 f7 f1"); // div %rcx

        assertThat(explain(rip, null).arithmetic()).isEqualTo("the divisor RCX is 0");
    }
}
