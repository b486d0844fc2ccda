// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Names and addresses of functions and variables. Addresses are run-time addresses: KASLR is already in them. */
public interface Symbols {
    /** Of a kernel whose symbols were not found. */
    Symbols NONE = new Symbols() {
        @Override
        public OptionalLong address(String name) {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Symbol> at(long address) {
            return Optional.empty();
        }

        @Override
        public boolean areKnown() {
            return false;
        }
    };

    /** Whether a name that these do not have is none of the kernel's. */
    default boolean areKnown() {
        return true;
    }

    /** The first symbol of that name of the kernel proper. */
    OptionalLong address(String name);

    /**
     * Announces names that may be asked for. Looking for a name is a pass over all names; the next name that is asked for
     * takes those announced before it along.
     */
    default void prefetch(String... names) {}

    /** The symbol that covers the address, of the kernel or of a loaded module. */
    Optional<Symbol> at(long address);

    /**
     * @param address where it starts
     * @param size bytes up to the next symbol (or as an ELF symbol table says)
     * @param type the letter that {@code nm} shows
     * @param module absent for the kernel proper
     */
    record Symbol(
            String name,
            long address,
            long size,
            char type,
            @Nullable String module) {}
}
