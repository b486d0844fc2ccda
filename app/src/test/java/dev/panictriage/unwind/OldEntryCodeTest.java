// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static dev.panictriage.unwind.SyntheticStack.KERNEL_CS;
import static dev.panictriage.unwind.SyntheticStack.STACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Frame.Trust;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels with frame pointers and without ORC, through what their entry code pushes. */
class OldEntryCodeTest {
    private static final int[] FRAMED = {0x55, 0x48, 0x89, 0xe5};

    /** Two parts of the one piece of memory stand for two stacks. */
    private static final long INTERRUPT_SP = STACK + 0x800;

    private static final long SAVED = STACK + 0x2000;
    private static final long TASK_SP = SAVED + 168;

    private final SyntheticStack stack = new SyntheticStack();
    private long handler;
    private long interrupted;
    private long outer;

    @BeforeEach
    void functions() {
        handler = stack.function("handler", null, FRAMED);
        interrupted = stack.function("interrupted", null, FRAMED);
        outer = stack.function("outer", null, FRAMED);
        // The interrupted function's frame, and its caller's, which has none.
        stack.word(TASK_SP + 0x20, TASK_SP + 0x60).word(TASK_SP + 0x28, stack.callIn(outer));
    }

    /** The handler returns into entry code, whose stack pointer is then {@code INTERRUPT_SP}. */
    private UnwoundStack unwindFrom(String entry) {
        long code = stack.function(entry, null);
        stack.word(INTERRUPT_SP - 16, TASK_SP + 0x20).word(INTERRUPT_SP - 8, stack.callIn(code));
        return stack.unwind(handler + 0x10, INTERRUPT_SP - 0x40, INTERRUPT_SP - 16);
    }

    private void assertInterrupted(UnwoundStack unwound) {
        assertThat(unwound.calls()).extracting(Call::ip).hasSize(4).endsWith(interrupted + 0x20, stack.callIn(outer));
        assertThat(unwound.calls())
                .extracting(Call::trust)
                .containsExactly(Trust.REGISTERS, Trust.FRAME_POINTER, Trust.REGISTERS, Trust.FRAME_POINTER);
        assertThat(unwound.incomplete()).isNull();
    }

    @Test
    void anExceptionHasItsRegistersAtTheStackPointer() {
        stack.registers(INTERRUPT_SP, interrupted + 0x20, TASK_SP, TASK_SP + 0x20, KERNEL_CS);

        assertInterrupted(unwindFrom("page_fault"));
    }

    @Test
    void anInterruptOf310LeavesAPointerToItsSavedFramePointer() {
        stack.registers(SAVED, interrupted + 0x20, TASK_SP, TASK_SP + 0x20, KERNEL_CS);
        stack.word(INTERRUPT_SP, SAVED + 0x20);

        UnwoundStack unwound = unwindFrom("apic_timer_interrupt");

        assertInterrupted(unwound);
        assertThat(unwound.calls().get(2).registers().value("rbx"))
                .as("not saved")
                .isNull();
        assertThat(unwound.calls().get(2).registers().value("rax")).isNotNull();
    }

    @Test
    void anInterruptOf2632SavesItsFramePointerWhereRbxBelongs() {
        stack.registers(SAVED, interrupted + 0x20, TASK_SP, 0x1234, KERNEL_CS);
        stack.word(SAVED + 0x28, TASK_SP + 0x20).word(INTERRUPT_SP, SAVED + 0x28);

        assertInterrupted(unwindFrom("common_interrupt"));
    }

    @Test
    void anInterruptOf44LeavesAPointerToAllRegisters() {
        stack.registers(SAVED, interrupted + 0x20, TASK_SP, TASK_SP + 0x20, KERNEL_CS);
        stack.word(INTERRUPT_SP, SAVED);

        assertInterrupted(unwindFrom("reschedule_interrupt"));
    }

    @Test
    void registersThatDoNotLieWhereTheyWouldBePushedAreNone() {
        stack.registers(SAVED, interrupted + 0x20, TASK_SP + 0x100, TASK_SP + 0x20, KERNEL_CS);
        stack.word(INTERRUPT_SP, SAVED + 0x20);

        assertThat(unwindFrom("apic_timer_interrupt").calls())
                .noneMatch(call -> call.ip() == interrupted + 0x20 && call.trust() == Trust.REGISTERS);
    }

    @Test
    void whatLooksLikeRegistersUnderAnOrdinaryFunctionIsNotTakenForThem() {
        stack.registers(SAVED, interrupted + 0x20, TASK_SP, TASK_SP + 0x20, KERNEL_CS);
        stack.word(INTERRUPT_SP, SAVED + 0x20);

        assertThat(unwindFrom("local_apic_timer_interrupt").calls()).noneMatch(call -> call.entry() != null);
    }

    @Test
    void softirqsLeaveTheInterruptStackByTheirFramePointer() {
        stack.word(INTERRUPT_SP, TASK_SP + 0x20);

        UnwoundStack unwound = unwindFrom("call_softirq");

        assertThat(unwound.calls()).extracting(Call::ip).hasSize(3).endsWith(stack.callIn(outer));
        assertThat(unwound.calls().get(2).sp()).isEqualTo(TASK_SP + 0x30);
    }

    @Test
    void aThreadBeginsAtReturnFromFork() {
        UnwoundStack unwound = unwindFrom("ret_from_fork_nospec_begin");

        assertThat(unwound.calls()).hasSize(2);
        assertThat(unwound.incomplete()).isNull();
    }
}
