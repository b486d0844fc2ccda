// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeReader.Fixup;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelModule;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Faults that the kernel expects, and where it goes on after them: struct exception_table_entry of
 * arch/x86/include/asm/extable.h, with relative pointers (70627654b80e, 3.5).
 */
final class ExceptionTable {
    private static final int LARGEST = 4 << 20;

    /** Without types: since 548acf19234d (4.6) three words. */
    private static final int USUAL_SIZE = 12;

    private static final int ALL = 0xffff;
    private static final int AX = 1;
    private static final int CX = 1 << 1;
    private static final int DX = 1 << 2;

    // arch/x86/include/asm/extable_fixup_types.h, since 46d28947d987 and 4b5305decc84 (5.16)
    private static final int TYPE_BITS = 0xff;
    private static final int REGISTER_SHIFT = 8;
    private static final int REGISTER_BITS = 0xf;
    private static final int CLEAR_AX = 1 << 12;
    private static final int CLEAR_DX = 2 << 12;
    private static final int DEFAULT = 1;
    private static final int USER_ACCESS = 3;
    private static final int BPF = 7;
    private static final int DEFAULT_MCE_SAFE = 14;

    private final KernelImage image;
    private final Map<String, List<Fixup>> tables = new HashMap<>();

    ExceptionTable(KernelImage image) {
        this.image = image;
    }

    /** The entries for instructions from one address up to another, of the kernel or of one module. */
    List<Fixup> between(long start, long end) {
        List<Fixup> found = new ArrayList<>(4);
        for (Fixup fixup : of(start)) {
            if (fixup.instruction() - start >= 0 && fixup.instruction() < end) {
                found.add(fixup);
            }
        }
        return found;
    }

    private List<Fixup> of(long address) {
        String module = image.symbols().at(address).map(Symbol::module).orElse("");
        List<Fixup> table = tables.get(module);
        if (table == null) {
            table = read(module);
            tables.put(module, table);
        }
        return table;
    }

    private List<Fixup> read(String name) {
        try {
            if (name.isEmpty()) {
                image.symbols().prefetch("__start___ex_table", "__stop___ex_table");
                OptionalLong start = image.symbols().address("__start___ex_table");
                OptionalLong end = image.symbols().address("__stop___ex_table");
                return start.isEmpty() || end.isEmpty()
                        ? List.of()
                        : entries(start.getAsLong(), end.getAsLong() - start.getAsLong());
            }
            KernelModule module = image.modules().named(name).orElse(null);
            return module == null
                    ? List.of()
                    : entries(module.object().number("extable"), module.object().number("num_exentries") * size());
        } catch (UnreadableException | MissingTypeException e) {
            return List.of();
        }
    }

    private int size() {
        long size = type().map(Types.Struct::size).orElse((long) USUAL_SIZE);
        return size >= 2 * Integer.BYTES && size <= 4 * Integer.BYTES ? (int) size : USUAL_SIZE;
    }

    private Optional<Types.Struct> type() {
        return image.types().struct("exception_table_entry");
    }

    private List<Fixup> entries(long start, long bytes) {
        int size = size();
        if (start == 0 || bytes < size || bytes > LARGEST) {
            return List.of();
        }
        byte[] table = image.memory().bytes(start, (int) bytes);
        boolean data = size > 2 * Integer.BYTES
                && type().flatMap(type -> type.member("data")).isPresent();
        boolean handler = size > 2 * Integer.BYTES && !data;
        List<Fixup> found = new ArrayList<>(table.length / size);
        Map<Long, Integer> handlers = new HashMap<>();
        for (int at = 0; at + size <= table.length; at += size) {
            int third = size > 2 * Integer.BYTES ? word(table, at + 2 * Integer.BYTES) : 0;
            int registers = data ? writtenByType(third) : 0;
            if (handler) {
                registers = handlers.computeIfAbsent(start + at + 2 * Integer.BYTES + third, this::writtenByHandler);
            }
            // Each is relative to its own member.
            found.add(new Fixup(
                    start + at + word(table, at),
                    start + at + Integer.BYTES + word(table, at + Integer.BYTES),
                    registers));
        }
        return found;
    }

    private static int word(byte[] table, int at) {
        return (int) Memory.INT.get(table, at);
    }

    private static int writtenByType(int data) {
        int type = data & TYPE_BITS;
        int flags = ((data & CLEAR_AX) == 0 ? 0 : AX) | ((data & CLEAR_DX) == 0 ? 0 : DX);
        return switch (type) {
            case DEFAULT, USER_ACCESS, DEFAULT_MCE_SAFE -> flags;
            case BPF -> ALL;
            default -> flags | AX | CX | DX | 1 << (data >> REGISTER_SHIFT & REGISTER_BITS);
        };
    }

    /** A function, before there were types. Those others write at most the error code or the count of bytes left. */
    private int writtenByHandler(long address) {
        String name = image.symbols().at(address).map(Symbol::name).orElse("");
        return switch (name) {
            case "ex_handler_default", "ex_handler_uaccess" -> 0;
            case "ex_handler_bpf" -> ALL;
            default -> AX | CX | DX;
        };
    }
}
