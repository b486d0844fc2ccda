// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.FaultExplanation.Step;
import dev.panictriage.facts.FaultExplanation.Step.Kind;
import dev.panictriage.facts.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the value of RAX came from when {@code mov (%rax),%rcx} faulted. */
class TraceTest {
    private static final long OBJECT = 0xffff_8880_1234_0000L;
    private static final long CALLEE = AssembledFunction.START + 0x1000;
    private static final long STACK = 0xffff_c900_0001_0000L;
    private static final int JE = 0x74;
    private static final int JMP = 0xeb;

    private final AssembledFunction function = new AssembledFunction("f");

    /** Adds the instruction that faults, and explains it. */
    private FaultExplanation fault(long rax) {
        long rip = function.register("rax", rax).add("48 8b 08"); // mov (%rax),%rcx
        return new FaultExplainer(function)
                .explain(function.fault(rip, rax), List.of())
                .orElseThrow();
    }

    private List<Kind> kinds(long rax) {
        return fault(rax).chain().stream().map(Step::kind).toList();
    }

    @Test
    void pathsThatBringTheSameValueAreOne() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("85 f6"); // test %esi,%esi
        function.jump(JE, function.next() + 3);
        function.add("90"); // nop

        assertThat(kinds(0)).startsWith(Kind.LOAD);
    }

    @Test
    void pathsThatBringDifferentValuesAreSaidToBeSeveral() {
        function.add("85 f6"); // test %esi,%esi
        long jump = function.next();
        function.jump(JE, jump + 2 + 4 + 2);
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.jump(JMP, jump + 2 + 4 + 2 + 4);
        function.add("48 8b 42 10"); // mov 0x10(%rdx),%rax

        assertThat(kinds(0)).containsExactly(Kind.ONE_OF);
    }

    @Test
    void ofTwoConstantsTheOneThatIsThereIsMeant() {
        function.add("85 f6"); // test %esi,%esi
        long jump = function.next();
        function.jump(JE, jump + 2 + 5 + 2);
        function.add("b8 10 00 00 00"); // mov $0x10,%eax
        function.jump(JMP, jump + 2 + 5 + 2 + 2);
        function.add("31 c0"); // xor %eax,%eax

        assertThat(fault(0).chain())
                .singleElement()
                .satisfies(step -> assertThat(step.text()).startsWith("set by xor"));
    }

    @Test
    void anImmediateIsAConstant() {
        function.add("48 c7 c0 10 00 00 00"); // mov $0x10,%rax

        assertThat(kinds(0x10)).containsExactly(Kind.CONSTANT);
    }

    @Test
    void aBranchThatARegisterContradictsWasNotTaken() {
        function.register("rsi", 1).add("85 f6"); // test %esi,%esi
        long jump = function.next();
        function.jump(JE, jump + 2 + 4 + 2);
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.jump(JMP, jump + 2 + 4 + 2 + 4);
        function.add("48 8b 42 10"); // mov 0x10(%rdx),%rax

        assertThat(fault(0).chain().get(0).place()).isEqualTo("0x8(%rdi)");
    }

    @Test
    void aRegisterThatWasWrittenSinceContradictsNothing() {
        function.register("rsi", 1).add("85 f6"); // test %esi,%esi
        long jump = function.next();
        function.jump(JE, jump + 2 + 4 + 2);
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.jump(JMP, jump + 2 + 4 + 2 + 4);
        function.add("48 8b 42 10"); // mov 0x10(%rdx),%rax
        function.add("be 01 00 00 00"); // mov $0x1,%esi

        assertThat(kinds(0)).containsExactly(Kind.ONE_OF);
    }

    @Test
    void aPathOnWhichTheValueWasFoundToBeOtherIsNone() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("48 85 c0"); // test %rax,%rax
        long jump = function.next();
        function.jump(0x75, jump + 2 + 4); // jne to the fault
        function.add("48 8b 42 10"); // mov 0x10(%rdx),%rax

        assertThat(fault(0).chain().get(0).place()).isEqualTo("0x10(%rdx)");
    }

    @Test
    void aRegisterThatACallLeavesIsNotKnown() {
        function.add("48 89 f1"); // mov %rsi,%rcx
        function.call(CALLEE);
        function.add("48 89 c8"); // mov %rcx,%rax

        assertThat(fault(0)).satisfies(fault -> {
            assertThat(fault.chain()).isEmpty();
            assertThat(fault.origin()).isNull();
        });
    }

    @Test
    void aRegisterThatCalleesSaveOutlivesACall() {
        function.add("48 89 f3"); // mov %rsi,%rbx
        function.call(CALLEE);
        function.add("48 89 d8"); // mov %rbx,%rax

        assertThat(fault(0).origin()).isEqualTo("passed in by the caller as argument 2");
    }

    @Test
    void aSpilledValueIsFoundAgain() {
        function.add("48 83 ec 10"); // sub $0x10,%rsp
        function.add("48 89 74 24 08"); // mov %rsi,0x8(%rsp)
        function.call(CALLEE);
        function.add("48 8b 44 24 08"); // mov 0x8(%rsp),%rax

        assertThat(fault(0).origin()).isEqualTo("passed in by the caller as argument 2");
    }

    @Test
    void aSlotWhoseAddressACalleeGetsMayBeWrittenByIt() {
        function.add("48 83 ec 10"); // sub $0x10,%rsp
        function.add("48 89 74 24 08"); // mov %rsi,0x8(%rsp)
        function.add("48 8d 7c 24 08"); // lea 0x8(%rsp),%rdi
        function.call(CALLEE);
        function.add("48 8b 44 24 08"); // mov 0x8(%rsp),%rax

        assertThat(fault(0).origin()).isNull();
    }

    @Test
    void aValueThatGrowsInALoopIsComputed() {
        function.add("48 89 f8"); // mov %rdi,%rax
        long loop = function.add("48 83 c0 08"); // add $0x8,%rax
        function.add("48 39 f0"); // cmp %rsi,%rax
        function.jump(0x75, loop); // jne

        assertThat(kinds(OBJECT)).containsExactly(Kind.ONE_OF);
    }

    @Test
    void whatIsAddedIsTold() {
        function.add("48 8d 46 10"); // lea 0x10(%rsi),%rax

        assertThat(fault(0x10).origin()).isEqualTo("passed in by the caller as argument 2, plus 0x10");
    }

    @Test
    void aConditionalMoveIsOneOfTwo() {
        function.add("48 89 f0"); // mov %rsi,%rax
        function.add("48 0f 44 c2"); // cmove %rdx,%rax

        assertThat(kinds(0)).containsExactly(Kind.ONE_OF);
    }

    @Test
    void memoryThatStillHoldsTheValueIsTold() {
        function.register("rdi", OBJECT).word(OBJECT + 8, 0).add("48 8b 47 08"); // mov 0x8(%rdi),%rax

        assertThat(fault(0).chain().get(0)).satisfies(load -> {
            assertThat(load.address()).isEqualTo(Word.of(OBJECT + 8));
            assertThat(load.unchanged()).isTrue();
        });
    }

    @Test
    void theBaseOfALoadIsNotTakenFromARegisterThatWasWrittenSince() {
        function.register("rdi", OBJECT).word(OBJECT + 8, 0).add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("48 8b 3e"); // mov (%rsi),%rdi

        assertThat(fault(0).chain().get(0).address()).isNull();
    }

    @Test
    void theBaseOfALoadIsFoundWhereItWasSaved() {
        function.register("rsp", STACK).word(STACK, OBJECT).word(OBJECT + 8, 0);
        function.add("57"); // push %rdi
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("48 8b 3e"); // mov (%rsi),%rdi

        assertThat(fault(0).chain().get(0).address()).isEqualTo(Word.of(OBJECT + 8));
    }

    @Test
    void anOperandThatDoesNotComputeHasNoOrigin() {
        function.register("rax", OBJECT).add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long rip = function.add("48 8b 08"); // mov (%rax),%rcx

        assertThat(new FaultExplainer(function)
                        .explain(function.fault(rip, 0x40L), List.of())
                        .orElseThrow())
                .satisfies(fault -> {
                    assertThat(fault.matches()).isFalse();
                    assertThat(fault.origin()).isNull();
                    assertThat(fault.badRegister()).isNull();
                });
    }

    @Test
    void aCallThroughTheStackTakesTheSlotBeforeThePush() {
        function.register("rsp", STACK).word(STACK + 8 + 0x10, 0).add("ff 54 24 10"); // call *0x10(%rsp)

        assertThat(new FaultExplainer(function)
                        .explain(function.fault(0, 0L), List.of(function.caller(function.next())))
                        .orElseThrow()
                        .matches())
                .isTrue();
    }

    @Test
    void aFaultThatIsExpectedIsAWayToo() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long access = function.add("48 8b 0e"); // mov (%rsi),%rcx
        function.add("48 8b 42 10"); // mov 0x10(%rdx),%rax
        function.fixup(access, function.next(), 0);

        assertThat(kinds(0)).containsExactly(Kind.ONE_OF);
    }

    @Test
    void anInstructionThatFaultedHasWrittenNothing() {
        long access = function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.add("c3"); // ret
        function.fixup(access, function.next(), 0);

        assertThat(kinds(0)).containsExactly(Kind.KEPT);
    }

    @Test
    void theHandlerOfAFaultMayGiveTheValue() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long access = function.add("48 8b 0e"); // mov (%rsi),%rcx
        function.add("c3"); // ret
        function.fixup(access, function.next(), 1);

        assertThat(fault(0).chain())
                .singleElement()
                .satisfies(step -> assertThat(step.text())
                        .contains("the handler of a fault of mov (%rsi),%rcx")
                        .contains("loaded from 0x8(%rdi)"));
    }

    @Test
    void aHandlerThatKeepsTheRegisterGivesNothing() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long access = function.add("48 8b 0e"); // mov (%rsi),%rcx
        function.add("c3"); // ret
        function.fixup(access, function.next(), 1 << 1);

        assertThat(kinds(0)).startsWith(Kind.LOAD);
    }

    @Test
    void aFixupThatCannotBeReadMayHideAWay() {
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.fixup(AssembledFunction.START, CALLEE, 0);

        assertThat(fault(0).origin()).contains("not all ways");
    }

    /** A loop over a list, listed up to the fault: the jump back is behind it. */
    @Test
    void whatIsSetBeforeALoopIsNotTakenForWhatTheLoopSets() {
        function.listed().add("48 8b 07"); // mov (%rdi),%rax
        function.add("31 d2"); // xor %edx,%edx
        function.register("rdx", 0x3000);

        FaultExplanation fault = fault(OBJECT);

        assertThat(fault.origin()).isNull();
        assertThat(fault.chain()).isEmpty();
        assertThat(fault.expression()).isEqualTo("*RAX");
        assertThat(fault.findings()).anySatisfy(finding -> assertThat(finding).contains("xor %edx,%edx", "0x3000"));
    }

    @Test
    void ofAPartOfAFunctionTheWayIsNotSure() {
        function.listed().add("48 8b 47 08"); // mov 0x8(%rdi),%rax

        FaultExplanation fault = fault(0);

        assertThat(fault.sentences().get(0)).startsWith("RAX was (if reached from above) loaded from 0x8(%rdi)");
        assertThat(fault.origin()).startsWith("(if reached from above) ");
        assertThat(fault.findings()).anySatisfy(finding -> assertThat(finding).contains("only a part"));
    }

    @Test
    void aListingOfAllIsTheWholeFunction() {
        function.listed().add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        long rip = function.register("rax", 0).add("48 8b 08"); // mov (%rax),%rcx
        function.add("c3"); // ret

        FaultExplanation fault = new FaultExplainer(function)
                .explain(function.fault(rip, 0L), List.of())
                .orElseThrow();

        assertThat(fault.origin()).startsWith("loaded from 0x8(%rdi)");
    }

    @Test
    void aRegisterThatIsSetBehindTheContradictionIsSaidWithCare() {
        function.listed().add("31 d2"); // xor %edx,%edx
        function.add("48 8b 47 08"); // mov 0x8(%rdi),%rax
        function.register("rdx", 0x3000);

        assertThat(fault(0).sentences().get(0)).startsWith("RAX was (if reached from above) loaded from 0x8(%rdi)");
    }
}
