// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.AddressIdentity;
import dev.panictriage.facts.AddressIdentity.Kind;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.KernelStack;
import dev.panictriage.kernel.MemoryAreas;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.PerCpu;
import dev.panictriage.kernel.SlabObject;
import dev.panictriage.kernel.Symbols.Symbol;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says what lies at an address: by number, by symbol, by module, by stack, by area. */
final class AddressIdentifier {
    private static final long PAGE = 4096;
    private static final long LARGEST_ERRNO = 4095;

    /** The cache and the struct. */
    private static final String TASKS = "task_struct";

    private final KernelImage image;

    AddressIdentifier(KernelView kernel) {
        this.image = kernel.image();
    }

    AddressIdentity identify(Word word) {
        long address = word.value();
        if (Long.compareUnsigned(address, PAGE) < 0) {
            return identity(word, Kind.NULL_PAGE, null, address, false, null);
        }
        if (Long.compareUnsigned(address, -LARGEST_ERRNO) >= 0) {
            return identity(word, Kind.ERROR_POINTER, "errno " + -address, null, false, null);
        }
        if (!isCanonical(address)) {
            return identity(word, Kind.NON_CANONICAL, null, null, false, null);
        }
        if (address > 0) {
            return identity(word, Kind.USER_SPACE, null, null, null, null);
        }
        Boolean mapped = mapped(address);
        Optional<Symbol> symbol = image.symbols().at(address);
        if (symbol.isPresent()) {
            return ofSymbol(word, symbol.get(), mapped);
        }
        if (image.moduleArea().contains(address)) {
            return inModuleArea(word, mapped);
        }
        Optional<KernelStack> stack = stack(address);
        if (stack.isPresent()) {
            return onStack(word, stack.get(), mapped);
        }
        Kind area = area(address);
        AddressIdentity object = area == Kind.DIRECT_MAP || area == Kind.VMALLOC ? object(word, area, mapped) : null;
        return object != null ? object : identity(word, area, null, null, mapped, null);
    }

    /** What has its own size: a variable of a CPU, or an object of a slab. */
    private @Nullable AddressIdentity object(Word word, Kind area, @Nullable Boolean mapped) {
        try {
            AddressIdentity variable = perCpu(word, mapped);
            return variable != null || area != Kind.DIRECT_MAP ? variable : inSlab(word, mapped);
        } catch (UnreadableException | MissingTypeException e) {
            return null;
        }
    }

    private @Nullable AddressIdentity perCpu(Word word, @Nullable Boolean mapped) {
        image.symbols().prefetch("__per_cpu_start", "__per_cpu_end");
        OptionalLong start = image.symbols().address("__per_cpu_start");
        OptionalLong end = image.symbols().address("__per_cpu_end");
        PerCpu perCpu = image.perCpu();
        for (int cpu = 0; start.isPresent() && end.isPresent() && cpu < perCpu.count(); cpu++) {
            long variable = word.value() - perCpu.offset(cpu);
            if (variable >= start.getAsLong() && variable < end.getAsLong()) {
                Symbol symbol = image.symbols().at(variable).orElse(null);
                return symbol == null
                        ? identity(word, Kind.PER_CPU, null, null, mapped, "CPU " + cpu)
                        : identity(
                                word, Kind.PER_CPU, symbol.name(), variable - symbol.address(), mapped, "CPU " + cpu);
            }
        }
        return null;
    }

    private @Nullable AddressIdentity inSlab(Word word, @Nullable Boolean mapped) {
        SlabObject object = SlabObject.at(image, word.value()).orElse(null);
        if (object == null) {
            return null;
        }
        String use = object.free() == null ? "" : object.free() ? ", free" : ", in use";
        long offset = object.offset(word.value());
        if (!object.cache().equals(TASKS)) {
            return identity(
                    word, Kind.SLAB_OBJECT, object.cache(), offset, mapped, "of " + object.size() + " bytes" + use);
        }
        KernelObject task = image.variables().object(TASKS, object.start());
        return identity(word, Kind.TASK_STRUCT, task.string("comm"), offset, mapped, "pid " + task.number("pid") + use);
    }

