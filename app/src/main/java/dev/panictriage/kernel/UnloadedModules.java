// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the kernel remembers of modules that were removed. */
public final class UnloadedModules {
    private static final int MOST = 4096;

    /** MODULE_NAME_LEN; the name has one byte more. */
    private static final int NAME_LENGTH = 56;

    private final Variables variables;

    public UnloadedModules(Variables variables) {
        this.variables = variables;
    }

    /**
     * A module that was removed.
     *
     * @param taints its letters; empty if it had none or the kernel did not note them
     */
    public record Last(String name, String taints, long address) {}

    /**
     * Modules with the same name and taints that were removed.
     *
     * @param taints bits as of {@link TaintFlags}
     * @param count how many times
     */
    public record Tainted(String name, long taints, long count, long address) {}

    /**
     * The last one: {@code last_unloaded_module}, a char array, since 6f1dae1d84b6 (6.2) with the taint letters behind it as a
     * second one; the variable's size tells which.
     */
    public Optional<Last> last() {
        OptionalLong address = variables.find("last_unloaded_module");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        long at = address.getAsLong();
        int nameBytes = nameBytes();
        String name = variables.memory().string(at, nameBytes);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        long bytes = variables.symbols().at(at).map(Symbols.Symbol::size).orElse(0L);
        long rest = bytes - nameBytes;
        // An array of chars alone would be padded by less than a word.
        String taints = rest < Long.BYTES ? "" : variables.memory().string(at + nameBytes, (int) Math.min(rest, 32));
        return Optional.of(new Last(name, letters(taints), at));
    }

    /** The kernel notes them as it prints them: in parentheses, a minus for the module's going among them. */
    private static String letters(String taints) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < taints.length(); i++) {
            char c = taints.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                letters.append(c);
            }
        }
        return letters.toString();
    }

    /** Those that had tainted the kernel, if it keeps that record (CONFIG_MODULE_UNLOAD_TAINT_TRACKING). */
    public List<Tainted> tainted() {
        OptionalLong head = variables.find("unloaded_tainted_modules");
        if (head.isEmpty() || variables.types().struct("mod_unload_taint").isEmpty()) {
            return List.of();
        }
        Types.Struct type = variables.type("mod_unload_taint");
        long inList = type.member("list")
                .orElseThrow(() -> new MissingTypeException(type.name(), "list"))
                .offset();
        List<Tainted> tainted = new ArrayList<>();
        ListWalk walk = new ListWalk(variables.memory(), head.getAsLong());
        while (tainted.size() < MOST && walk.next()) {
            KernelObject record = new KernelObject(variables.memory(), type, walk.node() - inList);
            tainted.add(new Tainted(
                    record.string("name"), record.number("taints"), record.number("count"), record.address()));
        }
        return tainted;
    }

    private int nameBytes() {
        long length = variables
                .type("module")
                .member("name")
                .map(m -> m.type().size())
                .orElse(0L);
        return 1 + (length > 0 && length <= 512 ? (int) length : NAME_LENGTH);
    }
}
