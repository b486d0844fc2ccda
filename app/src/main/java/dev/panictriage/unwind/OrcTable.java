// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.kernel.Memory;

/**
 * A sorted table of instruction addresses, each a 32-bit distance from its own place, and beside it the table of struct
 * orc_entry: the kernel's own (sections .orc_unwind_ip and .orc_unwind) or a module's (struct mod_arch_specific). Read
 * where a lookup needs it.
 *
 * @param addresses where the distances are
 * @param entries where the entries are
 * @param count how many
 */
record OrcTable(Memory memory, long addresses, long entries, int count) {
    /** The bits that cover an instruction: sp_offset, bp_offset, and the bit-fields, lowest first. */
    long rawEntry(long ip) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Long.compareUnsigned(address(middle), ip) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        long at = entries + (long) low * OrcFormat.ENTRY_SIZE;
        return memory.u32(at) | (long) memory.u16(at + 4) << 32;
    }

    OrcEntry entry(long ip, OrcFormat format) {
        long raw = rawEntry(ip);
        return format.decode((short) raw, (short) (raw >> 16), (int) (raw >> 32));
    }

    private long address(int i) {
        long place = addresses + i * 4L;
        return place + memory.s32(place);
    }
}
