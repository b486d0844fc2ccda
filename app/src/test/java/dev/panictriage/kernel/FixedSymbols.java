// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Symbols that a test names one by one. */
public final class FixedSymbols implements Symbols {
    private final Map<String, Symbol> symbols = new HashMap<>();

    public FixedSymbols put(String name, long address) {
        return put(name, address, 8);
    }

    public FixedSymbols put(String name, long address, long size) {
        symbols.put(name, new Symbol(name, address, size, 'd', null));
        return this;
    }

    @Override
    public OptionalLong address(String name) {
        Symbol symbol = symbols.get(name);
        return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.address());
    }

    @Override
    public Optional<Symbol> at(long address) {
        for (Symbol symbol : symbols.values()) {
            if (address - symbol.address() >= 0 && address - symbol.address() < symbol.size()) {
                return Optional.of(symbol);
            }
        }
        return Optional.empty();
    }
}
