// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A location list: where a variable is depends on where execution is. {@code .debug_loc} and {@code .debug_loclists}.
 *
 * @param section that holds it
 * @param offset in the section
 * @param base the unit's {@code DW_AT_low_pc}, as linked, or 0
 * @param addresses the unit's part of {@code .debug_addr}, by index, as linked
 */
public record LocationList(
        LocationListFormat format,
        MemorySegment section,
        ByteOrder order,
        int addressBytes,
        int offsetBytes,
        int version,
        long offset,
        long base,
        LongUnaryOperator addresses) {

    /** For units that have no {@code .debug_addr}. */
    public static final LongUnaryOperator NO_ADDRESSES = index -> {
        throw new DwarfException("an address by its index in a table that is not there");
    };

    /**
     * The expression that holds at an address, as linked and unsigned; null where the variable has no location.
     *
     * @throws DwarfException if the list is none
     */
    public @Nullable Expression at(long pc) {
        Expression fallback = null;
        LocationListReader reader = reader();
        for (LocationListEntry entry = reader.next(); entry != null; entry = reader.next()) {
            if (entry.covers(pc)) {
                return entry.expression();
            }
            fallback = entry.fallback() ? entry.expression() : fallback;
        }
        return fallback;
    }

    LocationListReader reader() {
        Expression like = new Expression(MemorySegment.NULL, order, addressBytes, offsetBytes, version);
        return new LocationListReader(format, Cursor.at(section, order, offset), like, base, addresses);
    }

    /**
     * The offset in {@code .debug_loclists} of a list that {@code DW_FORM_loclistx} names by its index.
     *
     * @param listsBase {@code DW_AT_loclists_base} of the unit
     */
    public static long offset(MemorySegment section, ByteOrder order, long listsBase, int offsetBytes, long index) {
        // The number of offsets is the last field of the header, right before them.
        long count = Cursor.at(section, order, listsBase - 4).u32();
        if (index < 0 || index >= count) {
            throw new DwarfException("location list " + Long.toUnsignedString(index) + " of " + count);
        }
        return listsBase
                + Cursor.at(section, order, listsBase + index * offsetBytes).unsigned(offsetBytes);
    }
}
