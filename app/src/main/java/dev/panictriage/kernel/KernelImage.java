// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.ElfNote;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A dump seen as a kernel. Opening it finds no more than the page tables; each further part is found when it is first asked
 * for. Thread-safe.
 */
public final class KernelImage {
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int NOTE_ALIGNMENT = 4;
    private static final int LARGEST_NOTES = 64 << 10;

    private final Dump dump;
    private final VmcoreInfo vmcoreInfo;
    private final AddressSpace space;

    /** What the symbols are read from. That of everybody else asks {@link OwnedPages}, which asks the symbols. */
    private final KernelMemory plainMemory;

    private @Nullable KernelMemory memory;
    private @Nullable Symbols symbols;

    private KernelImage(Dump dump, KernelFinder.Found found) {
        this.dump = dump;
        vmcoreInfo = found.info();
        space = found.space();
        symbols = found.kallsyms();
        plainMemory = new KernelMemory(dump, space, FilteredPages.UNKNOWN);
    }

    /**
     * Finds the kernel in a dump.
     *
     * @throws DumpException if there is none that can be recognised
     */
    public static KernelImage open(Dump dump) throws DumpException {
        Optional<KernelFinder.Found> found = new KernelFinder(dump).find();
        if (found.isEmpty()) {
            throw new DumpException("no Linux kernel for x86-64 was found in this memory: it has no VMCOREINFO,"
                    + " and no page tables that lead to a kernel");
        }
        return new KernelImage(dump, found.get());
    }

    /** What the kernel says about itself; without a line in it if that was not found. */
    public VmcoreInfo vmcoreInfo() {
        return vmcoreInfo;
    }

    public synchronized KernelMemory memory() {
        if (memory == null) {
            memory = new KernelMemory(dump, space, new OwnedPages(plainMemory, vmcoreInfo, symbols()));
        }
        return memory;
    }

    /** The symbols of the kernel proper; {@link Symbols#NONE} if they were not found. */
    public synchronized Symbols symbols() {
        if (symbols == null) {
            symbols = findSymbols();
        }
        return symbols;
    }

    /**
     * The kernel's build id in lower-case hex. Read from its own ELF note, since {@link VmcoreInfo#buildId} may be garbage;
     * empty if the kernel has none.
     */
    public Optional<String> buildId() {
        OptionalLong start = symbols().address("__start_notes");
        OptionalLong end = symbols().address("__stop_notes");
        if (start.isEmpty() || end.isEmpty()) {
            return vmcoreInfo.buildId();
        }
        long size = end.getAsLong() - start.getAsLong();
        try {
            byte[] notes = plainMemory.bytes(start.getAsLong(), Math.clamp(size, 0, LARGEST_NOTES));
            for (ElfNote note : ElfNote.readAll(ByteBuffer.wrap(notes).order(ByteOrder.LITTLE_ENDIAN), NOTE_ALIGNMENT)) {
                if (note.type() == NT_GNU_BUILD_ID && note.name().equals("GNU")) {
                    return Optional.of(HexFormat.of().formatHex(note.description()));
                }
            }
            return Optional.empty();
        } catch (UnreadableException e) {
            return vmcoreInfo.buildId();
        }
    }

    private Symbols findSymbols() {
        Optional<Kallsyms> kallsyms = Optional.empty();
        try {
            kallsyms = Kallsyms.of(vmcoreInfo, plainMemory);
        } catch (UnreadableException e) {
            // The text may be wrong where memory is not.
        }
        if (kallsyms.isEmpty()) {
            kallsyms = new KallsymsSearch(plainMemory, space.image()).find();
        }
        return kallsyms.isPresent() ? kallsyms.get() : Symbols.NONE;
    }
}
