// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Where a value is, or what it is: DWARF 5, 2.6.1. */
public sealed interface ValueLocation {
    record Memory(long address) implements ValueLocation {}

    record InRegister(int register) implements ValueLocation {}

    /**
     * It is nowhere, but this is it.
     *
     * @param value zero-extended
     * @param bytes of the value
     */
    record Value(long value, int bytes) implements ValueLocation {}

    /** It is nowhere, but these are its bytes. */
    record Bytes(MemorySegment bytes) implements ValueLocation {}

    /**
     * It is a pointer to something that is not in memory.
     *
     * @param entry offset in {@code .debug_info} of what is pointed to
     */
    record ImplicitPointer(long entry, long displacement) implements ValueLocation {}

    /** It is in parts, the first of them at its lowest address. */
    record Pieces(List<Piece> pieces) implements ValueLocation {
        public Pieces {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * A part of a value.
     *
     * @param bits of the part
     * @param bitOffset of the part in what the location is of
     */
    record Piece(ValueLocation location, long bits, long bitOffset) {}

    /** The program no longer has it. */
    record OptimizedOut() implements ValueLocation {}

    /**
     * It may well exist, but what says where cannot be read.
     *
     * @param reason what is missing: "register 3"
     */
    record NotKnown(String reason) implements ValueLocation {}
}
