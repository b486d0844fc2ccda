// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.x86.X86Decoder;
import dev.panictriage.kernel.SparseMemory;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrologueTest {
    private static final long FUNCTION = 0xffff_ffff_8100_0000L;

    /** A function with these bytes, stopped behind the last of them. */
    private static @Nullable Prologue prologue(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        return Prologue.of(new SparseMemory().put(FUNCTION, code), new X86Decoder(), FUNCTION, FUNCTION + code.length);
    }

    @Test
    void pushesAndRoomForLocalsMakeTheDepth() {
        // push %rbp; mov %rsp,%rbp; push %rbx; sub $0x18,%rsp
        assertThat(prologue("55 4889e5 53 4883ec18")).isEqualTo(new Prologue(0x28, 0x20L, true));
    }

    @Test
    void aFunctionThatDoesNotSaveTheFramePointerLeavesItUnchanged() {
        // push %rbx; sub $0x100,%rsp
        assertThat(prologue("53 4881ec00010000")).isEqualTo(new Prologue(0x108, null, false));
    }

    @Test
    void callsDoNotChangeTheDepth() {
        // push %rbx; call f; push %r12
        assertThat(prologue("53 e800000000 4154")).isEqualTo(new Prologue(16, null, false));
    }

    @Test
    void whatTheEpilogueTakesAwayIsNotPartOfThePrologue() {
        // push %rbx; sub $0x10,%rsp; add $0x10,%rsp; push %rbp
        assertThat(prologue("53 4883ec10 4883c410 55")).isEqualTo(new Prologue(0x18, null, false));
    }

    @Test
    void thePrologueEndsAtTheFirstBranch() {
        // push %rbx; je .+2; push %rbp
        assertThat(prologue("53 7400 55")).isEqualTo(new Prologue(8, null, false));
    }

    @Test
    void whatDidNotRunYetDoesNotCount() {
        byte[] code = HexFormat.of().parseHex("53" + "55" + "4154");
        SparseMemory memory = new SparseMemory().put(FUNCTION, code);

        assertThat(Prologue.of(memory, new X86Decoder(), FUNCTION, FUNCTION + 1))
                .isEqualTo(new Prologue(8, null, false));
    }

    @Test
    void codeThatCannotBeReadHasNone() {
        assertThat(Prologue.of(new SparseMemory(), new X86Decoder(), FUNCTION, FUNCTION + 4))
                .isNull();
    }
}
