// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a structure or union.
 *
 * @param name empty for an anonymous one
 * @param type as declared; null if not known
 * @param offset bytes from the start of the structure to the byte that has the first bit
 * @param bitOffset of a bit field: bits from the start of that byte to the first bit, counted as the machine numbers them: from the
 *     least significant one on little-endian machines, from the most significant one on big-endian; otherwise 0
 * @param bitSize of a bit field: its width; otherwise 0
 */
public record StructMember(String name, @Nullable Die type, long offset, int bitOffset, int bitSize) {
    private static final int DW_OP_CONSTU = 0x10;
    private static final int DW_OP_PLUS_UCONST = 0x23;

    /** The members of a structure or union in the order of declaration; base classes as anonymous members. Empty for a declaration. */
    public static List<StructMember> of(Die structure) {
        List<StructMember> members = new ArrayList<>();
        for (Die child = structure.firstChild(); child != null; child = child.nextSibling()) {
            int tag = child.tag();
            // What a class has but once is declared within it and not in each of its instances.
            boolean isStatic = child.flag(DwAt.EXTERNAL) || child.flag(DwAt.DECLARATION);
            if ((tag == DwTag.MEMBER || tag == DwTag.INHERITANCE) && !isStatic) {
                members.add(member(child));
            }
        }
        return members;
    }

    private static StructMember member(Die member) {
        Attribute name = member.attribute(DwAt.NAME);
        Die type = member.reference(DwAt.TYPE);
        long offset = byteOffset(member.attribute(DwAt.DATA_MEMBER_LOCATION));
        int width = bitSize(member);
        long bits = 8 * offset;
        if (width > 0) {
            Attribute fromStart = member.attribute(DwAt.DATA_BIT_OFFSET);
            Attribute fromHighest = member.attribute(DwAt.BIT_OFFSET);
            if (fromStart != null) {
                // Together with a place in bytes it would count from there.
                bits += fromStart.constant();
            } else if (fromHighest != null) {
                bits += oldBitOffset(member, type, fromHighest.signedConstant(), width);
            }
        }
        return new StructMember(
                name == null ? "" : name.string(), type, Math.floorDiv(bits, 8), (int) Math.floorMod(bits, 8L), width);
    }

    private static int bitSize(Die member) {
        long width = member.constant(DwAt.BIT_SIZE, 0);
        if (width < 0 || width > 1 << 16) {
            throw new DwarfException("a bit field of " + width + " bits");
        }
        return (int) width;
    }

    /** DWARF 2 and 3 counted from the most significant bit of the storage unit, whatever the machine does: DWARF 3, 5.6.6. */
    private static long oldBitOffset(Die member, @Nullable Die type, long fromHighest, int width) {
        if (member.unit().sections().order() == ByteOrder.BIG_ENDIAN) {
            return fromHighest;
        }
        long storage = member.constant(DwAt.BYTE_SIZE, -1);
        if (storage < 0) {
            storage = TypeEntries.size(type);
        }
        return 8 * storage - fromHighest - width;
    }

    private static long byteOffset(@Nullable Attribute location) {
        if (location == null) {
            return 0;
        }
        if (location.isConstant()) {
            return location.constant();
        }
        // DWARF 2 has an expression, to which the start of the structure is given; and compilers ever wrote but these.
        MemorySegment expression = location.block();
        Cursor at = Cursor.at(expression, location.unit().sections().order(), 0);
        int operation = at.u8();
        if (operation != DW_OP_PLUS_UCONST && operation != DW_OP_CONSTU) {
            throw new DwarfException("a member whose place must be computed");
        }
        long offset = at.uleb128();
        int plus = 0x22;
        if (operation == DW_OP_CONSTU ? at.u8() != plus || at.hasMore() : at.hasMore()) {
            throw new DwarfException("a member whose place must be computed");
        }
        return offset;
    }
}
