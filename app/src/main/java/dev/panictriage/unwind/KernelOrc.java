// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The ORC tables of a kernel and its modules. */
public final class KernelOrc implements OrcTables {
    /** An ordinary function that every kernel has; how its entry unwinds tells the format. */
    private static final String ORDINARY_FUNCTION = "panic";

    private static final int MOST_ENTRIES = 1 << 26;

    private final KernelImage image;
    private final OrcTable kernel;
    private final OrcFormat format;
    private final Map<Long, Optional<OrcTable>> modules = new HashMap<>();

    private KernelOrc(KernelImage image, OrcTable kernel, OrcFormat format) {
        this.image = image;
        this.kernel = kernel;
        this.format = format;
    }

    /** {@link OrcTables#NONE} for a kernel without ORC. */
    public static OrcTables of(KernelImage image) {
        Symbols symbols = image.symbols();
        OptionalLong addresses = symbols.address("__start_orc_unwind_ip");
        OptionalLong end = symbols.address("__stop_orc_unwind_ip");
        OptionalLong entries = symbols.address("__start_orc_unwind");
        OptionalLong function = symbols.address(ORDINARY_FUNCTION);
        if (addresses.isEmpty() || end.isEmpty() || entries.isEmpty() || function.isEmpty()) {
            return NONE;
        }
        long count = (end.getAsLong() - addresses.getAsLong()) / 4;
        if (count <= 0 || count > MOST_ENTRIES) {
            return NONE;
        }
        OrcTable table = new OrcTable(image.memory(), addresses.getAsLong(), entries.getAsLong(), (int) count);
        try {
            int bits = (int) (table.rawEntry(function.getAsLong()) >>> 32);
            return new KernelOrc(image, table, OrcFormat.recognise(bits, image.types()));
        } catch (UnreadableException e) {
            return NONE;
        }
    }

    @Override
    public @Nullable OrcEntry entry(long pc) {
        Optional<Symbols.Symbol> symbol = image.symbols().at(pc);
        if (symbol.isEmpty()) {
            return null;
        }
        try {
            if (symbol.get().module() == null) {
                return kernel.entry(pc, format);
            }
            return moduleTable(pc).map(table -> table.entry(pc, format)).orElse(null);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private Optional<OrcTable> moduleTable(long pc) {
        Optional<KernelModule> module = image.modules().covering(pc);
        if (module.isEmpty()) {
            return Optional.empty();
        }
        KernelObject object = module.get().object();
        return modules.computeIfAbsent(object.address(), address -> table(object));
    }

    /** struct mod_arch_specific, arch/x86/include/asm/module.h. */
    private static Optional<OrcTable> table(KernelObject module) {
        try {
            long count = module.number("arch.num_orcs");
            return count <= 0 || count > MOST_ENTRIES
                    ? Optional.empty()
                    : Optional.of(new OrcTable(
                            module.memory(),
                            module.number("arch.orc_unwind_ip"),
                            module.number("arch.orc_unwind"),
                            (int) count));
        } catch (UnreadableException | MissingTypeException e) {
            return Optional.empty();
        }
    }
}
