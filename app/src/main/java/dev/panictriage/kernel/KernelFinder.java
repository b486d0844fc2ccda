// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.arch.x86.QemuCpuState;
import dev.panictriage.arch.x86.X86PageTables;
import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dump.Note;
import dev.panictriage.dump.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the kernel in a dump: by VMCOREINFO among the dump's notes; where a hypervisor wrote the dump and left that out,
 * by the page tables in use; where neither is there, by looking in memory for VMCOREINFO, and then for page tables that lead
 * to a kernel's symbols.
 */
final class KernelFinder {
    private static final String NOTE_NAME = "VMCOREINFO";

    /** {@code crash_save_vmcoreinfo} fills one page. */
    private static final int PAGE = 4096;

    /** In memory, the note stands behind three words and its name, padded to a multiple of 4. */
    private static final int NOTE_HEADER = 3 * Integer.BYTES + 12;

    /**
     * 512M: a page is looked at for its first bytes only, but may have to be decompressed, at up to 40 us each. The kernel
     * allocates the page it is looking for early, from anywhere; 18M to 390M were seen.
     */
    private static final int MOST_PAGES = 1 << 17;

    /** Any processor will do that has the kernel mapped, and all have. */
    private static final int MOST_PROCESSORS = 8;

    /** {@code init_uts_ns} starts with a reference count at most and the six names, 65 bytes each. */
    private static final int UTS_NAMESPACE = 400;

    private static final long LARGE_PAGE = 2 << 20;
    private static final long LARGEST_IMAGE = 1L << 30;

    /** Boot loaders, and the kernel that moves itself, put the image below 4G in every kernel that does not say where it is. */
    private static final long HIGHEST_BASE = 1L << 32;

    /** The kernel's top-level table, or any process's, maps the image by its last entry. */
    private static final int LAST_ENTRY = 511 * Long.BYTES;

    /** {@code level3_kernel_pgt} has the image in its last but one entry. */
    private static final int IMAGE_ENTRY = 510 * Long.BYTES;

    private static final long PRESENT = 0x1;
    private static final long LARGE = 0x80;
    private static final long FRAME = 0xf_ffff_ffff_f000L;

    /** Tables of user mode alone, and other memory that looks like a table, are passed by. */
    private static final int MOST_TABLES = 16;

    /** The kernel's top-level table and the one of user mode are neighbours (page-table isolation). */
    private static final long USER_TABLE = PAGE;

    private final Dump dump;

    KernelFinder(Dump dump) {
        this.dump = dump;
    }

    /**
     * A kernel.
     *
     * @param info without a line in it where it was not found
     * @param kallsyms null if not looked for yet
     */
    record Found(
            VmcoreInfo info, AddressSpace space, @Nullable Kallsyms kallsyms) {}

