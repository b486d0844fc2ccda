// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.PageTables.Mapping;
import dev.panictriage.dump.UnreadableException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tables of kallsyms by their own structure, in a kernel whose VMCOREINFO does not name them (before 6.0) or was
 * not found.
 *
 * <p>The tables lie together in .rodata. The largest thing among them that cannot be mistaken is the table of offsets,
 * hundreds of kilobytes of ascending 32-bit numbers, or that of addresses, of ascending 64-bit ones: a look at one page in
 * eight finds it, bisection finds its ends, and the rest lies beside it, in one of three orders (scripts/kallsyms.c before
 * mainline 2213e9a66bb8, before 404bad70fcf7, and since):
 *
 * <pre>
 * addresses num_syms names markers token_table token_index
 * offsets relative_base num_syms names markers [seqs_of_names] token_table token_index
 * num_syms names markers token_table token_index offsets [relative_base] seqs_of_names
 * </pre>
 */
final class KallsymsSearch {
    private static final int PAGE = 4096;
    private static final int STRIDE = 8 * PAGE;

    /** KERNEL_IMAGE_SIZE: an x86-64 kernel is no larger. */
    private static final long LARGEST_IMAGE = 1L << 30;

    /** The image's sections start at multiples of 2M: a larger hole is its end. */
    private static final long LARGEST_HOLE = 4 << 20;

    /** A page's worth of symbols spans less than this, and most of them differ. */
    private static final long WIDEST_PAGE = 64 << 20;

    private static final int FEWEST_STEPS = 256;
    private static final int FEWEST_ADDRESSES = 128;

    /** One or two suffice in a kernel; memory made to mislead could cost megabytes each time. */
    private static final int MOST_ATTEMPTS = 32;

    private final KernelMemory memory;
    private final long image;
    private int attempts;

    /**
     * @param image where the kernel image starts
     */
    KallsymsSearch(KernelMemory memory, long image) {
        this.memory = memory;
        this.image = image;
    }

    /** Empty if there are none, or if the dump lacks part of them. */
    Optional<Kallsyms> find() {
        // Code, most of the image, can be passed by; but a kernel that died young had not yet protected its data.
        Optional<Kallsyms> found = find(false);
        return found.isPresent() ? found : find(true);
    }

    private Optional<Kallsyms> find(boolean amongCode) {
        long hole = 0;
        for (long at = image; at - image < LARGEST_IMAGE && hole < LARGEST_HOLE; at += STRIDE) {
            Optional<Mapping> mapping = mapping(at);
            hole = mapping.isPresent() ? 0 : hole + STRIDE;
            if (mapping.isEmpty() || (mapping.get().executable() && !amongCode)) {
                continue;
            }
            int width = isTable(at, Integer.BYTES) ? Integer.BYTES : Long.BYTES;
            if (width == Long.BYTES && !isTable(at, Long.BYTES)) {
                continue;
            }
            long last = edge(at, PAGE, width);
            Optional<Kallsyms> found =
                    width == Long.BYTES ? behindAddresses(last) : beside(edge(at, -PAGE, width), last);
            if (found.isPresent()) {
                return found;
            }
            at = last;
        }
        return Optional.empty();
    }

