// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static dev.panictriage.unwind.SyntheticStack.KERNEL_CS;
import static dev.panictriage.unwind.SyntheticStack.STACK;
import static dev.panictriage.unwind.SyntheticStack.STACK_SIZE;
import static dev.panictriage.unwind.SyntheticStack.USER_CS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.unwind.OrcEntry.Base;
import dev.panictriage.unwind.OrcEntry.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnwinderTest {
    private static final OrcEntry END = new OrcEntry(Base.UNDEFINED, 0, Base.UNDEFINED, 0, Type.END_OF_STACK, false);
    private static final long SP = STACK + 0x1000;

    private final SyntheticStack stack = new SyntheticStack();
    private final long outermost = stack.function("kthread", END);
    private final long returnAddress = stack.callIn(outermost);

    private static OrcEntry call(Base base, int offset) {
        return new OrcEntry(base, offset, Base.UNDEFINED, 0, Type.CALL, false);
    }

    private static OrcEntry signal(Type type, int offset) {
        return new OrcEntry(Base.SP, offset, Base.UNDEFINED, 0, type, true);
    }

    private static List<Long> ips(UnwoundStack unwound) {
        return unwound.calls().stream().map(Call::ip).toList();
    }

    private static Call second(UnwoundStack unwound) {
        assertThat(unwound.calls()).hasSizeGreaterThan(1);
        return unwound.calls().get(1);
    }

    // Calls

    @Test
    void theReturnAddressLiesBelowTheCallersStackPointer() {
        long leaf = stack.function("leaf", call(Base.SP, 0x20));
        stack.word(SP + 0x18, returnAddress);

        Call caller = second(stack.unwind(leaf + 4, SP, 0));

        assertThat(caller).isEqualTo(new Call(returnAddress, SP + 0x20, 0L, Trust.CFI, null, null));
    }

    @Test
    void theStackPointerMayComeFromTheFramePointer() {
        long leaf = stack.function("leaf", call(Base.BP, 0x10));
        stack.word(SP + 0x108, returnAddress);

        assertThat(second(stack.unwind(leaf + 4, SP, SP + 0x100)).sp()).isEqualTo(SP + 0x110);
    }

    @Test
    void theCallersFramePointerIsReadFromBelowItsStackPointer() {
        long leaf = stack.function("leaf", new OrcEntry(Base.SP, 0x18, Base.PREVIOUS_SP, -0x10, Type.CALL, false));
        stack.word(SP + 0x10, returnAddress).word(SP + 8, SP + 0x200);

        assertThat(second(stack.unwind(leaf + 4, SP, 0x1234)).bp()).isEqualTo(SP + 0x200);
    }

    @Test
    void theCallersFramePointerIsReadFromBesideTheFramePointer() {
        long leaf = stack.function("leaf", new OrcEntry(Base.SP, 0x18, Base.BP, -8, Type.CALL, false));
        stack.word(SP + 0x10, returnAddress).word(SP + 0xf8, SP + 0x200);

        assertThat(second(stack.unwind(leaf + 4, SP, SP + 0x100)).bp()).isEqualTo(SP + 0x200);
    }

    @Test
    void aStackThatWasSwitchedIsLeftThroughThePointerAtItsEnd() {
        long onInterruptStack = stack.function("do_softirq", call(Base.SP_INDIRECT, 8));
        stack.word(SP, SP + 0x800).word(SP + 0x800, returnAddress);

        assertThat(second(stack.unwind(onInterruptStack + 4, SP, 0)).sp()).isEqualTo(SP + 0x808);
    }

    @Test
    void aRealignedStackIsLeftThroughThePointerBesideTheFramePointer() {
        long realigned = stack.function("realigned", call(Base.BP_INDIRECT, -8));
        stack.word(SP + 0xf8, SP + 0x300).word(SP + 0x2f8, returnAddress);

        assertThat(second(stack.unwind(realigned + 4, SP, SP + 0x100)).sp()).isEqualTo(SP + 0x300);
    }

    @Test
    void anInterruptedFunctionMayKeepTheStackPointerInAnotherRegister() {
        long realigning = stack.function("realigning", call(Base.R10, 0));
        stack.word(SP + 0x3f8, returnAddress);

        UnwoundStack unwound = stack.unwinder().unwind(SyntheticStack.interrupted(realigning + 4, SP, 0, SP + 0x400));

        assertThat(second(unwound).sp()).isEqualTo(SP + 0x400);
    }

    @Test
    void aRegisterThatTheCallerLostIsNotMadeUp() {
        long leaf = stack.function("leaf", call(Base.SP, 8));
        long realigning = stack.function("realigning", call(Base.R10, 0));
        stack.word(SP, stack.callIn(realigning));

        UnwoundStack unwound = stack.unwinder().unwind(SyntheticStack.interrupted(leaf + 4, SP, 0, SP + 0x400));

        assertThat(unwound.incomplete()).startsWith("no way to unwind from");
    }

    @Test
    void aCallThatIsTheLastInstructionBelongsToItsFunction() {
        long leaf = stack.function("leaf", call(Base.SP, 8));
        long neverReturned = stack.function("calls_noreturn", call(Base.SP, 0x28));
        long next = stack.function("next", END);
        stack.word(SP, next).word(SP + 8 + 0x20, returnAddress);
        assertThat(next).isEqualTo(neverReturned + 0x100);

        assertThat(ips(stack.unwind(leaf + 4, SP, 0))).containsExactly(leaf + 4, next, returnAddress);
    }

    @Test
    void anInterruptedFirstInstructionBelongsToItsFunction() {
        stack.function("before", END);
        long leaf = stack.function("leaf", call(Base.SP, 8));
        stack.word(SP, returnAddress);

        assertThat(ips(stack.unwind(leaf, SP, 0))).containsExactly(leaf, returnAddress);
    }

    @Test
    void aSleepingTaskIsUnwoundFromTheSchedulersStackPointer() {
        long schedule = stack.function("__schedule", call(Base.SP, 8));
        stack.word(SP, returnAddress);

        UnwoundStack unwound = stack.unwinder().unwindSleeping(schedule + 0x20, SP, 0);

        assertThat(unwound.calls())
                .extracting(Call::ip, Call::trust)
                .containsExactly(tuple(schedule + 0x20, Trust.CFI), tuple(returnAddress, Trust.CFI));
    }

    // Ends

    @Test
    void theEndOfTheStackIsComplete() {
        assertThat(stack.unwind(outermost + 4, SP, 0)).satisfies(unwound -> {
            assertThat(ips(unwound)).containsExactly(outermost + 4);
            assertThat(unwound.incomplete()).isNull();
        });
    }

    @Test
    void theOutermostCallHasNoReturnAddress() {
        long leaf = stack.function("leaf", call(Base.SP, 8));

        assertThat(stack.unwind(leaf + 4, SP, 0).incomplete()).isNull();
    }

    @Test
    void aReturnAddressOutsideCodeIsReported() {
        long leaf = stack.function("leaf", call(Base.SP, 8));
        stack.word(SP, 0xdead_beefL);

        assertThat(stack.unwind(leaf + 4, SP, 0)).satisfies(unwound -> {
            assertThat(ips(unwound)).containsExactly(leaf + 4);
            assertThat(unwound.incomplete()).contains("0xdeadbeef");
        });
    }

    @Test
    void aStackThatIsNotInTheDumpIsReported() {
        long leaf = stack.function("leaf", call(Base.SP, 8));

        assertThat(stack.unwind(leaf + 4, STACK - 0x10000, 0).incomplete()).isNotNull();
    }

    // Exceptions

    @Test
    void anExceptionsRegistersAreTheFrameThatItInterrupted() {
        long entry = stack.function("asm_exc_page_fault", signal(Type.REGS, 0));
        stack.registers(SP, outermost + 0x10, SP + 0x200, SP + 0x300, KERNEL_CS);

        assertThat(second(stack.unwind(entry + 0x20, SP, 0)))
                .extracting(Call::ip, Call::sp, Call::bp, Call::trust, Call::entry)
                .containsExactly(outermost + 0x10, SP + 0x200, SP + 0x300, Trust.REGISTERS, "asm_exc_page_fault");
    }

    @Test
    void whatAnExceptionInterruptedIsLookedUpAtTheInstructionItself() {
        long entry = stack.function("asm_exc_page_fault", signal(Type.REGS, 0));
        stack.function("before", END);
        long faulting = stack.function("faulting", call(Base.SP, 8));
        stack.registers(SP, faulting, SP + 0x200, 0, KERNEL_CS).word(SP + 0x200, returnAddress);

        assertThat(ips(stack.unwind(entry + 0x20, SP, 0))).containsExactly(entry + 0x20, faulting, returnAddress);
    }

    @Test
    void theProcessorsPartOfTheRegistersLiesAtTheirEnd() {
        long entry = stack.function("asm_exc_nmi", signal(Type.REGS_PARTIAL, 0x10));
        stack.iretFrame(SP + 0x10, outermost + 0x10, SP + 0x200, KERNEL_CS);

        assertThat(second(stack.unwind(entry + 0x20, SP, 0)))
                .extracting(Call::ip, Call::sp)
                .containsExactly(outermost + 0x10, SP + 0x200);
    }

    @Test
    void theProcessorsPartLeavesTheFramePointerAsItWas() {
        long entry = stack.function("asm_exc_nmi", signal(Type.REGS_PARTIAL, 0x10));
        stack.iretFrame(SP + 0x10, outermost + 0x10, SP + 0x200, KERNEL_CS);

        assertThat(second(stack.unwind(entry + 0x20, SP, SP + 0x300)).bp()).isEqualTo(SP + 0x300);
    }

    @Test
    void theProcessorsPartSaysNothingOfOtherRegisters() {
        long entry = stack.function("asm_exc_nmi", signal(Type.REGS_PARTIAL, 0x10));
        stack.iretFrame(SP + 0x10, outermost + 0x10, SP + 0x200, KERNEL_CS);

        assertThat(second(stack.unwind(entry + 0x20, SP, 0)).registers())
                .satisfies(registers -> assertThat(registers.value("rax")).isNull());
    }

    @Test
    void entryFromUserSpaceEndsTheStack() {
        long entry = stack.function("entry_SYSCALL_64", signal(Type.REGS, 0));
        stack.registers(SP, 0x40_1234, 0x7ffe_0000_0000L, 0, USER_CS);

        assertThat(stack.unwind(entry + 0x20, SP, 0)).satisfies(unwound -> {
            assertThat(ips(unwound)).containsExactly(entry + 0x20);
            assertThat(unwound.user()).satisfies(user -> assertThat(user.ip()).isEqualTo(0x40_1234));
            assertThat(unwound.incomplete()).isNull();
        });
    }

    @Test
    void userSpaceHasNoCallsOfTheKernel() {
        assertThat(stack.unwinder().unwind(SyntheticStack.interruptedUser())).satisfies(unwound -> {
            assertThat(unwound.calls()).isEmpty();
            assertThat(unwound.user()).isNotNull();
        });
    }

    // Beyond the tables

    @ParameterizedTest
    @CsvSource({"0", "0x140", "0xffffffffc0a01000"})
    void aCallToABadAddressReturnsToTheWordAtTheStackPointer(String address) {
        stack.word(SP, returnAddress);

        assertThat(second(stack.unwind(Long.parseUnsignedLong(address.replace("0x", ""), 16), SP, 0)))
                .extracting(Call::ip, Call::sp, Call::trust)
                .containsExactly(returnAddress, SP + 8, Trust.RETURN_ADDRESS);
    }

    @Test
    void aWordThatNoCallPrecedesIsNoReturnAddress() {
        stack.word(SP, outermost + 0x80);

        assertThat(ips(stack.unwind(0, SP, 0))).containsExactly(0L);
    }

    @Test
    void aFunctionWithoutEntryIsUnwoundByItsPrologue() {
        // push %rbp; push %rbx; sub $0x10,%rsp
        long leaf = stack.function("__crash_kexec", null, 0x55, 0x53, 0x48, 0x83, 0xec, 0x10);
        stack.word(SP + 0x20, returnAddress).word(SP + 0x18, SP + 0x300);

        assertThat(second(stack.unwind(leaf + 0x30, SP, 0)))
                .isEqualTo(new Call(returnAddress, SP + 0x28, SP + 0x300, Trust.PROLOGUE, null, null));
    }

    @Test
    void framePointersAreFollowedWhereThereAreNoTables() {
        long leaf = stack.function("leaf", null);
        stack.word(SP + 0x40, SP + 0x300).word(SP + 0x48, returnAddress);

        assertThat(second(stack.unwind(leaf + 0x30, SP, SP + 0x40)))
                .isEqualTo(new Call(returnAddress, SP + 0x50, SP + 0x300, Trust.FRAME_POINTER, null, null));
    }

    @ParameterizedTest
    @CsvSource({"-16, below the stack pointer", "0x20000, beyond any stack", "0x44, not aligned"})
    void aFramePointerThatCannotBeOneIsNotFollowed(String offset, String why) {
        long leaf = stack.function("leaf", null);
        long bp = SP + Long.decode(offset);
        stack.word(bp, 0).word(bp + 8, returnAddress);

        assertThat(stack.unwind(leaf + 0x30, SP, bp).calls())
                .as(why)
                .noneMatch(call -> call.trust() == Trust.FRAME_POINTER);
    }

    @Test
    void aFramePointerWithBitZeroSetLeadsToRegisters() {
        long entry = stack.function("page_fault", null);
        stack.registers(SP + 0x40, outermost + 0x10, SP + 0x300, SP + 0x400, KERNEL_CS);

        assertThat(second(stack.unwind(entry + 0x30, SP, SP + 0x41)))
                .extracting(Call::ip, Call::sp, Call::bp, Call::trust, Call::entry)
                .containsExactly(outermost + 0x10, SP + 0x300, SP + 0x400, Trust.REGISTERS, "page_fault");
    }

    @Test
    void whatIsFoundByScanningIsMarked() {
        long leaf = stack.function("leaf", null);
        long other = stack.callIn(stack.function("other", null));
        stack.word(SP + 0x10, other).word(SP + 0x20, leaf + 0x80).word(SP + 0x80, returnAddress);

        UnwoundStack unwound = stack.unwind(leaf + 0x30, SP, 0);

        assertThat(unwound.calls().subList(1, unwound.calls().size()))
                .extracting(Call::ip, Call::trust)
                .containsExactly(tuple(other, Trust.SCANNED), tuple(returnAddress, Trust.SCANNED));
    }

    @Test
    void aScannedStackIsIncomplete() {
        long leaf = stack.function("leaf", null);
        stack.word(SP + 0x10, returnAddress);

        assertThat(stack.unwind(leaf + 0x30, SP, 0).incomplete()).startsWith("no way to unwind from");
    }

    @Test
    void anEntryThatKnowsNothingIsTakenForNone() {
        long leaf = stack.function("leaf", new OrcEntry(Base.UNDEFINED, 0, Base.UNDEFINED, 0, Type.UNDEFINED, false));
        stack.word(SP + 0x40, 0).word(SP + 0x48, returnAddress);

        assertThat(second(stack.unwind(leaf + 0x30, SP, SP + 0x40)).trust()).isEqualTo(Trust.FRAME_POINTER);
    }

    // Loops

    @Test
    void aCallThatReturnsToItselfEnds() {
        long leaf = stack.function("leaf", call(Base.SP, 0));
        stack.word(SP - 8, leaf + 4);

        assertThat(stack.unwind(leaf + 4, SP, 0).incomplete()).isEqualTo("a stack that goes in circles");
    }

    @Test
    void anExceptionThatInterruptsItsOwnEntryEnds() {
        long entry = stack.function("asm_exc_nmi", signal(Type.REGS, 0));
        stack.registers(SP, entry + 0x20, SP, 0, KERNEL_CS);

        assertThat(stack.unwind(entry + 0x20, SP, 0).incomplete()).isEqualTo("a stack that goes in circles");
    }

    @Test
    void stacksThatLeadToEachOtherEnd() {
        long leaf = stack.function("leaf", call(Base.SP_INDIRECT, 0));
        stack.word(SP, SP + 0x100)
                .word(SP + 0xf8, leaf + 4)
                .word(SP + 0x100, SP)
                .word(SP - 8, leaf + 8);

        assertThat(stack.unwind(leaf + 4, SP, 0)).satisfies(unwound -> {
            assertThat(unwound.calls()).hasSize(512);
            assertThat(unwound.incomplete()).isEqualTo("more than 512 calls");
        });
    }

    @Test
    void aScanEndsEvenIfAllOfTheStackLooksLikeReturnAddresses() {
        long leaf = stack.function("leaf", null);
        for (long at = SP + 8; at < STACK + STACK_SIZE; at += 8) {
            stack.word(at, returnAddress);
        }

        assertThat(stack.unwind(leaf + 0x30, SP, 0).calls()).hasSize(1 + 48);
    }
}
