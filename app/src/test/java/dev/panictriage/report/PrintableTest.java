// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain text", "Zürich ~!@#", "日本語", "back\\slash"})
    void harmlessTextStaysAsItIs(String text) {
        assertThat(Printable.of(text)).isEqualTo(text);
    }

    static Stream<Arguments> harmful() {
        return Stream.of(
                arguments("\033[2J", "\\x1b[2J"),
                arguments("a\nb", "a\\x0ab"),
                arguments("a\rb", "a\\x0db"),
                arguments("tab\t", "tab\\x09"),
                arguments("bell\007", "bell\\x07"),
                arguments("\0", "\\x00"),
                arguments("\177", "\\x7f"),
                arguments(text(0x9b) + "31m", "\\x9b31m"),
                arguments("soft" + text(0xad), "soft\\xad"),
                arguments(text(0x202e) + "cod.exe", "\\u202ecod.exe"),
                arguments("zero" + text(0x200b) + "width", "zero\\u200bwidth"),
                arguments(text(0xfeff), "\\ufeff"),
                arguments(text(0xd800), "\\ud800"));
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void whatATerminalWouldObeyIsSpeltOut(String text, String expected) {
        assertThat(Printable.of(text)).isEqualTo(expected);
    }

    private static String text(int character) {
        return String.valueOf((char) character);
    }
}
