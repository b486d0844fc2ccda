// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.ElfException;
import dev.panictriage.elf4j.ElfFile;
import dev.panictriage.elf4j.SectionHeader;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.kernel.Types;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The places where a kernel patches its own code, by the tables that the linker put into the kernel or the module for that.
 * {@code arch/x86/kernel/vmlinux.lds.S}, {@code alternative.c}, {@code include/asm-generic/vmlinux.lds.h}.
 */
final class CodeSites {
    /** Of vmlinux only; in modules these tables are sections of their own. */
    private static final String[][] NAMED = {
        {"__start___jump_table", "__stop___jump_table", "__jump_table"},
        {"__start_static_call_sites", "__stop_static_call_sites", ".static_call_sites"},
        {"__start_mcount_loc", "__stop_mcount_loc", "__mcount_loc"},
    };

    /** All names of those that are asked for. */
    static final String[] SYMBOLS = {
        NAMED[0][0], NAMED[0][1], NAMED[1][0], NAMED[1][1], NAMED[2][0], NAMED[2][1],
    };

    private final ElfFile file;
    private final SectionCode code;
    private final Types types;
    private final Symbols symbols;
    private final long[] starts;
    private final long[] ends;
    private final List<FileCode.Site> found = new ArrayList<>();

    /** @param functions lengths by address, as {@code code} counts addresses; sites of others are not looked for */
    CodeSites(ElfFile file, SectionCode code, Types types, Symbols symbols, NavigableMap<Long, Integer> functions) {
        this.file = file;
        this.code = code;
        this.types = types;
        this.symbols = symbols;
        this.starts = new long[functions.size()];
        this.ends = new long[functions.size()];
        int i = 0;
        for (Map.Entry<Long, Integer> function : functions.entrySet()) {
            starts[i] = function.getKey();
            ends[i++] = function.getKey() + function.getValue();
        }
    }

    /**
     * How a table names a place.
     *
     * @param stride bytes from one entry to the next
     * @param absolute whether by its address; otherwise by the distance from the entry's start, in 32 bits
     * @param lengthAt where in the entry the number of bytes is, in one byte; -1 if it is not there
     * @param bytes the number of bytes, where the entry does not say; 0 for a whole instruction
     */
    private record Layout(int stride, boolean absolute, int lengthAt, int bytes) {
        static Layout relative(int stride, int bytes) {
            return new Layout(stride, false, -1, bytes);
        }
    }

    /**
     * All sites in the functions, at addresses as {@code code} counts them.
     *
     * @throws ElfException if a table cannot be read, or is of a layout that is not known: then nothing can be said of any code
     */
    List<FileCode.Site> find() throws ElfException {
        for (SectionHeader section : file.sections()) {
            Layout layout = section.isLoaded() && section.size() > 0 ? layout(file.name(section), section) : null;
            if (layout != null) {
                read(section, 0, section.size(), layout);
            }
        }
        if (!code.isRelocatable()) {
            for (String[] table : NAMED) {
                named(table);
            }
        }
        return found;
    }

    private @Nullable Layout layout(String name, SectionHeader section) throws ElfException {
        if (name.startsWith("runtime_")) {
            // The immediate operand: a pointer at most, include/asm/runtime-const.h.
            return Layout.relative(4, Long.BYTES);
        }
        return switch (name) {
            case ".altinstructions" -> alternatives();
            // struct paravirt_patch_site: the address, a type, a length; until 6.7
            case ".parainstructions" -> new Layout(16, true, 9, 0);
            case ".retpoline_sites", ".return_sites", ".call_sites", ".ibt_endbr_seal" -> Layout.relative(4, 0);
            // What checks the hash of a function before an indirect call, for clang's kCFI.
            case ".cfi_sites", ".kcfi_traps" -> Layout.relative(4, 16);
            case ".smp_locks" -> section.alignment() == 8 ? new Layout(8, true, -1, 1) : Layout.relative(4, 1);
            case "__jump_table" -> jumps();
            case ".static_call_sites" -> Layout.relative(8, 0);
            case "__mcount_loc", "__patchable_function_entries" -> new Layout(8, true, -1, 5);
            default -> null;
        };
    }

    /** struct alt_instr: its layout changed in 2.6.39, 3.20, 5.13 and 6.3. */
    private Layout alternatives() throws ElfException {
        Types.Struct type = types.struct("alt_instr").orElse(null);
        Types.Member length = type == null ? null : type.member("instrlen").orElse(null);
        if (type == null || length == null) {
            throw new ElfException("the layout of alternatives is not known");
        }
        return new Layout((int) type.size(), type.member("instr_offset").isEmpty(), (int) length.offset(), 0);
    }

    /** struct jump_entry: addresses until 4.18. */
    private Layout jumps() throws ElfException {
        Types.Struct type = types.struct("jump_entry").orElse(null);
        if (type == null) {
            throw new ElfException("the layout of jump labels is not known");
        }
        return new Layout((int) type.size(), type.size() == 24, -1, 0);
    }

    private void named(String[] table) throws ElfException {
        if (file.section(table[2]) != null) {
            return;
        }
        OptionalLong start = symbols.address(table[0]);
        OptionalLong end = symbols.address(table[1]);
        if (start.isEmpty() || end.isEmpty() || start.getAsLong() == end.getAsLong()) {
            return;
        }
        long from = code.linked(start.getAsLong());
        SectionHeader section = code.sectionAt(from);
        if (section == null || end.getAsLong() < start.getAsLong()) {
            throw new ElfException("a table of patched places is not in the file");
        }
        Layout layout = layout(table[2], section);
        if (layout != null) {
            read(section, from - section.address(), end.getAsLong() - start.getAsLong(), layout);
        }
    }

    private void read(SectionHeader section, long offset, long size, Layout layout) throws ElfException {
        if (layout.stride < 4
                || offset < 0
                || size > section.size() - offset
                || section.type() == SectionHeader.SHT_NOBITS) {
            throw new ElfException("a table of patched places is not in the file");
        }
        ByteBuffer table =
                file.contents(section).asSlice(offset, size).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        Map<Long, Long> targets = code.isRelocatable() ? code.targets(section) : Map.of();
        for (int at = 0; at + layout.stride <= table.limit(); at += layout.stride) {
            long address;
            if (code.isRelocatable()) {
                Long target = targets.get(offset + at);
                if (target == null) {
                    continue;
                }
                address = target;
            } else {
                address = layout.absolute ? table.getLong(at) : section.address() + offset + at + table.getInt(at);
            }
            add(
                    address,
                    layout.lengthAt < 0 ? layout.bytes : Byte.toUnsignedInt(table.get(at + layout.lengthAt)),
                    layout);
        }
    }

    private void add(long address, int bytes, Layout layout) {
        int index = Arrays.binarySearch(starts, address);
        index = index < 0 ? -index - 2 : index;
        boolean inside = index >= 0 && address < ends[index];
        // An alternative of no bytes changes nothing.
        if (inside && (bytes > 0 || layout.lengthAt < 0)) {
            found.add(new FileCode.Site(address, bytes));
        }
    }
}