    private Optional<Mapping> mapping(long address) {
        try {
            return memory.mapping(address);
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** Whether a page is all numbers of a width, as they are in a table of symbols. */
    private boolean isTable(long page, int width) {
        byte[] bytes = new byte[PAGE];
        try {
            memory.read(page, bytes, 0, PAGE);
        } catch (UnreadableException e) {
            return false;
        }
        return width == Long.BYTES ? areAddresses(bytes) : areOffsets(bytes);
    }

    /** All ascending, or all descending, numbers. */
    private static boolean areOffsets(byte[] bytes) {
        int steps = 0;
        int first = (int) Memory.INT.get(bytes, 0);
        int last = (int) Memory.INT.get(bytes, PAGE - Integer.BYTES);
        int previous = first;
        for (int i = Integer.BYTES; i < PAGE; i += Integer.BYTES) {
            int number = (int) Memory.INT.get(bytes, i);
            if (first <= last ? number < previous : number > previous) {
                return false;
            }
            steps += number != previous ? 1 : 0;
            previous = number;
        }
        return steps >= FEWEST_STEPS && Math.abs((long) last - first) <= WIDEST_PAGE;
    }

    /** All ascending addresses of the kernel image. */
    private static boolean areAddresses(byte[] bytes) {
        int steps = 0;
        long first = (long) Memory.LONG.get(bytes, 0);
        long previous = first;
        if (first >= 0 || first < AddressSpace.X86_KERNEL_MAP) {
            return false;
        }
        for (int i = Long.BYTES; i < PAGE; i += Long.BYTES) {
            long address = (long) Memory.LONG.get(bytes, i);
            if (address < previous || address >= AddressSpace.X86_KERNEL_MAP + LARGEST_IMAGE) {
                return false;
            }
            steps += address != previous ? 1 : 0;
            previous = address;
        }
        return steps >= FEWEST_ADDRESSES && previous - first <= WIDEST_PAGE;
    }

    private Optional<Kallsyms> beside(long firstPage, long lastPage) {
        try {
            Optional<Kallsyms> found = older(lastPage);
            return found.isPresent() ? found : newer(firstPage);
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** The last page, from one on that looks like a table and in steps of {@code step}, that still does. */
    private long edge(long page, int step, int width) {
        long good = page;
        long distance = step;
        while (Math.abs(distance) <= (long) Kallsyms.MOST_SYMBOLS * width && isTable(page + distance, width)) {
            good = page + distance;
            distance *= 2;
        }
        long bad = page + distance;
        while (Math.abs(bad - good) > PAGE) {
            long middle = good + (bad - good) / step / 2 * step;
            if (isTable(middle, width)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    /** The oldest order: behind the addresses come the count and the names; all numbers have 64 bits. */
    private Optional<Kallsyms> behindAddresses(long lastPage) {
        try {
            for (long numSyms = lastPage + PAGE; numSyms <= lastPage + 2 * PAGE; numSyms += Long.BYTES) {
                long count = memory.u64(numSyms);
                long names = numSyms + Long.BYTES;
                if (count < 1 || count > Kallsyms.MOST_SYMBOLS || numSyms - count * Long.BYTES > lastPage) {
                    continue;
                }
                KallsymsEntries entries = entries(names, count);
                if (entries == null) {
                    continue;
                }
                long markers = align(names + entries.size());
                if (!entries.areMarkedBy(memory, markers, Long.BYTES)) {
                    continue;
                }
                Optional<KallsymsTokens> tokens =
                        KallsymsTokens.startingAt(memory, markers + (long) entries.marks() * Long.BYTES);
                if (tokens.isPresent()) {
                    return Optional.of(new Kallsyms(
                            new KallsymsAddresses(memory, (int) count, numSyms - count * Long.BYTES),
                            new KallsymsNames(entries, tokens.get())));
                }
            }
        } catch (UnreadableException e) {
            // Not there, then.
        }
        return Optional.empty();
    }

    /** The older order: behind the offsets come the base, the count and the names. */
    private Optional<Kallsyms> older(long lastPage) {
        for (long base = lastPage + PAGE; base <= lastPage + 2 * PAGE; base += Long.BYTES) {
            long numSyms = base + Long.BYTES;
            long count = memory.u32(numSyms);
            long offsets = base - align(count * Integer.BYTES);
            if (!isBase(memory.u64(base)) || offsets > lastPage) {
                continue;
            }
            long names = numSyms + Long.BYTES;
            KallsymsEntries entries = entries(names, count);
            if (entries == null) {
                continue;
            }
            long markers = align(names + entries.size());
            int width = entries.areMarkedBy(memory, markers, Integer.BYTES) ? Integer.BYTES : Long.BYTES;
            if (width == Long.BYTES && !entries.areMarkedBy(memory, markers, width)) {
                continue;
            }
            long behind = align(markers + (long) entries.marks() * width);
            Optional<KallsymsTokens> tokens = KallsymsTokens.startingAt(memory, behind);
            if (tokens.isEmpty()) {
                // kallsyms_seqs_of_names: three bytes a symbol.
                tokens = KallsymsTokens.startingAt(memory, align(behind + 3 * count));
            }
            if (tokens.isPresent()) {
                return Optional.of(new Kallsyms(
                        new KallsymsAddresses(memory, (int) count, offsets, OptionalLong.of(memory.u64(base))),
                        new KallsymsNames(entries, tokens.get())));
            }
        }
        return Optional.empty();
    }

    /** The newer order: in front of the offsets, from back to front, are tokens, markers, names and count. */
    private Optional<Kallsyms> newer(long firstPage) {
        for (long offsets = firstPage; offsets > firstPage - PAGE; offsets -= Integer.BYTES) {
            long index = offsets - KallsymsTokens.INDEX_BYTES;
            OptionalLong table = KallsymsTokens.tableOf(memory, index);
            if (table.isEmpty()) {
                continue;
            }
            Optional<KallsymsTokens> tokens = KallsymsTokens.read(memory, table.getAsLong(), index);
            Optional<KallsymsEntries> entries = inFrontOf(table.getAsLong());
            if (tokens.isPresent() && entries.isPresent()) {
                int count = entries.get().count();
                long behind = memory.u64(align(offsets + (long) count * Integer.BYTES));
                OptionalLong base = isBase(behind) ? OptionalLong.of(behind) : OptionalLong.empty();
                return Optional.of(new Kallsyms(
                        new KallsymsAddresses(memory, count, offsets, base),
                        new KallsymsNames(entries.get(), tokens.get())));
            }
        }
        return Optional.empty();
    }

    /** The names whose markers end where the token table starts. */
    private Optional<KallsymsEntries> inFrontOf(long tokenTable) {
        long last = tokenTable - Integer.BYTES;
        if (memory.s32(last) == 0) {
            last -= Integer.BYTES;
        }
        long markers = last;
        while (memory.s32(markers) > memory.s32(markers - Integer.BYTES) && memory.s32(markers - Integer.BYTES) >= 0) {
            markers -= Integer.BYTES;
        }
        long marks = (last - markers) / Integer.BYTES + 1;
        // Behind the last mark come 256 names at most, in front of the first name the count.
        long latest = markers - memory.s32(last) & -Integer.BYTES;
        long earliest = latest - (long) KallsymsEntries.PER_MARK * KallsymsEntries.LONGEST;
        for (long names = latest; names >= earliest; names -= Integer.BYTES) {
            for (long numSyms = names - Integer.BYTES; numSyms >= names - Long.BYTES; numSyms -= Integer.BYTES) {
                long count = memory.u32(numSyms);
                if (marks == (count + KallsymsEntries.PER_MARK - 1) / KallsymsEntries.PER_MARK) {
                    KallsymsEntries entries = entries(names, count);
                    if (entries != null && entries.areMarkedBy(memory, markers, Integer.BYTES)) {
                        return Optional.of(entries);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Null if there are not so many, or if this was tried too often. */
    private @Nullable KallsymsEntries entries(long names, long count) {
        if (count < 1 || count > Kallsyms.MOST_SYMBOLS || ++attempts > MOST_ATTEMPTS) {
            return null;
        }
        KallsymsEntries entries = new KallsymsEntries(memory, names, (int) count);
        return entries.count() == count ? entries : null;
    }

    private static long align(long address) {
        return address + Long.BYTES - 1 & -Long.BYTES;
    }

    /** Whether a word may be {@code kallsyms_relative_base}: the address of the image's first byte, or a little less. */
    private boolean isBase(long word) {
        return word >= AddressSpace.X86_KERNEL_MAP && word <= image && (word & PAGE - 1) == 0;
    }
}
