// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static dev.panictriage.unwind.SyntheticStack.KERNEL_CS;
import static dev.panictriage.unwind.SyntheticStack.STACK;
import static dev.panictriage.unwind.SyntheticStack.USER_CS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.panictriage.facts.Frame.Trust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels without ORC whose debugging information has call frames; most of their functions have no frame pointer. */
class CallFrameUnwindingTest {
    private static final long SP = STACK + 0x1000;

    /** The last word of a stack, and where the stack ends. */
    private static final long SWITCHED = STACK + 0x1ff8;

    private static final long SWITCHED_END = STACK + 0x2000;

    /** On the stack that was left. */
    private static final long OLD = STACK + 0x2800;

    private final SyntheticStack stack = new SyntheticStack();
    private final CallFrameWriter frames = new CallFrameWriter();
    private final long outermost = stack.function("outermost", null);
    private final long returnAddress = stack.callIn(outermost);

    private long function(String name, int... instructions) {
        long address = stack.function(name, null);
        frames.function(address, instructions);
        return address;
    }

    private UnwoundStack unwind(long ip, long sp, long bp) {
        return stack.callFrames(frames.table()::rowAt).unwind(ip, sp, bp);
    }

    private static Call second(UnwoundStack unwound) {
        assertThat(unwound.calls()).hasSizeGreaterThan(1);
        return unwound.calls().get(1);
    }

    @Test
    void theReturnAddressAndTheFramePointerAreWhereTheRowSays() {
        // DW_CFA_def_cfa_offset 0x30; DW_CFA_offset rbp at cfa-0x20
        long leaf = function("leaf", 0x0e, 0x30, 0x86, 4);
        stack.word(SP + 0x28, returnAddress).word(SP + 0x10, 0x1234);

        assertThat(second(unwind(leaf + 4, SP, 0)))
                .isEqualTo(new Call(returnAddress, SP + 0x30, 0x1234L, Trust.CFI, null, null));
    }

    @Test
    void aFramePointerIsCarriedToTheCallerThatNeedsIt() {
        long leaf = function("leaf");
        // DW_CFA_def_cfa rbp+0x10; DW_CFA_offset rbp at cfa-0x10
        long framed = function("framed", 0x0c, 6, 0x10, 0x86, 2);
        stack.word(SP, stack.callIn(framed)).word(SP + 0x88, returnAddress).word(SP + 0x80, 0x1234);

        assertThat(unwind(leaf + 4, SP, SP + 0x80).calls())
                .extracting(Call::ip, Call::sp, Call::bp)
                .endsWith(tuple(returnAddress, SP + 0x90, 0x1234L));
    }

    @Test
    void anInterruptedFunctionHasAllItsRegisters() {
        // DW_CFA_def_cfa r10+0
        long realigning = function("realigning", 0x0c, 10, 0);
        stack.word(SP + 0x3f8, returnAddress);

        UnwoundStack unwound = stack.callFrames(frames.table()::rowAt)
                .unwinder()
                .unwind(SyntheticStack.interrupted(realigning + 4, SP, 0, SP + 0x400));

        assertThat(second(unwound).sp()).isEqualTo(SP + 0x400);
    }

    @Test
    void whatIsNoReturnAddressIsNotBelieved() {
        // as where an assembly statement has pushed a word that the compiler does not know of
        long leaf = function("leaf");
        stack.word(SP, 0x246).word(SP + 8, returnAddress);

        assertThat(unwind(leaf + 4, SP, 0).calls()).noneMatch(call -> call.trust() == Trust.CFI);
    }

    @Test
    void codeThatWasDiscardedAfterBootIsReturnedTo() {
        long leaf = function("leaf");
        long start = stack.function("start_kernel", null);
        stack.symbol("_sinittext", start).symbol("_einittext", start + 0x100).word(SP, start + 0x80);

        assertThat(second(unwind(leaf + 4, SP, 0)).ip()).isEqualTo(start + 0x80);
    }

