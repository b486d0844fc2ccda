// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.arch.x86.X86Decoder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CodeComparisonTest {
    private static final long START = 0xffff_ffff_8100_0000L;

    /** push %rbx; call; mov $0xffffffff82000010,%rdi; mov (%rdi),%rax; pop %rbx; ret */
    private static final String CODE = "53 e800000000 48c7c710000082 488b07 5b c3";

    @Test
    void whatIsTheSameDoesNotDiffer() {
        assertThat(comparison(CODE).difference()).isNull();
    }

    @Test
    void aFlippedBitIsFoundWithItsPlace() {
        CodeComparison.Difference found =
                comparison("53 e800000000 48c7c710000082 480b07 5b c3").difference();
        assertThat(found).isEqualTo(new CodeComparison.Difference(START + 14, 1, 7, "0b", "8b"));
    }

    @Test
    void twoBitsOfAByteAreNoFlip() {
        assertThat(comparison("53 e800000000 48c7c710000082 480a07 5b c3")
                        .difference()
                        .bit())
                .isEqualTo(-1);
    }

    @Test
    void bitsOfTwoBytesAreNoFlip() {
        CodeComparison.Difference found =
                comparison("53 e800000000 48c7c710000082 480b06 5b c3").difference();
        assertThat(found.bit()).isEqualTo(-1);
        assertThat(found.bytes()).isEqualTo(2);
    }

    @Test
    void aPatchedInstructionMayBeAnything() {
        CodeComparison comparison = comparison("53 0f1f440000 48c7c710000082 488b07 5b c3");
        comparison.allowInstruction(START + 1);
        assertThat(comparison.difference()).isNull();
    }

    @Test
    void behindAPatchedInstructionNothingIsAllowed() {
        CodeComparison comparison = comparison("53 0f1f440000 49c7c710000082 488b07 5b c3");
        comparison.allowInstruction(START + 1);
        assertThat(comparison.difference().address()).isEqualTo(START + 6);
    }

    @Test
    void whatMovedWithTheKernelIsTheSame() {
        CodeComparison comparison = comparison("53 e800000000 48c7c7100060aa 488b07 5b c3");
        comparison.allowMoved(0x2860_0000L);
        assertThat(comparison.difference()).isNull();
    }

    @Test
    void aFlippedBitInWhatMovedIsFoundWithItsPlace() {
        CodeComparison comparison = comparison("53 e800000000 48c7c7180060aa 488b07 5b c3");
        comparison.allowMoved(0x2860_0000L);
        assertThat(comparison.difference()).isEqualTo(new CodeComparison.Difference(START + 9, 1, 3, "18", "10"));
    }

    @Test
    void aBreakpointIsAllowedWhereAProbeIs() {
        CodeComparison comparison = comparison("cc e800000000 48c7c710000082 488b07 5b c3");
        comparison.allowProbe(START);
        assertThat(comparison.difference()).isNull();
    }

    @Test
    void aBreakpointIsNotAllowedElsewhere() {
        CodeComparison comparison = comparison("cc e800000000 48c7c710000082 488b07 5b c3");
        comparison.allowProbe(START + 1);
        assertThat(comparison.difference().address()).isEqualTo(START);
    }

    @Test
    void whereProbesAreNotKnownABreakpointIsAllowedAtABoundaryAlone() {
        CodeComparison atBoundary = comparison("53 e800000000 48c7c710000082 cc8b07 5b c3");
        atBoundary.allowAnyProbe();
        assertThat(atBoundary.difference()).isNull();
        CodeComparison inside = comparison("53 e800000000 48c7c710000082 48cc07 5b c3");
        inside.allowAnyProbe();
        assertThat(inside.difference().address()).isEqualTo(START + 14);
    }

    private static CodeComparison comparison(String found) {
        return new CodeComparison(new X86Decoder(), START, bytes(CODE), bytes(found));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
