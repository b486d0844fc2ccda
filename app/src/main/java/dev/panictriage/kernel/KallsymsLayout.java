// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where the tables of kallsyms lie and how they are to be read (scripts/kallsyms.c writes them, kernel/kallsyms.c reads
 * them).
 *
 * @param count number of symbols
 * @param names compressed names, each with its length in front, in the order of addresses
 * @param tokenTable 256 NUL-terminated strings
 * @param tokenIndex 256 16-bit offsets into {@code tokenTable}
 * @param offsets {@code count} 32-bit numbers, ascending as addresses
 * @param base what {@code offsets} count from; unused where they count from themselves
 */
record KallsymsLayout(
        int count, long names, long tokenTable, long tokenIndex, long offsets, long base, Addressing addressing) {
    /** No kernel comes near these. They bound what a damaged table can cost. */
    static final int MOST_SYMBOLS = 2_000_000;

    static final int LONGEST_NAMES = 24 << 20;

    /** What a number in {@code offsets} means. */
    enum Addressing {
        /** Unsigned, from the base on. */
        FROM_BASE,

        /**
         * Not negative: an address as it stands, in practice a per-CPU offset. Negative: from the base on, downwards
         * from -1. Mainline 2213e9a66bb8, until 01157ddc58dc.
         */
        FROM_BASE_OR_ABSOLUTE,

        /** From the number's own address on. */
        FROM_ITSELF
    }

    /** Reads the place of each table from VMCOREINFO, which has them since mainline 5fd8fea935a1. */
    static Optional<KallsymsLayout> of(VmcoreInfo info, Memory memory) {
        OptionalLong numSyms = info.symbol("kallsyms_num_syms");
        OptionalLong names = info.symbol("kallsyms_names");
        OptionalLong tokenTable = info.symbol("kallsyms_token_table");
        OptionalLong tokenIndex = info.symbol("kallsyms_token_index");
        OptionalLong offsets = info.symbol("kallsyms_offsets");
        if (numSyms.isEmpty() || names.isEmpty() || tokenTable.isEmpty() || tokenIndex.isEmpty() || offsets.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong relativeBase = info.symbol("kallsyms_relative_base");
        OptionalLong base =
                relativeBase.isPresent() ? OptionalLong.of(memory.u64(relativeBase.getAsLong())) : OptionalLong.empty();
        return of(
                memory.u32(numSyms.getAsLong()),
                names.getAsLong(),
                tokenTable.getAsLong(),
                tokenIndex.getAsLong(),
                offsets.getAsLong(),
                base,
                memory);
    }

    /** Empty if the figures cannot be true. */
    static Optional<KallsymsLayout> of(
            long count, long names, long tokenTable, long tokenIndex, long offsets, OptionalLong base, Memory memory) {
        long room = tokenTable - names;
        if (count < 1 || count > MOST_SYMBOLS || room < 2 * count || room > LONGEST_NAMES) {
            return Optional.empty();
        }
        Addressing addressing = Addressing.FROM_ITSELF;
        if (base.isPresent()) {
            boolean lastIsNegative = memory.s32(offsets + (count - 1) * Integer.BYTES) < 0;
            addressing = lastIsNegative ? Addressing.FROM_BASE_OR_ABSOLUTE : Addressing.FROM_BASE;
        }
        return Optional.of(
                new KallsymsLayout((int) count, names, tokenTable, tokenIndex, offsets, base.orElse(0), addressing));
    }

    /** The address of a symbol. */
    long address(int symbol, Memory memory) {
        long at = offsets + (long) symbol * Integer.BYTES;
        int offset = memory.s32(at);
        return switch (addressing) {
            case FROM_BASE -> base + Integer.toUnsignedLong(offset);
            case FROM_BASE_OR_ABSOLUTE -> offset >= 0 ? offset : base - 1 - offset;
            case FROM_ITSELF -> at + offset;
        };
    }
}
