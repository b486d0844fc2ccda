// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dumps;
import dev.panictriage.kernel.btf.Btf;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Objects of a real kernel (Debian's 6.1), as crash 9.0.2 names them: {@code kmem ADDRESS}. */
class SlabObjectTest {
    private static final Path DUMP = Path.of("..", "fixtures", "dumps", "null-call-6.1.vmcore");

    private static Optional<SlabObject> at(long address) throws Exception {
        try (Dump dump = Dumps.open(DUMP)) {
            return SlabObject.at(KernelImage.open(dump), address);
        }
    }

    @Test
    void anObjectInUse() throws Exception {
        assertThat(at(0xffff_8d75_0286_e410L))
                .contains(new SlabObject("kmalloc-64", 0xffff_8d75_0286_e400L, 64, false));
    }

    @Test
    void anObjectThatACpuKeepsAsFree() throws Exception {
        assertThat(at(0xffff_8d75_1e4c_8041L)).contains(new SlabObject("kmalloc-64", 0xffff_8d75_1e4c_8040L, 64, true));
    }

    @Test
    void anObjectInUseBesideIt() throws Exception {
        assertThat(at(0xffff_8d75_1e4c_80c0L).map(SlabObject::free)).contains(false);
    }

    @Test
    void theImageIsInNoSlab() throws Exception {
        assertThat(at(0xffff_ffff_a880_1740L)).isEmpty();
    }

    @Test
    void theKernelKeepsTheTypesOfAModule() throws Exception {
        try (Dump dump = Dumps.open(DUMP)) {
            KernelImage image = KernelImage.open(dump);
            Btf types = image.modules()
                    .named("lab_fault")
                    .orElseThrow()
                    .types((Btf) image.types())
                    .orElseThrow();
            assertThat(types.function("lab_transmit").orElseThrow().parameters())
                    .first()
                    .satisfies(parameter -> assertThat(parameter.name()).isEqualTo("dev"));
        }
    }
}
