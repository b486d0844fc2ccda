// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.dump.Absence;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.SyntheticKallsyms.Layout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KallsymsTest {
    private static final long TEXT = SyntheticKernel.TEXT;
    private static final long DATA = SyntheticKernel.DATA;

    private static Kallsyms named(SyntheticKernel kernel) {
        String text = kernel.vmcoreInfo() + kernel.kallsyms.vmcoreInfo();
        VmcoreInfo info =
                VmcoreInfo.parse(text.getBytes(StandardCharsets.US_ASCII)).orElseThrow();
        return Kallsyms.of(info, kernel.memory()).orElseThrow();
    }

    private static Optional<Kallsyms> searched(SyntheticKernel kernel) {
        return new KallsymsSearch(kernel.memory(), TEXT).find();
    }

    @ParameterizedTest
    @EnumSource
    void namesAndAddresses(Layout layout) {
        SyntheticKernel kernel = new SyntheticKernel(layout);

        assertSymbols(named(kernel));
        assertSymbols(searched(kernel).orElseThrow());
    }

    private static void assertSymbols(Kallsyms kallsyms) {
        kallsyms.prefetch("function_777", "variable_1", "no_such_symbol");

        assertThat(kallsyms.address("function_777")).hasValue(TEXT + 777 * 64);
        assertThat(kallsyms.address("variable_1")).hasValue(DATA + 0x10);
        assertThat(kallsyms.address("long_" + "x".repeat(300))).hasValue(TEXT + 0x1f_0000);
        assertThat(kallsyms.address("no_such_symbol")).isEmpty();
        assertThat(kallsyms.address("")).isEmpty();
        assertThat(kallsyms.address("function_77")).hasValue(TEXT + 77 * 64);
        assertThat(kallsyms.at(TEXT + 777 * 64 + 63))
                .contains(new Symbol("function_777", TEXT + 777 * 64, 64, 'T', null));
        assertThat(kallsyms.at(TEXT + 0x1f_0000)).map(Symbol::name).contains("long_" + "x".repeat(300));
    }

    @ParameterizedTest
    @EnumSource
    void everyAddressOfEverySymbol(Layout layout) {
        Kallsyms kallsyms = named(new SyntheticKernel(layout));

        for (int i = 1; i < 20_000; i++) {
            assertThat(kallsyms.at(TEXT + i * 64L + i % 64)).map(Symbol::name).contains("function_" + i);
        }
    }

    @Test
    void amongAliasesTheFirstAsTheKernelPrintsIt() {
        Kallsyms kallsyms = named(new SyntheticKernel(Layout.V6_12));

        assertThat(kallsyms.at(TEXT)).contains(new Symbol("_stext", TEXT, 64, 'T', null));
        assertThat(kallsyms.at(DATA + 0x12)).contains(new Symbol("variable_1", DATA + 0x10, 0xf0, 'D', null));
        assertThat(kallsyms.address("alias_of_variable_1")).hasValue(DATA + 0x10);
    }

    @Test
    void amongSymbolsOfOneNameTheFirst() {
        assertThat(named(new SyntheticKernel(Layout.V7)).address("function_1")).hasValue(TEXT + 64);
    }

    @Test
    void outsideTheImageIsNoSymbol() {
        Kallsyms kallsyms = named(new SyntheticKernel(Layout.V5_10));

        assertThat(kallsyms.at(TEXT - 1)).isEmpty();
        assertThat(kallsyms.at(SyntheticKernel.END - 1)).isPresent();
        assertThat(kallsyms.at(SyntheticKernel.END)).isEmpty();
        assertThat(kallsyms.at(SyntheticKernel.END + 0x20_0000)).isEmpty();
        assertThat(kallsyms.at(-1)).isEmpty();
        assertThat(kallsyms.at(0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"V5_10", "V6_2", "V6_12"})
    void perCpuSymbolsAreOffsets(Layout layout) {
        Kallsyms kallsyms = named(new SyntheticKernel(layout));

        assertThat(kallsyms.address("current_task")).hasValue(0x1fb80);
        assertThat(kallsyms.address("__per_cpu_start")).hasValue(0);
        assertThat(kallsyms.at(0x1fb80)).isEmpty();
    }

    @Test
    void namesInFrontOfALostPageRemain() {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        long lost = kernel.kallsyms.table("kallsyms_names") + 0x1_0000;
        kernel.dump.remove(lost - TEXT + SyntheticKernel.PHYSICAL, Absence.LOST);

        Kallsyms kallsyms = named(kernel);

        assertThat(kallsyms.address("function_100")).hasValue(TEXT + 100 * 64);
        assertThat(kallsyms.address("function_19999")).isEmpty();
        assertThat(kallsyms.at(TEXT + 19_999 * 64)).isEmpty();
    }

    @Test
    void nothingToFind() {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        kernel.put(SyntheticKernel.RODATA, new byte[0x40_0000]);

        assertThat(searched(kernel)).isEmpty();
    }

    /** .orc_unwind_ip looks like a table of offsets, and lies behind .rodata. */
    @Test
    void otherAscendingNumbersAreNoKallsyms() {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        byte[] ascending = new byte[0x40_0000];
        for (int i = 0; i < ascending.length; i += 4) {
            Memory.INT.set(ascending, i, -0x100_0000 + i * 3);
        }
        kernel.put(SyntheticKernel.RODATA, ascending);

        assertThat(searched(kernel)).isEmpty();
    }

    @Test
    void countsThatCannotBeAreRefused() {
        SyntheticKernel kernel = new SyntheticKernel(Layout.V6_12);
        VmcoreInfo info = VmcoreInfo.parse(
                        (kernel.vmcoreInfo() + kernel.kallsyms.vmcoreInfo()).getBytes(StandardCharsets.US_ASCII))
                .orElseThrow();
        for (byte[] count : new byte[][] {{0, 0, 0, 0}, {-1, -1, -1, -1}, {0, 0, 0, 0x7f}}) {
            kernel.put(kernel.kallsyms.table("kallsyms_num_syms"), count);

            assertThat(Kallsyms.of(info, kernel.memory())).isEmpty();
        }
    }

    /** Whatever a damaged table says, there is an answer, or none, and no other exception. */
    @ParameterizedTest
    @EnumSource
    void damage(Layout layout) {
        Random random = new Random(layout.ordinal());
        for (int run = 0; run < 20; run++) {
            SyntheticKernel kernel = new SyntheticKernel(layout);
            for (int i = 0; i < 1 << run % 12; i++) {
                kernel.put(
                        SyntheticKernel.RODATA + 0x2_1340 + random.nextInt(0x6_0000),
                        new byte[] {(byte) random.nextInt()});
            }
            try {
                ask(named(kernel), random);
            } catch (UnreadableException | java.util.NoSuchElementException e) {
                // Refused.
            }
            searched(kernel).ifPresent(kallsyms -> ask(kallsyms, random));
        }
    }

    private static void ask(Kallsyms kallsyms, Random random) {
        kallsyms.address("function_777");
        for (int i = 0; i < 200; i++) {
            kallsyms.at(TEXT + random.nextInt(0x80_0000));
        }
    }
}
