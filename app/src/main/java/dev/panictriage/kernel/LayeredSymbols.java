// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;
import java.util.OptionalLong;

/** The symbols of the kernel proper, and behind them those of the modules. Names are asked of the kernel proper only. */
record LayeredSymbols(Symbols kernel, Symbols modules) implements Symbols {
    @Override
    public OptionalLong address(String name) {
        return kernel.address(name);
    }

    @Override
    public void prefetch(String... names) {
        kernel.prefetch(names);
    }

    @Override
    public Optional<Symbol> at(long address) {
        Optional<Symbol> symbol = kernel.at(address);
        return symbol.isPresent() ? symbol : modules.at(address);
    }
}
