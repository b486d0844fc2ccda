// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.Symbols;
import java.util.OptionalLong;

/** Tells return addresses from other words of a stack. */
final class ReturnAddresses {
    private final Memory memory;
    private final Symbols symbols;

    ReturnAddresses(Memory memory, Symbols symbols) {
        this.memory = memory;
        this.symbols = symbols;
    }

    /** Whether there is code at the address, behind a call. */
    boolean isOne(long word) {
        return symbols.at(word - 1).isPresent() && CallSite.endsAt(memory, word);
    }

    /**
     * Whether {@link #isOne}, or it leads into the kernel's initialisation code, whose memory is put to other use once it has
     * run: the boot CPU's idle task was called from there. For a word that lies where a return address must.
     */
    boolean isOneOrDiscarded(long word) {
        if (symbols.at(word - 1).isEmpty()) {
            return false;
        }
        return CallSite.endsAt(memory, word) || isBetween("_sinittext", word - 1, "_einittext");
    }

    private boolean isBetween(String start, long address, String end) {
        OptionalLong first = symbols.address(start);
        OptionalLong behind = symbols.address(end);
        return first.isPresent()
                && behind.isPresent()
                && Long.compareUnsigned(address, first.getAsLong()) >= 0
                && Long.compareUnsigned(address, behind.getAsLong()) < 0;
    }
}
