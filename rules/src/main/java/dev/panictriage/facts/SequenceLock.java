// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * A sequence counter that a CPU reads in a loop.
 *
 * @param address of the 32-bit sequence
 * @param name the symbol, or symbol plus offset; absent for a counter inside an unnamed object
 * @param module the module whose variable it is; absent for the kernel's own, and where that is not known
 * @param sequence its value in the dump; absent if not readable
 * @param writerLock address of the lock beside it that serialises writers, where the type tells
 * @param writerLockValue the raw value of that lock: 0 is "not held"
 */
public record SequenceLock(
        Word address,
        @Nullable String name,
        @Nullable String module,
        @Nullable Long sequence,
        @Nullable Word writerLock,
        @Nullable Long writerLockValue,
        Source source)
        implements Fact {
    /** Odd means a write section is open. */
    public boolean odd() {
        return sequence != null && (sequence & 1) == 1;
    }
}
