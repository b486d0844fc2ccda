// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * A DWARF expression as it stands in the file, with what its operands' sizes depend on.
 *
 * @param addressBytes bytes of an address, and so of a number without a type: 1, 2, 4 or 8
 * @param offsetBytes 4, or 8 in 64-bit DWARF
 * @param version of the unit
 */
public record Expression(MemorySegment bytes, ByteOrder order, int addressBytes, int offsetBytes, int version) {
    public Expression {
        if (addressBytes != 1 && addressBytes != 2 && addressBytes != 4 && addressBytes != 8) {
            throw new DwarfException("addresses of " + addressBytes + " bytes");
        }
    }

    Cursor cursor() {
        return Cursor.at(bytes, order, 0);
    }

    /** Another expression, inside of this one or in the same unit. */
    Expression with(MemorySegment otherBytes) {
        return new Expression(otherBytes, order, addressBytes, offsetBytes, version);
    }
}
