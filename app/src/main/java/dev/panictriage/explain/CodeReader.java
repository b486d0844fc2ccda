// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What explanations are made of: code, names and words of memory, wherever they come from. */
public interface CodeReader {
    /** The function around an address; null if it cannot be read. */
    @Nullable FunctionCode function(long address);

    /** The function or variable that starts at an address, or null. */
    @Nullable String symbol(long address);

    /** {@code symbol+0x1f}, or the bare address. */
    String describe(long address);

    /** The 64-bit word at an address, if it can be read. */
    Optional<Long> word(long address);
}
