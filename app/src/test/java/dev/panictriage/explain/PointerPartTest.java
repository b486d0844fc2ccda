// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PointerPartTest {
    private static final long POINTER = 0xffff_8880_dd7e_d3a8L;

    /** With a kernel where but the page of {@link #POINTER} is mapped, and RBX that points elsewhere in the same 4 GiB. */
    private static @Nullable String of(long value) {
        PointerPart part = PointerPart.of(
                value, address -> address >> 12 == POINTER >> 12, Map.of("rbx", 0xffff_8880_0000_1000L)::get);
        return part == null ? null : part.text();
    }

    @Test
    void theLowerHalfIsCompletedByARegister() {
        assertThat(of(0xdd7e_d3a8L)).contains("may be the lower half", "RBX", "0xffff8880dd7ed3a8");
    }

    @Test
    void aLowerHalfThatLeadsNowhereIsANumber() {
        assertThat(of(0xdd7e_03a8L)).isNull();
    }

    @Test
    void aNumberThatIsNotAlignedIsNoPointer() {
        assertThat(of(0xdd7e_d3a9L)).isNull();
    }

    @Test
    void theUpperHalfIsThatOfARegister() {
        assertThat(of(0xffff_8880L)).contains("upper half", "RBX");
    }

    @Test
    void smallNegativeNumbersAreNoHalves() {
        assertThat(of(0xffff_fff0L)).isNull();
    }

    @Test
    void aPointerThatIsOneByteTooHighIsRecognised() {
        assertThat(of(POINTER << 8 | 0x12)).contains("one byte beside its place", "0xffff8880dd7ed3a8");
    }

    @Test
    void aPointerThatIsOneByteTooLowIsRecognised() {
        assertThat(of(POINTER >>> 8)).contains("one byte beside its place", "0xffff8880dd7ed300");
    }

    @Test
    void aWholePointerIsNoPart() {
        assertThat(of(POINTER + 0x10_0000)).isNull();
    }
}
