// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.elf4j.dwarf.CallFrameTable;
import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.kernel.SparseMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallFramesTest {
    private static final long INNER = 0xffff_ffff_8100_0000L;
    private static final long OUTER = INNER + 0x100;
    private static final long STACK = 0xffff_c900_0000_1000L;

    /** The inner function has pushed rbx and moved r12 to rdx; the outer one is called behind its push of rbp. */
    private static CallFrameTable table() {
        return new CallFrameWriter()
                .function(INNER, 0x0e, 16, 0x83, 2, 0x09, 12, 1)
                .function(OUTER, 0x0e, 16, 0x86, 2)
                .table();
    }

    private static Call interrupted(long sp) {
        ByteBuffer bytes = ByteBuffer.allocate(PtRegs.SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int word = 0; word < 21; word++) {
            bytes.putLong(8 * word, 100 + word); // r15, r14, r13, r12, rbp, rbx, ..., rdx at 12
        }
        bytes.putLong(16 * 8, INNER + 8).putLong(19 * 8, sp);
        PtRegs registers = new PtRegs(bytes.array(), 0, false);
        return new Call(INNER + 8, sp, registers.bp(), Trust.REGISTERS, registers, null);
    }

    private static Call called(long ip, long sp, @Nullable Long bp) {
        return new Call(ip, sp, bp, Trust.CFI, null, null);
    }

    private static List<FrameRegisters> frames(List<Call> calls) {
        ByteBuffer stack = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        stack.putLong(0x33).putLong(OUTER + 8).putLong(0x66).putLong(OUTER + 9);
        return new CallFrames(table()::rowAt, new SparseMemory().put(STACK, stack.array())).of(calls);
    }

    @Test
    void savedMovedAndUntouchedRegistersAreCarried() {
        FrameRegisters outer = frames(List.of(interrupted(STACK), called(OUTER + 8, STACK + 16, 104L)))
                .get(1);
        assertThat(outer.toString())
                .isEqualTo("rbx=0x33 rbp=0x68 rsp=0xffffc90000001010 r12=0x70 r13=0x66 r14=0x65 r15=0x64"
                        + " rip=0xffffffff81000108");
    }

    @Test
    void whatTheCallMayChangeIsNotKnown() {
        FrameRegisters outer = frames(List.of(interrupted(STACK), called(OUTER + 8, STACK + 16, 104L)))
                .get(1);
        assertThat(outer.get(0)).isNull();
        assertThat(outer.get(5)).isNull();
        assertThat(outer.get(99)).isNull();
    }

    @Test
    void theInterruptedFrameHasAllThatWasSaved() {
        assertThat(frames(List.of(interrupted(STACK))).getFirst().get(5)).isEqualTo(114);
    }

    @Test
    void aCallToABadAddressChangedNoRegister() {
        Call back = new Call(OUTER + 8, STACK + 8, 104L, Trust.RETURN_ADDRESS, null, null);

        FrameRegisters outer = frames(List.of(interrupted(STACK), back)).get(1);

        assertThat(outer.get(5)).isEqualTo(114);
        assertThat(outer.get(7)).isEqualTo(STACK + 8);
    }

    @Test
    void anotherFrameThanOrcsTellsNothing() {
        FrameRegisters outer = frames(List.of(interrupted(STACK), called(OUTER + 8, STACK + 24, 104L)))
                .get(1);
        assertThat(outer.get(3)).isNull();
        assertThat(outer.get(6)).isEqualTo(104);
    }

    @Test
    void aFramePointerInDisputeIsNotKnown() {
        FrameRegisters outer = frames(List.of(interrupted(STACK), called(OUTER + 8, STACK + 16, 105L)))
                .get(1);
        assertThat(outer.get(6)).isNull();
    }

    @Test
    void registersThatWereOnceUnknownComeBackFromTheStack() {
        List<FrameRegisters> frames = frames(List.of(
                called(INNER + 8, STACK, null), called(OUTER + 8, STACK + 16, null), called(1, STACK + 32, null)));
        assertThat(frames.get(1).get(6)).isNull();
        assertThat(frames.get(2).get(6)).isEqualTo(0x66);
        assertThat(frames.get(2).get(3)).isEqualTo(0x33);
    }

    @Test
    void unreadableStackIsNotKnown() {
        long elsewhere = STACK + 0x10000;
        FrameRegisters outer = frames(List.of(interrupted(elsewhere), called(OUTER + 8, elsewhere + 16, 104L)))
                .get(1);
        assertThat(outer.get(3)).isNull();
        assertThat(outer.get(13)).isEqualTo(102);
    }
}
