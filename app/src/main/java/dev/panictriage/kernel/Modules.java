// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The loaded modules, in the order of the kernel's list (the last loaded first), and the symbols of kernel and modules
 * together. Thread-safe.
 */
public final class Modules implements Symbols {
    private static final int MOST = 16384;

    private final Variables variables;
    private @Nullable List<KernelModule> modules;
    private Optional<String> problem = Optional.empty();

    public Modules(Variables variables) {
        this.variables = variables;
    }

    /** Those whose name and memory can be read. */
    public synchronized List<KernelModule> all() {
        if (modules == null) {
            modules = walk();
        }
        return modules;
    }

    /** Why the list is not complete. */
    public synchronized Optional<String> problem() {
        all();
        return problem;
    }

    /** The module in whose memory an address is. */
    public Optional<KernelModule> covering(long address) {
        for (KernelModule module : all()) {
            if (module.regionAt(address).isPresent()) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }

    public Optional<KernelModule> named(String name) {
        for (KernelModule module : all()) {
            if (module.name().equals(name)) {
                return Optional.of(module);
            }
        }
        return Optional.empty();
    }

    /** Of the kernel proper; a module's are asked of {@link KernelModule#symbols}. */
    @Override
    public OptionalLong address(String name) {
        return variables.symbols().address(name);
    }

    @Override
    public void prefetch(String... names) {
        variables.symbols().prefetch(names);
    }

    @Override
    public Optional<Symbol> at(long address) {
        Optional<Symbol> symbol = variables.symbols().at(address);
        if (symbol.isPresent()) {
            return symbol;
        }
        try {
            Optional<KernelModule> module = covering(address);
            return module.isEmpty() ? Optional.empty() : module.get().symbols().at(address);
        } catch (UnreadableException | MissingTypeException e) {
            return Optional.empty();
        }
    }

    private List<KernelModule> walk() {
        List<KernelModule> found = new ArrayList<>();
        Types.Struct type = variables.type("module");
        long inList = type.member("list")
                .orElseThrow(() -> new MissingTypeException(type.name(), "list"))
                .offset();
        ListWalk walk = new ListWalk(variables.memory(), variables.address("modules"));
        while (found.size() < MOST && walk.next()) {
            KernelModule module =
                    new KernelModule(variables, new KernelObject(variables.memory(), type, walk.node() - inList));
            try {
                module.name();
                module.regions();
                found.add(module);
            } catch (UnreadableException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        if (walk.problem().isPresent()) {
            problem = walk.problem();
        }
        return List.copyOf(found);
    }
}
