// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.OptionalLong;

/**
 * The addresses of all symbols, in ascending order: {@code kallsyms_offsets}, or {@code kallsyms_addresses} of kernels before
 * 4.6, read where it lies.
 */
final class KallsymsAddresses {
    /** What a number of the table means. */
    private enum Meaning {
        /** Unsigned, from the base on. */
        FROM_BASE,

        /**
         * Not negative: an address as it stands, in practice a per-CPU offset. Negative: from the base on, downwards
         * from -1. Mainline 2213e9a66bb8, until 01157ddc58dc.
         */
        FROM_BASE_OR_ABSOLUTE,

        /** From the number's own address on. */
        FROM_ITSELF,

        /** An address of 64 bits: before mainline 2213e9a66bb8 (4.6). */
        ADDRESS
    }

    private final Memory memory;
    private final int count;
    private final long offsets;
    private final long base;
    private final Meaning meaning;

    /** {@code kallsyms_addresses}. */
    KallsymsAddresses(Memory memory, int count, long addresses) {
        this.memory = memory;
        this.count = count;
        this.offsets = addresses;
        this.base = 0;
        this.meaning = Meaning.ADDRESS;
    }

    /**
     * @param offsets where the 32-bit numbers are
     * @param base {@code kallsyms_relative_base}; empty where a kernel has none
     */
    KallsymsAddresses(Memory memory, int count, long offsets, OptionalLong base) {
        this.memory = memory;
        this.count = count;
        this.offsets = offsets;
        this.base = base.orElse(0);
        if (base.isEmpty()) {
            meaning = Meaning.FROM_ITSELF;
        } else {
            boolean lastIsNegative = memory.s32(at(count - 1)) < 0;
            meaning = lastIsNegative ? Meaning.FROM_BASE_OR_ABSOLUTE : Meaning.FROM_BASE;
        }
    }

    int count() {
        return count;
    }

    long get(int symbol) {
        if (meaning == Meaning.ADDRESS) {
            return memory.u64(offsets + (long) symbol * Long.BYTES);
        }
        int offset = memory.s32(at(symbol));
        return switch (meaning) {
            case FROM_BASE -> base + Integer.toUnsignedLong(offset);
            case FROM_BASE_OR_ABSOLUTE -> offset >= 0 ? offset : base - 1 - offset;
            case FROM_ITSELF, ADDRESS -> at(symbol) + offset;
        };
    }

    /** The number of the first symbol whose address is above the given one; {@link #count} if there is none. */
    int firstAbove(long address) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(get(middle), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long at(int symbol) {
        return offsets + (long) symbol * Integer.BYTES;
    }
}
