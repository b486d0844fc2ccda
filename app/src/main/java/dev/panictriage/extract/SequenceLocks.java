// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.SequenceLock;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Symbols.Symbol;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads a sequence counter, and the lock that serialises its writers where the kernel's sources say which that is. */
final class SequenceLocks {
    /**
     * Sequence counters whose writers take a lock that has a symbol of its own, as of kernel/time/jiffies.c,
     * kernel/time/timekeeping.c, fs/namespace.c and fs/dcache.c.
     */
    private static final Map<String, String> WRITER_LOCKS =
            Map.of("jiffies_seq", "jiffies_lock", "tk_core", "timekeeper_lock");

    /** Variables that are a whole seqlock_t: the sequence, and right behind it the writers' spinlock. */
    private static final List<String> SEQLOCKS = List.of("rename_lock", "mount_lock", "jiffies_lock", "xtime_lock");

    private SequenceLocks() {}

    static List<Fact> at(KernelView kernel, Word address) {
        Memory memory = kernel.image().memory();
        Symbols symbols = kernel.image().symbols();
        long at = address.value();
        Symbol symbol = symbols.at(at).orElse(null);
        Long writerLock = symbol == null ? null : writerLock(symbols, symbol, at);
        Long held = null;
        if (writerLock != null) {
            try {
                held = memory.u32(writerLock);
            } catch (UnreadableException e) {
                // then who holds it is not known
            }
        }
        return List.of(new SequenceLock(
                address,
                symbol == null ? null : kernel.describe(at),
                symbol == null ? null : symbol.module(),
                memory.u32(at),
                writerLock == null ? null : Word.of(writerLock),
                held,
                Source.memory(address, symbol == null ? "sequence" : symbol.name())));
    }

    private static @Nullable Long writerLock(Symbols symbols, Symbol symbol, long sequence) {
        // jiffies_lock is a seqlock_t until e5d4d1756b07 (5.8) split it; then jiffies_seq exists.
        boolean split = symbols.address("jiffies_seq").isPresent();
        if (SEQLOCKS.contains(symbol.name())
                && symbol.module() == null
                && symbol.address() == sequence
                && !(split && symbol.name().equals("jiffies_lock"))) {
            return sequence + Integer.BYTES;
        }
        String lock = symbol.module() == null ? WRITER_LOCKS.get(symbol.name()) : null;
        OptionalLong address = lock == null ? OptionalLong.empty() : symbols.address(lock);
        return address.isEmpty() ? null : (Long) address.getAsLong();
    }
}
