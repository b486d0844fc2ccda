// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListsTest {
    private static Oops report(String shouldBe, String was) {
        return new Oops(
                "oops 0",
                0,
                Oops.Kind.LIST_CORRUPTION,
                "kernel BUG at lib/list_debug.c:56!",
                "title",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                Map.of("should be", shouldBe, "was", was),
                Source.log("log line 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "dead000000000100, LIST_POISON1",
        "dead000000000122, LIST_POISON2",
        "dead000000200200, LIST_POISON2",
        "6b6b6b6b6b6b6b6b, freed",
        "0000000000000000, NULL",
        "ffff8c0d51e30a60, one bit",
    })
    void whatAWrongPointerLooksLike(String was, String says) {
        assertThat(Lists.pointer(report("ffff8c0d51e30a40", was)))
                .singleElement()
                .satisfies(evidence -> assertThat(evidence.text()).contains(says));
    }

    @Test
    void anyOtherAddressLooksLikeNothing() {
        assertThat(Lists.pointer(report("ffff8c0d51e30a40", "ffff8c0d51e31180")))
                .isEmpty();
    }

    @Test
    void aPointerThatIsNoNumberIsNoDefect() {
        assertThat(Lists.pointer(report("ffff8c0d51e30a40", "(null)"))).isEmpty();
    }
}
