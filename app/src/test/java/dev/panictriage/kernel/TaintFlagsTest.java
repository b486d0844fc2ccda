// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.kernel.btf.BtfWriter;
import org.junit.jupiter.api.Test;

class TaintFlagsTest {
    private final SparseMemory memory = new SparseMemory();
    private final FixedSymbols symbols = new FixedSymbols();

    private TaintFlags flags() {
        BtfWriter btf = new BtfWriter();
        int character = btf.integer("char", 1, true);
        btf.struct("taint_flag", 3, false, "c_true", character, 0, "c_false", character, 8, "module", character, 16);
        return new TaintFlags(new Variables(memory, symbols, btf.parsed()));
    }

    @Test
    void lettersAndMeaningsAreInTheOrderOfTheBits() {
        assertThat(flags().letters(1 << 0 | 1 << 9 | 1 << 12 | 1 << 13)).isEqualTo("PWOE");
        assertThat(flags().meanings(1 << 9)).containsExactly("kernel issued a warning");
        assertThat(flags().letters(0)).isEmpty();
    }

    @Test
    void theKernelsTableTellsTheLetterOfABitThatIsNew() {
        symbols.put("taint_flags", 0x1000, 25 * 3);
        memory.zeros(0x1000, 75).u8(0x1000 + 24 * 3, 'Q').u8(0x1000 + 23 * 3, 27);

        assertThat(flags().letters(1 << 24 | 1 << 23 | 1 << 25)).isEqualTo("?Q?");
        assertThat(flags().meanings(1 << 24)).containsExactly("flag 24");
    }

    @Test
    void someFlagsAreNotPrintedBehindAModule() {
        symbols.put("taint_flags", 0x1000, 20 * 3);
        memory.zeros(0x1000, 60).u8(0x1000 + 12 * 3 + 2, 1);

        assertThat(flags().moduleLetters(1 << 12 | 1 << 9)).isEqualTo("O");
    }
}
