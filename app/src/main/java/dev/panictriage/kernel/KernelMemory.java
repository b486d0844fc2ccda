// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables;
import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.dump.Absence;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.UnreadableException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's virtual memory, by its page tables.
 *
 * <p>The tables are asked for every address, also where arithmetic would do (kernel image, direct map): the kernel takes
 * pages out of both, and what it has taken out must fault here as it did there. A small cache of translations, and the
 * dump's own cache of pages, make up for it. Thread-safe, as the dump is.
 */
public final class KernelMemory implements Memory {
    private static final int PAGE_SHIFT = 12;
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;
    private static final int CACHED_TRANSLATIONS = 256;

    private final Dump dump;
    private final AddressSpace space;
    private final FilteredPages filtered;
    private final PageTables.PhysicalMemory tables = new TableMemory();

    /** By low bits of the page number. Mappings are immutable, so a race loses no more than a look-up. */
    private final @Nullable Mapping[] translations = new @Nullable Mapping[CACHED_TRANSLATIONS];

    KernelMemory(Dump dump, AddressSpace space, FilteredPages filtered) {
        this.dump = dump;
        this.space = space;
        this.filtered = filtered;
    }

    @Override
    public void read(long address, byte[] into, int at, int length) {
        int done = 0;
        while (done < length) {
            long from = address + done;
            int step = (int) Math.min(length - done, PAGE_SIZE - (from & PAGE_SIZE - 1));
            readWithinPage(from, into, at + done, step);
            done += step;
        }
    }

    private void readWithinPage(long address, byte[] into, int at, int length) {
        Mapping mapping;
        try {
            mapping = find(address);
        } catch (UnreadableException e) {
            throw new UnreadableException("virtual", address, e.absence());
        }
        if (mapping == null) {
            throw new UnreadableException("virtual", address, Absence.NOT_MAPPED);
        }
        try {
            dump.read(mapping.translate(address), into, at, length);
        } catch (UnreadableException e) {
            if (e.absence() != Absence.FILTERED || !dump.leavesOutZeroPages() || !filtered.wereZero(address, mapping)) {
                throw new UnreadableException("virtual", address, e.absence());
            }
            Arrays.fill(into, at, at + length, (byte) 0);
        }
    }

    @Override
    public boolean isMapped(long address) {
        return find(address) != null;
    }

    /** How the page tables map the address. Empty if they do not, unreadable if a table is missing. */
    public Optional<Mapping> mapping(long address) {
        return Optional.ofNullable(find(address));
    }

    /** The physical address behind a virtual one, whether or not the dump has the page. */
    public OptionalLong physical(long address) {
        Mapping mapping = find(address);
        return mapping == null ? OptionalLong.empty() : OptionalLong.of(mapping.translate(address));
    }

    public long physicalU64(long physical) {
        byte[] word = new byte[Long.BYTES];
        dump.read(physical, word, 0, word.length);
        return (long) LONG.get(word, 0);
    }

    private @Nullable Mapping find(long address) {
        int slot = (int) (address >>> PAGE_SHIFT) & CACHED_TRANSLATIONS - 1;
        Mapping cached = translations[slot];
        if (cached != null && cached.covers(address)) {
            return cached;
        }
        Mapping walked = space.tables().walk(tables, space.root(), address).orElse(null);
        if (walked != null) {
            translations[slot] = walked;
        }
        return walked;
    }

    /** Page tables. One that is in use cannot be free: where the dump may have left it out as zeros, it was zeros. */
    private final class TableMemory implements PageTables.PhysicalMemory {
        @Override
        public long u64(long physical) {
            try {
                return physicalU64(physical);
            } catch (UnreadableException e) {
                if (e.absence() == Absence.FILTERED && dump.leavesOutZeroPages()) {
                    return 0;
                }
                throw e;
            }
        }
    }
}