    Optional<Found> find() {
        for (Note note : dump.notes()) {
            if (note.name().equals(NOTE_NAME)) {
                Optional<Found> found = where(VmcoreInfo.parse(note.description()), true);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        int processors = 0;
        for (Note note : dump.notes()) {
            if (note.name().equals(QemuCpuState.OWNER) && processors++ < MOST_PROCESSORS) {
                Optional<Found> found = seenBy(QemuCpuState.parse(note.description()));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        Optional<Found> found = inMemory();
        return found.isPresent() ? found : byTables();
    }

    /**
     * The kernel that VMCOREINFO tells of, if the memory at its {@code init_uts_ns} agrees: a text in memory may be a copy that
     * an earlier kernel or a guest left there, and a note the wrong kernel's. Before 401721ecd1dc (4.10) it does not say where the
     * image lies: then the dump's headers do, or that memory is looked for at one place after the other.
     *
     * @param trusted whether to take its word where that memory is missing
     */
    private Optional<Found> where(Optional<VmcoreInfo> text, boolean trusted) {
        VmcoreInfo info = text.orElse(VmcoreInfo.NONE);
        OptionalLong physBase = info.number("phys_base");
        if (physBase.isPresent()) {
            return where(info, physBase.getAsLong(), trusted);
        }
        if (info.symbol("swapper_pg_dir").isEmpty()) {
            return Optional.empty();
        }
        OptionalLong header = dump.imageOffset();
        Optional<Found> found = header.isEmpty()
                ? Optional.empty()
                : where(info, header.getAsLong() + AddressSpace.X86_KERNEL_MAP, false);
        for (long base = 0; found.isEmpty() && base < HIGHEST_BASE; base += LARGE_PAGE) {
            found = where(info, base, false);
        }
        return found;
    }

    private Optional<Found> where(VmcoreInfo info, long physBase, boolean trusted) {
        Optional<AddressSpace> space = AddressSpace.of(info, physBase);
        OptionalLong uts = info.symbol("init_uts_ns");
        if (space.isEmpty() || uts.isEmpty() || info.release().isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] name = new byte[UTS_NAMESPACE];
            memory(space.get()).read(uts.getAsLong(), name, 0, name.length);
            if (!new String(name, StandardCharsets.ISO_8859_1).contains(info.release())) {
                return Optional.empty();
            }
        } catch (UnreadableException e) {
            if (!trusted) {
                return Optional.empty();
            }
        }
        return Optional.of(new Found(info, space.get(), null));
    }

    /** The kernel that a processor has mapped, whether it ran in the kernel or in user mode. */
    private Optional<Found> seenBy(Optional<QemuCpuState> state) {
        if (state.isEmpty() || !state.get().hasPaging()) {
            return Optional.empty();
        }
        QemuCpuState cpu = state.get();
        Optional<Found> found = mappedBy(cpu.cr3() & -PAGE, cpu.hasFiveLevels());
        return found.isPresent() ? found : mappedBy(cpu.cr3() & -PAGE & ~USER_TABLE, cpu.hasFiveLevels());
    }

    private Optional<Found> mappedBy(long root, boolean fiveLevels) {
        X86PageTables tables = new X86PageTables(fiveLevels, 0);
        KernelMemory memory = memory(new AddressSpace(tables, root, AddressSpace.X86_KERNEL_MAP));
        try {
            long image = AddressSpace.X86_KERNEL_MAP;
            while (!memory.isMapped(image)) {
                image += LARGE_PAGE;
                if (image - AddressSpace.X86_KERNEL_MAP >= LARGEST_IMAGE) {
                    return Optional.empty();
                }
            }
            AddressSpace space = new AddressSpace(tables, root, image);
            Optional<Kallsyms> kallsyms = new KallsymsSearch(memory, image).find();
            if (kallsyms.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Found(saved(memory, kallsyms.get()), space, kallsyms.get()));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** VMCOREINFO where the kernel keeps it for the day it crashes. */
    private static VmcoreInfo saved(Memory memory, Symbols symbols) {
        symbols.prefetch("vmcoreinfo_data", "vmcoreinfo_note");
        Optional<VmcoreInfo> text = saved(memory, symbols.address("vmcoreinfo_data"), 0);
        if (text.isEmpty()) {
            text = saved(memory, symbols.address("vmcoreinfo_note"), NOTE_HEADER);
        }
        return text.orElse(VmcoreInfo.NONE);
    }

    private static Optional<VmcoreInfo> saved(Memory memory, OptionalLong pointer, int offset) {
        if (pointer.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Arrays themselves until 203e9e41219b (4.13) made them pointers.
            long at = pointer.getAsLong() + offset;
            Optional<VmcoreInfo> inPlace = VmcoreInfo.parse(memory.bytes(at, PAGE - offset));
            return inPlace.isPresent()
                    ? inPlace
                    : VmcoreInfo.parse(memory.bytes(memory.u64(pointer.getAsLong()) + offset, PAGE - offset));
        } catch (UnreadableException e) {
            return Optional.empty();
        }
    }

    /** Looks for pages that start with VMCOREINFO, as text or as a note. */
    private Optional<Found> inMemory() {
        byte[] page = new byte[PAGE];
        long frame = dump.nextPresent(0);
        for (int i = 0; i < MOST_PAGES && frame >= 0; i++) {
            Optional<Found> found = at(frame * dump.pageSize(), page);
            if (found.isPresent()) {
                return found;
            }
            frame = dump.nextPresent(frame + 1);
        }
        return Optional.empty();
    }

    private Optional<Found> at(long physical, byte[] page) {
        try {
            dump.read(physical, page, 0, NOTE_HEADER + VmcoreInfo.FIRST_KEY.length());
            for (int offset = 0; offset <= NOTE_HEADER; offset += NOTE_HEADER) {
                if (startsWith(page, offset, VmcoreInfo.FIRST_KEY)) {
                    dump.read(physical, page, 0, PAGE);
                    return where(VmcoreInfo.parse(Arrays.copyOfRange(page, offset, PAGE)), false);
                }
            }
        } catch (UnreadableException e) {
            // The next page then.
        }
        return Optional.empty();
    }

    /** Looks for top-level page tables that map a kernel which has its symbols. */
    private Optional<Found> byTables() {
        int tables = 0;
        long frame = dump.nextPresent(0);
        for (int i = 0; i < MOST_PAGES && frame >= 0 && tables < MOST_TABLES; i++) {
            long root = frame * dump.pageSize();
            if (leadsToImage(root)) {
                tables++;
                Optional<Found> found = mappedBy(root, false);
                if (found.isPresent()) {
                    return found;
                }
            }
            frame = dump.nextPresent(frame + 1);
        }
        return Optional.empty();
    }

    private boolean leadsToImage(long root) {
        try {
            long upper = physicalU64(root + LAST_ENTRY);
            return isTable(upper) && isTable(physicalU64((upper & FRAME) + IMAGE_ENTRY));
        } catch (UnreadableException e) {
            return false;
        }
    }

    private boolean isTable(long entry) {
        return (entry & (PRESENT | LARGE)) == PRESENT
                && entry > 0
                && (entry & FRAME) != 0
                && (entry & FRAME) / dump.pageSize() < dump.endOfFrames();
    }

    private long physicalU64(long physical) {
        byte[] word = new byte[Long.BYTES];
        dump.read(physical, word, 0, word.length);
        return (long) Memory.LONG.get(word, 0);
    }

    private static boolean startsWith(byte[] page, int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (page[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private KernelMemory memory(AddressSpace space) {
        return new KernelMemory(dump, space, FilteredPages.UNKNOWN);
    }
}
