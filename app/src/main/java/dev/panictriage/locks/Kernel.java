// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.PerCpu;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Tasks;
import dev.panictriage.kernel.Types;
import dev.panictriage.kernel.Variables;

/** The parts of a kernel that locks are read from. */
record Kernel(Memory memory, Symbols symbols, Types types, Variables variables, PerCpu perCpu, Tasks tasks) {
    static Kernel of(KernelImage image) {
        return new Kernel(
                image.memory(), image.symbols(), image.types(), image.variables(), image.perCpu(), image.tasks());
    }
}
