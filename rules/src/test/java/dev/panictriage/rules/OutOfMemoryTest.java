// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    private static final long MIB = 1L << 20;

    private static MemoryStatistics memory(@Nullable Long anonymous, @Nullable Long slab) {
        return new MemoryStatistics(
                2048 * MIB,
                51 * MIB,
                9 * MIB,
                null,
                null,
                slab,
                anonymous,
                null,
                null,
                0L,
                0L,
                900 * MIB,
                2400 * MIB,
                null,
                null,
                Source.computed("test"));
    }

    @Test
    void theCountersAreToldLargestFirst() {
        assertThat(OutOfMemory.memory(List.of(memory(1640 * MIB, 40 * MIB))))
                .extracting(Evidence::text)
                .containsExactly(
                        "Of 2.0 GiB of memory, 51 MiB are free; there is no swap",
                        "It is used for data of programs (anonymous) 1.6 GiB, slab that cannot be reclaimed 40 MiB,"
                                + " page cache 9.0 MiB",
                        "Programs were promised 2.3 GiB, of a limit of 900 MiB");
    }

    /** {@code kmem -i} has no line for what programs use. */
    @Test
    void aPartOfTheCountersIsSaidToBeOne() {
        assertThat(OutOfMemory.memory(List.of(memory(null, null))))
                .extracting(Evidence::text)
                .contains("Of what is in use only this is counted here: page cache 9.0 MiB");
    }

    @Test
    void slabThatOutgrowsProgramsIsLookedAtFirst() {
        assertThat(OutOfMemory.largest(List.of(memory(100 * MIB, 1500 * MIB)))).contains("kmem -s");
        assertThat(OutOfMemory.largest(List.of(memory(1500 * MIB, 100 * MIB)))).contains("ps -G");
    }
}
