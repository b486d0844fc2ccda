// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dump.Note;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.UnreadableException;
import java.util.Optional;

/** A dump seen as a kernel. Each part beyond the address space is found when it is first asked for. Thread-safe. */
public final class KernelImage {
    private final VmcoreInfo vmcoreInfo;
    private final KernelMemory memory;
    private final Symbols symbols;

    private KernelImage(VmcoreInfo vmcoreInfo, KernelMemory memory, Symbols symbols) {
        this.vmcoreInfo = vmcoreInfo;
        this.memory = memory;
        this.symbols = symbols;
    }

    /**
     * Finds the kernel in a dump.
     *
     * @throws DumpException if there is none that can be recognised
     */
    public static KernelImage open(Dump dump) throws DumpException {
        for (Note note : dump.notes()) {
            if (!note.name().equals("VMCOREINFO")) {
                continue;
            }
            Optional<VmcoreInfo> info = VmcoreInfo.parse(note.description());
            Optional<AddressSpace> space = info.flatMap(AddressSpace::of);
            if (info.isPresent() && space.isPresent()) {
                KernelMemory memory = new KernelMemory(dump, space.get(), FilteredPages.UNKNOWN);
                return new KernelImage(info.get(), memory, symbols(info.get(), memory));
            }
        }
        throw new DumpException("no Linux kernel was found in this dump");
    }

    private static Symbols symbols(VmcoreInfo info, KernelMemory memory) {
        try {
            Optional<Kallsyms> kallsyms = Kallsyms.of(info, memory);
            return kallsyms.isPresent() ? kallsyms.get() : Symbols.NONE;
        } catch (UnreadableException e) {
            return Symbols.NONE;
        }
    }

    public VmcoreInfo vmcoreInfo() {
        return vmcoreInfo;
    }

    public KernelMemory memory() {
        return memory;
    }

    /** The symbols of the kernel proper. */
    public Symbols symbols() {
        return symbols;
    }
}