    @Test
    void orcIsAskedFirst() {
        long leaf = stack.function(
                "leaf", new OrcEntry(OrcEntry.Base.SP, 0x20, OrcEntry.Base.UNDEFINED, 0, OrcEntry.Type.CALL, false));
        frames.function(leaf);
        stack.word(SP, stack.callIn(leaf)).word(SP + 0x18, returnAddress);

        assertThat(second(unwind(leaf + 4, SP, 0)).ip()).isEqualTo(returnAddress);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"asm_exc_page_fault", "asm_exc_nmi", "asm_sysvec_apic_timer_interrupt", "asm_common_interrupt"})
    void entryCodeHasItsRegistersAtTheStackPointer(String name) {
        long entry = stack.function(name, null);
        long handler = function("handler");
        stack.word(SP, stack.callIn(entry)).registers(SP + 8, outermost + 0x10, SP + 8 + 168, 0x1234, KERNEL_CS);

        assertThat(unwind(handler + 4, SP, 0).calls().get(2))
                .extracting(Call::ip, Call::bp, Call::trust, Call::entry)
                .containsExactly(outermost + 0x10, 0x1234L, Trust.REGISTERS, name);
    }

    @Test
    void anInterruptOfUserSpaceEndsTheStack() {
        long entry = stack.function("asm_sysvec_apic_timer_interrupt", null);
        long handler = function("handler");
        stack.word(SP, stack.callIn(entry)).registers(SP + 8, 0x40_1234, 0x7ffe_0000_0000L, 0, USER_CS);
        stack.word(SP + 8 + 160, 0x2b);

        assertThat(unwind(handler + 4, SP, 0)).satisfies(unwound -> {
            assertThat(unwound.calls()).hasSize(2);
            assertThat(unwound.user()).satisfies(user -> assertThat(user.ip()).isEqualTo(0x40_1234));
            assertThat(unwound.incomplete()).isNull();
        });
    }

    @Test
    void aFunctionThatSwitchedStacksGoesOnWithItsOldStackPointer() {
        long handler = function("__sysvec_apic_timer_interrupt");
        long switching = function("sysvec_apic_timer_interrupt", 0x0e, 0x20);
        stack.word(SWITCHED - 8, stack.callIn(switching)).word(SWITCHED, OLD).word(OLD + 0x18, returnAddress);
        stack.ends(sp -> SWITCHED_END);

        assertThat(unwind(handler + 4, SWITCHED - 8, 0).calls())
                .extracting(Call::ip)
                .startsWith(handler + 4, stack.callIn(switching), returnAddress);
    }

    @Test
    void theLastWordOfAPageIsNotTheEndOfAStack() {
        long handler = function("handler");
        long caller = function("caller", 0x0e, 0x20);
        stack.word(SWITCHED - 8, stack.callIn(caller)).word(SWITCHED, OLD);
        stack.word(SWITCHED + 0x18, returnAddress).word(OLD + 0x18, stack.callIn(handler));
        stack.ends(sp -> SWITCHED_END + 0x1000);

        assertThat(unwind(handler + 4, SWITCHED - 8, 0).calls().get(2).ip()).isEqualTo(returnAddress);
    }

    @Test
    void aFramePointerOnTheOldStackShowsThatStacksWereSwitched() {
        long handler = function("handler");
        long switching = stack.function("do_softirq_own_stack", null, 0x55, 0x48, 0x89, 0xe5);
        stack.word(SWITCHED - 8, stack.callIn(switching)).word(SWITCHED, OLD);
        stack.word(OLD + 0x20, 0x1234).word(OLD + 0x28, returnAddress);

        assertThat(unwind(handler + 4, SWITCHED - 8, OLD + 0x20).calls().get(2))
                .isEqualTo(new Call(returnAddress, OLD + 0x30, 0x1234L, Trust.FRAME_POINTER, null, null));
    }

    @Test
    void aThreadIsStartedByCompiledCodeWhereAssemblyCallsIt() {
        long start = stack.function("ret_from_fork_asm", null);
        long compiled = function("ret_from_fork");
        long thread = function("kthread");
        stack.word(SP, stack.callIn(compiled)).word(SP + 8, stack.callIn(start));

        UnwoundStack unwound = unwind(thread + 4, SP, 0);

        assertThat(unwound.calls()).extracting(Call::ip).endsWith(stack.callIn(compiled), stack.callIn(start));
        assertThat(unwound.incomplete()).isNull();
    }

    @Test
    void aCpuStartsInAssembly() {
        long start = stack.function("common_startup_64", null);
        long idle = function("start_secondary");
        stack.word(SP, stack.callIn(start));

        assertThat(unwind(idle + 4, SP, 0)).satisfies(unwound -> {
            assertThat(unwound.calls()).hasSize(2);
            assertThat(unwound.incomplete()).isNull();
        });
    }
}
