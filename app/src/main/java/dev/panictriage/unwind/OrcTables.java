// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

/** Finds the ORC entry of an instruction, in the kernel's table or in its module's. */
@FunctionalInterface
public interface OrcTables {
    /** A kernel that was built without ORC, or whose tables are gone. */
    OrcTables NONE = pc -> null;

    /** @return absent where no table covers the instruction */
    @org.jspecify.annotations.Nullable
    OrcEntry entry(long pc);
}
