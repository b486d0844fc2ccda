// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in code.
 *
 * @param address the instruction; absent where only the symbol was printed
 * @param symbol the function; absent where no symbol covers the address
 * @param offset bytes from the symbol's start
 * @param size bytes of the function
 * @param module the module it belongs to; absent for the kernel proper
 */
public record Location(
        @Nullable Word address,
        @Nullable String symbol,
        @Nullable Long offset,
        @Nullable Long size,
        @Nullable String module) {
    public static Location of(Word address) {
        return new Location(address, null, null, null, null);
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Location location
                && Objects.equals(location.address, address)
                && Objects.equals(location.symbol, symbol)
                && Objects.equals(location.offset, offset)
                && Objects.equals(location.size, size)
                && Objects.equals(location.module, module);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(address) + Objects.hashCode(symbol);
    }

    /** Whether both are the same instruction: by address where both have one, else by symbol, offset and module. */
    public boolean isSamePlace(@Nullable Location other) {
        if (other == null) {
            return false;
        }
        if (address != null && other.address != null) {
            return address.equals(other.address);
        }
        return symbol != null
                && symbol.equals(other.symbol)
                && offset != null
                && offset.equals(other.offset)
                && Objects.equals(module, other.module);
    }

    /** {@code symbol+0x1f [module]}, or the bare address. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (symbol == null) {
            text.append(address == null ? "?" : address.toString());
        } else {
            text.append(symbol);
            if (offset != null) {
                text.append("+0x").append(Long.toHexString(offset));
            }
        }
        if (module != null) {
            text.append(" [").append(module).append(']');
        }
        return text.toString();
    }
}
