// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.Dump;
import dev.panictriage.dump.Dump.Note;
import dev.panictriage.dump.DumpException;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.ElfNote;
import dev.panictriage.kernel.btf.Btf;
import dev.panictriage.kernel.printk.PrintkLog;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A dump seen as a kernel. Opening it finds no more than the page tables; each further part is found when it is first asked
 * for. Thread-safe.
 */
public final class KernelImage {
    /** The symbol of the first byte of the kernel's text: include/asm-generic/sections.h. */
    public static final String TEXT_START = "_text";

    private static final int NT_GNU_BUILD_ID = 3;
    private static final int NOTE_ALIGNMENT = 4;
    private static final int LARGEST_NOTES = 64 << 10;

    /** What every triage asks for besides {@link Variables}. A name that is missing here costs a pass over all names. */
    private static final String[] EXPECTED = {
        "__start_BTF",
        "__stop_BTF",
        "__start_notes",
        "__stop_notes",
        "__start_orc_unwind",
        "__start_orc_unwind_ip",
        "__stop_orc_unwind_ip",
        TEXT_START,
        "crash_notes",
        "init_uts_ns",
        "jiffies_lock",
        "jiffies_seq",
        "page_offset_base",
        "panic",
        "panic_cpu",
        "vmalloc_base",
    };

    private final Dump dump;
    private final VmcoreInfo vmcoreInfo;
    private final AddressSpace space;

    /** What the symbols are read from. That of everybody else asks {@link OwnedPages}, which asks the symbols. */
    private final KernelMemory plainMemory;

    private @Nullable KernelMemory memory;
    private @Nullable Symbols kernelSymbols;
    private @Nullable Types types;
    private Supplier<Types> otherTypes = () -> Types.NONE;
    private @Nullable Variables variables;
    private @Nullable Modules modules;
    private @Nullable Tasks tasks;
    private @Nullable Stacks stacks;

    private KernelImage(Dump dump, KernelFinder.Found found) {
        this.dump = dump;
        vmcoreInfo = found.info();
        space = found.space();
        kernelSymbols = found.kallsyms() == null ? null : announced(found.kallsyms());
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
            memory = new KernelMemory(dump, space, new OwnedPages(plainMemory, vmcoreInfo, kernelSymbols()));
        }
        return memory;
    }

    /** The symbols of the kernel and its modules. Names are looked up in the kernel proper. */
    public Symbols symbols() {
        return modules();
    }

    /** Where the kernel's code starts; empty if its symbols were not found. Needs no types. */
    public OptionalLong textStart() {
        return kernelSymbols().address(TEXT_START);
    }

    /** Those of {@link VmcoreInfo} alone if they were not found. */
    private synchronized Symbols kernelSymbols() {
        if (kernelSymbols == null) {
            kernelSymbols = announced(findSymbols());
        }
        return kernelSymbols;
    }

    private static Symbols announced(Symbols symbols) {
        symbols.prefetch(Variables.NAMES);
        symbols.prefetch(EXPECTED);
        return symbols;
    }

    /** Says whom to ask for the types of a kernel without BTF. To be called before anything else is. */
    public synchronized void setOtherTypes(Supplier<Types> others) {
        otherTypes = others;
    }

    /** The kernel's types: by its BTF, else by whoever has others; {@link Types#NONE} if nobody has. */
    public synchronized Types types() {
        if (types == null) {
            types = findTypes();
        }
        return types;
    }

    public synchronized Variables variables() {
        if (variables == null) {
            variables = new Variables(memory(), kernelSymbols(), types());
        }
        return variables;
    }

    public synchronized Modules modules() {
        if (modules == null) {
            modules = new Modules(variables());
        }
        return modules;
    }

    public PerCpu perCpu() {
        return new PerCpu(variables());
    }

    public synchronized Tasks tasks() {
        if (tasks == null) {
            tasks = new Tasks(variables(), perCpu());
        }
        return tasks;
    }

    public synchronized Stacks stacks() {
        if (stacks == null) {
            stacks = new Stacks(variables(), perCpu(), tasks());
        }
        return stacks;
    }

    public Pages pages() {
        return new Pages(variables());
    }

    public MemoryCounters memoryCounters() {
        return new MemoryCounters(variables(), perCpu());
    }

    public ModuleArea moduleArea() {
        ModuleArea area = ModuleArea.of(
                vmcoreInfo.number("KERNEL_IMAGE_SIZE"),
                vmcoreInfo.kernelOffset().isPresent());
        try {
            for (KernelModule module : modules().all()) {
                for (KernelModule.Region region : module.regions()) {
                    area = area.including(region.start());
                }
            }
        } catch (UnreadableException | MissingTypeException e) {
            // Then what the kernel says of itself has to do.
        }
        return area;
    }

    /** The kernel's log. Throws as {@link PrintkLog#read}. */
    public PrintkLog log() {
        return PrintkLog.read(memory(), symbols(), types(), vmcoreInfo);
    }

    /** The notes of the dump. */
    public List<Note> notes() {
        return dump.notes();
    }

    /**
     * The kernel's build id in lower-case hex. Read from its own ELF note, since {@link VmcoreInfo#buildId} may be garbage;
     * empty if the kernel has none.
     */
    public Optional<String> buildId() {
        OptionalLong start = kernelSymbols().address("__start_notes");
        OptionalLong end = kernelSymbols().address("__stop_notes");
        if (start.isEmpty() || end.isEmpty()) {
            return vmcoreInfo.buildId();
        }
        long size = end.getAsLong() - start.getAsLong();
        try {
            byte[] notes = plainMemory.bytes(start.getAsLong(), Math.clamp(size, 0, LARGEST_NOTES));
            for (ElfNote note :
                    ElfNote.readAll(ByteBuffer.wrap(notes).order(ByteOrder.LITTLE_ENDIAN), NOTE_ALIGNMENT)) {
                if (note.type() == NT_GNU_BUILD_ID && note.name().equals("GNU")) {
                    return Optional.of(HexFormat.of().formatHex(note.description()));
                }
            }
            return Optional.empty();
        } catch (UnreadableException e) {
            return vmcoreInfo.buildId();
        }
    }

    private Types findTypes() {
        OptionalLong start = kernelSymbols().address("__start_BTF");
        OptionalLong end = kernelSymbols().address("__stop_BTF");
        if (start.isEmpty() || end.isEmpty()) {
            return otherTypes.get();
        }
        try {
            return Btf.read(memory(), start.getAsLong(), end.getAsLong());
        } catch (UnreadableException | MissingTypeException e) {
            return otherTypes.get();
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
        // Where the names are not in the dump, the kernel still says where its log is.
        return kallsyms.isPresent() ? kallsyms.get() : vmcoreInfo.symbols();
    }
}
