// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Symbols of kernels with Rust, and the examples of RFC 2603; the names are those of binutils' c++filt without generics. */
class RustNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "_RNvMs3_NtCshgDM7dBCdno_11rust_binder7processNtB5_7Process10update_ref |"
                        + " <rust_binder::process::Process>::update_ref",
                "_RNvMs2_NtCshgDM7dBCdno_11rust_binder6threadNtB5_6Thread10write_read |"
                        + " <rust_binder::thread::Thread>::write_read",
                "_RNvNtCs9jEwPDbx20M_4core9panicking9panic_fmt | core::panicking::panic_fmt",
                "_RNvNtNtCs9jEwPDbx20M_4core9panicking11panic_const24panic_const_sub_overflow"
                        + " | core::panicking::panic_const::panic_const_sub_overflow",
                "_RNvXs1b_NtCs9jEwPDbx20M_4core3fmtRNtNtNtB8_5panic10panic_info9PanicInfoNtB6_7Display3fmtCs43vyB533jt3_6kernel"
                    + " | <&core::panic::panic_info::PanicInfo as core::fmt::Display>::fmt",
                "_RNvNtCs1234_7mycrate3foo3bar | mycrate::foo::bar",
                "_RINvNtC3std3mem8align_ofjdE | std::mem::align_of",
                "_RNCNvC7mycrate4main0 | mycrate::main::{closure}",
            })
    void isThePathInTheSource(String symbol, String path) {
        assertThat(RustName.of(symbol)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_R",
                "_RNvC",
                "_RNvC99999999999a",
                "_RB_",
                "_RNvB_1a",
                "_RNvC7mycrate",
                "schedule",
                "_RNvC3abc9ab"
            })
    void whatIsNoSuchSymbolStaysAsItIs(String symbol) {
        assertThat(RustName.of(symbol)).isEqualTo(symbol);
    }

    @Test
    void nestingHasAnEnd() {
        String symbol = "_RNv" + "I".repeat(100_000) + "C1a";
        assertThat(RustName.of(symbol)).isEqualTo(symbol);
    }
}
