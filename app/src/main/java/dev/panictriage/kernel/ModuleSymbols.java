// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A module's symbols: {@code struct mod_kallsyms}, which points at an ELF symbol table and its strings, relocated. Looked up
 * as {@code find_kallsyms_symbol} of {@code kernel/module/kallsyms.c} does.
 */
public final class ModuleSymbols {
    /** The largest modules have some 60000. */
    private static final int MOST_SYMBOLS = 1 << 18;

    private static final int LONGEST_NAME = 512;

    // Elf64_Sym
    private static final int SYMBOL_SIZE = 24;
    private static final int NAME_AT = 0;
    private static final int SECTION_AT = 6;
    private static final int VALUE_AT = 8;

    private static final int UNDEFINED = 0;

    private final Memory memory;
    private final KernelModule module;
    private final String moduleName;
    private final byte[] table;
    private final int count;
    private final long strings;
    private final long types;

    ModuleSymbols(KernelModule module) {
        this.module = module;
        KernelObject object = module.object();
        memory = object.memory();
        moduleName = module.name();
        KernelObject kallsyms = kallsyms(object);
        count = (int) Math.min(kallsyms.number("num_symtab"), MOST_SYMBOLS);
        strings = kallsyms.number("strtab");
        types = kallsyms.has("typetab") ? kallsyms.number("typetab") : 0;
        table = memory.bytes(kallsyms.number("symtab"), count * SYMBOL_SIZE);
    }

    /** {@code module.kallsyms} since 8244062ef1e5 (4.5); before, the same members are the module's own. */
    private static KernelObject kallsyms(KernelObject object) {
        if (!object.has("kallsyms")) {
            return object;
        }
        return object.target("kallsyms").orElseThrow(() -> new MissingTypeException("symbols of a module"));
    }

    /** The symbol that covers an address, with the size that the kernel would print. */
    public Optional<Symbols.Symbol> at(long address) {
        Optional<KernelModule.Region> region = module.regionAt(address);
        if (region.isEmpty()) {
            return Optional.empty();
        }
        KernelModule.Region covering = region.get();
        boolean code = covering.hasCodeAt(address);
        long next = covering.start() + (code ? covering.textBytes() : covering.bytes());
        int best = 0;
        long bestValue = covering.start() - 1;
        for (int i = 1; i < count; i++) {
            long value = value(i);
            boolean better = value <= address && value > bestValue;
            boolean nearer = value > address && value < next;
            if ((better || nearer) && section(i) != UNDEFINED && isNamed(i)) {
                if (better) {
                    best = i;
                    bestValue = value;
                } else {
                    next = value;
                }
            }
        }
        return best == 0 ? Optional.empty() : Optional.of(symbol(best, next - bestValue));
    }

    /** The address of the module's symbol of that name. */
    public OptionalLong address(String name) {
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
        byte[] found = new byte[wanted.length];
        for (int i = 1; i < count; i++) {
            if (section(i) != UNDEFINED && isNamed(i, wanted, found)) {
                return OptionalLong.of(value(i));
            }
        }
        return OptionalLong.empty();
    }

    private Symbols.Symbol symbol(int index, long size) {
        return new Symbols.Symbol(
                memory.string(nameAddress(index), LONGEST_NAME), value(index), size, type(index), moduleName);
    }

    private boolean isNamed(int index, byte[] wanted, byte[] found) {
        try {
            memory.read(nameAddress(index), found, 0, 1);
            if (found[0] != wanted[0]) {
                return false;
            }
            memory.read(nameAddress(index), found, 0, found.length);
            return Arrays.equals(found, wanted);
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** The kernel passes over symbols without a name, and over the labels that assemblers leave (is_mapping_symbol). */
    private boolean isNamed(int index) {
        try {
            int first = memory.u8(nameAddress(index));
            if (first == '.' || first == 'L') {
                int second = memory.u8(nameAddress(index) + 1);
                return first == '.' ? second != 'L' : second != '0';
            }
            return first != 0;
        } catch (UnreadableException e) {
            return false;
        }
    }

    /** As {@code nm} letters it; older kernels keep it elsewhere. */
    private char type(int index) {
        try {
            return types == 0 ? '?' : (char) memory.u8(types + index);
        } catch (UnreadableException e) {
            return '?';
        }
    }

    private long nameAddress(int index) {
        return strings + Integer.toUnsignedLong((int) Memory.INT.get(table, index * SYMBOL_SIZE + NAME_AT));
    }

    private int section(int index) {
        return (short) Memory.SHORT.get(table, index * SYMBOL_SIZE + SECTION_AT);
    }

    private long value(int index) {
        return (long) Memory.LONG.get(table, index * SYMBOL_SIZE + VALUE_AT);
    }
}
