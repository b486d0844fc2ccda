// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The symbols of the kernel proper, as the kernel itself carries them. Thread-safe. */
public final class Kallsyms implements Symbols {
    /** The end of the kernel image; no symbol covers anything behind it. */
    private static final String END = "_end";

    private final Memory memory;
    private final KallsymsLayout layout;
    private final KallsymsTokens tokens;
    private final Map<String, OptionalLong> known = new HashMap<>();
    private @Nullable KallsymsNames names;

    Kallsyms(Memory memory, KallsymsLayout layout, KallsymsTokens tokens) {
        this.memory = memory;
        this.layout = layout;
        this.tokens = tokens;
    }

    @Override
    public synchronized void prefetch(String... wanted) {
        List<String> unknown = new ArrayList<>(wanted.length + 1);
        for (String name : wanted) {
            if (!known.containsKey(name)) {
                unknown.add(name);
            }
        }
        if (!known.containsKey(END)) {
            unknown.add(END);
        }
        String[] names = unknown.toArray(new String[0]);
        int[] found = names().find(names);
        for (int i = 0; i < names.length; i++) {
            known.put(
                    names[i],
                    found[i] < 0 ? OptionalLong.empty() : OptionalLong.of(layout.address(found[i], memory)));
        }
    }

    @Override
    public synchronized OptionalLong address(String name) {
        OptionalLong address = known.get(name);
        if (address == null) {
            prefetch(name);
            address = known.get(name);
        }
        return address == null ? OptionalLong.empty() : address;
    }

    /** As the kernel's own {@code %pS}: among several symbols at an address the first in the table. */
    @Override
    public Optional<Symbol> at(long address) {
        long end = address(END).orElse(-1);
        // Below the kernel's half are per-CPU symbols: offsets, no addresses.
        if (address >= 0 || Long.compareUnsigned(address, end) >= 0) {
            return Optional.empty();
        }
        int behind = firstAbove(address);
        if (behind == 0) {
            return Optional.empty();
        }
        long start = layout.address(behind - 1, memory);
        int symbol = firstAbove(start - 1);
        if (start >= 0 || symbol >= names().count()) {
            return Optional.empty();
        }
        long next = behind < layout.count() ? layout.address(behind, memory) : end;
        String typeAndName = names().get(symbol);
        if (typeAndName.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Symbol(typeAndName.substring(1), start, next - start, typeAndName.charAt(0), null));
    }

    /** The first symbol whose address is above the given one. */
    private int firstAbove(long address) {
        int low = 0;
        int high = layout.count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(layout.address(middle, memory), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private synchronized KallsymsNames names() {
        if (names == null) {
            names = new KallsymsNames(memory, layout, tokens);
        }
        return names;
    }
}