    /** What lies at an address that has no symbol, as a phrase; null if that is no more than an area. */
    static @Nullable String phrase(AddressIdentity identity) {
        String at = identity.offset() == null || identity.offset() == 0
                ? "the start of"
                : Word.of(identity.offset()).brief() + " into";
        String detail = identity.detail() == null ? "" : identity.detail();
        String use = detail.indexOf(',') < 0 ? "" : detail.substring(detail.indexOf(','));
        return switch (identity.kind()) {
            case SLAB_OBJECT -> at + " an object of " + identity.name() + use;
            case TASK_STRUCT -> at + " the task_struct of " + identity.name() + " (" + detail + ")";
            case PER_CPU ->
                identity.name() == null
                        ? "in the per-CPU memory of " + detail
                        : at + " " + identity.name() + " of " + detail;
            case TASK_STACK, INTERRUPT_STACK, EXCEPTION_STACK -> "on the stack of " + identity.name();
            default -> null;
        };
    }

    private AddressIdentity ofSymbol(Word word, Symbol symbol, @Nullable Boolean mapped) {
        boolean text = symbol.type() == 't' || symbol.type() == 'T' || symbol.type() == 'w' || symbol.type() == 'W';
        Kind kind = symbol.module() == null
                ? (text ? Kind.KERNEL_TEXT : Kind.KERNEL_DATA)
                : (text ? Kind.MODULE_TEXT : Kind.MODULE_DATA);
        return identity(word, kind, symbol.name(), word.value() - symbol.address(), mapped, symbol.module());
    }

    private AddressIdentity inModuleArea(Word word, @Nullable Boolean mapped) {
        Optional<KernelModule> module;
        try {
            module = image.modules().covering(word.value());
        } catch (UnreadableException | MissingTypeException e) {
            return identity(
                    word, Kind.UNKNOWN, null, null, mapped, "in the module area; the module list is not readable");
        }
        if (module.isPresent()) {
            return identity(word, Kind.MODULE_DATA, module.get().name(), null, mapped, null);
        }
        // An incomplete list of modules proves nothing of what is missing from it.
        if (image.modules().problem().isPresent()) {
            return identity(
                    word, Kind.UNKNOWN, null, null, mapped, "in the module area; the module list is not complete");
        }
        return identity(word, Kind.MODULE_AREA_UNUSED, null, null, mapped, null);
    }

    private static AddressIdentity onStack(Word word, KernelStack stack, @Nullable Boolean mapped) {
        Kind kind = stack.guards(word.value())
                ? Kind.STACK_GUARD
                : switch (stack.kind()) {
                    case TASK -> Kind.TASK_STACK;
                    case INTERRUPT -> Kind.INTERRUPT_STACK;
                    case EXCEPTION, ENTRY -> Kind.EXCEPTION_STACK;
                };
        String owner = stack.cpu() >= 0 ? "CPU " + stack.cpu() : "task " + Word.of(stack.task());
        return identity(word, kind, owner, word.value() - stack.start(), mapped, null);
    }

    private Optional<KernelStack> stack(long address) {
        try {
            return image.stacks().inUseAt(address);
        } catch (UnreadableException | MissingTypeException e) {
            return Optional.empty();
        }
    }

    private Kind area(long address) {
        Optional<MemoryAreas> found = MemoryAreas.of(image.variables());
        if (found.isEmpty()) {
            return Kind.UNKNOWN;
        }
        MemoryAreas areas = found.get();
        if (address >= areas.vmemmap()) {
            return address < areas.vmemmap() + (1L << 40) ? Kind.VMEMMAP : Kind.UNKNOWN;
        }
        if (address >= areas.vmalloc()) {
            return Kind.VMALLOC;
        }
        return address >= areas.directMap() ? Kind.DIRECT_MAP : Kind.UNKNOWN;
    }

    private @Nullable Boolean mapped(long address) {
        try {
            return image.memory().isMapped(address);
        } catch (UnreadableException e) {
            return null;
        }
    }

    /** Bits 47 to 63 alike; with five levels 56 to 63. */
    private boolean isCanonical(long address) {
        int bits = image.vmcoreInfo().number("pgtable_l5_enabled").orElse(0) == 1 ? 56 : 47;
        long top = address >> bits;
        return top == 0 || top == -1;
    }

    private static AddressIdentity identity(
            Word word,
            Kind kind,
            @Nullable String name,
            @Nullable Long offset,
            @Nullable Boolean mapped,
            @Nullable String detail) {
        return new AddressIdentity(
                word, kind, name, offset, mapped, detail, Source.computed("memory map, module list and page tables"));
    }
}
