// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The symbols of the kernel proper, as the kernel itself carries them (scripts/kallsyms.c writes the tables,
 * kernel/kallsyms.c reads them). Thread-safe.
 */
public final class Kallsyms implements Symbols {
    /** No kernel comes near: bounds what a damaged count can cost. */
    static final int MOST_SYMBOLS = 1 << 20;

    /** The end of the kernel image: no symbol covers anything behind it. */
    private static final String END = "_end";

    private final KallsymsAddresses addresses;
    private final KallsymsNames names;
    private final Map<String, OptionalLong> known = new HashMap<>();
    private final Set<String> announced = new HashSet<>();

    Kallsyms(KallsymsAddresses addresses, KallsymsNames names) {
        this.addresses = addresses;
        this.names = names;
        announced.add(END);
    }

    /** Reads the tables where VMCOREINFO says they are, as it does since mainline 5fd8fea935a1. */
    static Optional<Kallsyms> of(VmcoreInfo info, Memory memory) {
        OptionalLong numSyms = info.symbol("kallsyms_num_syms");
        OptionalLong names = info.symbol("kallsyms_names");
        OptionalLong tokenTable = info.symbol("kallsyms_token_table");
        OptionalLong tokenIndex = info.symbol("kallsyms_token_index");
        OptionalLong offsets = info.symbol("kallsyms_offsets");
        OptionalLong relativeBase = info.symbol("kallsyms_relative_base");
        if (numSyms.isEmpty() || names.isEmpty() || tokenTable.isEmpty() || tokenIndex.isEmpty() || offsets.isEmpty()) {
            return Optional.empty();
        }
        long count = memory.u32(numSyms.getAsLong());
        Optional<KallsymsTokens> tokens = KallsymsTokens.read(memory, tokenTable.getAsLong(), tokenIndex.getAsLong());
        if (count < 1 || count > MOST_SYMBOLS || tokens.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong base =
                relativeBase.isPresent() ? OptionalLong.of(memory.u64(relativeBase.getAsLong())) : relativeBase;
        return Optional.of(new Kallsyms(
                new KallsymsAddresses(memory, (int) count, offsets.getAsLong(), base),
                new KallsymsNames(new KallsymsEntries(memory, names.getAsLong(), (int) count), tokens.get())));
    }

    @Override
    public synchronized void prefetch(String... wanted) {
        for (String name : wanted) {
            if (!known.containsKey(name)) {
                announced.add(name);
            }
        }
    }

    @Override
    public synchronized OptionalLong address(String name) {
        if (!known.containsKey(name)) {
            announced.add(name);
            findAnnounced();
        }
        return known.getOrDefault(name, OptionalLong.empty());
    }

    private void findAnnounced() {
        String[] wanted = announced.toArray(new String[0]);
        int[] found = names.find(wanted);
        for (int i = 0; i < wanted.length; i++) {
            known.put(wanted[i], found[i] < 0 ? OptionalLong.empty() : OptionalLong.of(addresses.get(found[i])));
        }
        announced.clear();
    }

    /** As the kernel's own {@code %pS}: among several symbols at an address the first in the table. */
    @Override
    public Optional<Symbol> at(long address) {
        long end = address(END).orElse(-1);
        // In the lower half are per-CPU symbols: offsets, no addresses.
        if (address >= 0 || Long.compareUnsigned(address, end) >= 0) {
            return Optional.empty();
        }
        int behind = addresses.firstAbove(address);
        long start = behind == 0 ? 0 : addresses.get(behind - 1);
        if (start >= 0) {
            return Optional.empty();
        }
        int symbol = addresses.firstAbove(start - 1);
        String typeAndName = symbol < names.entries().count() ? names.get(symbol) : "";
        if (typeAndName.isEmpty()) {
            return Optional.empty();
        }
        long next = behind < addresses.count() ? addresses.get(behind) : end;
        return Optional.of(new Symbol(typeAndName.substring(1), start, next - start, typeAndName.charAt(0), null));
    }
}
