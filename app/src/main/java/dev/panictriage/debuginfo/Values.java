// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwAt;
import dev.panictriage.elf4j.dwarf.DwTag;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.StructMember;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.Symbols.Symbol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values as C would, with what pointers point to, one level deep. */
final class Values {
    /** Of a struct that is pointed to: the first members tell what it is, and a report is no dump. */
    private static final int MOST_MEMBERS = 5;

    private static final int LONGEST_STRING = 48;

    /** DW_ATE_boolean. */
    private static final int BOOLEAN = 2;

    private static final long FIRST_PAGE = 4096;

    private final KernelImage image;
    private final DebugObject object;

    Values(KernelImage image, DebugObject object) {
        this.image = image;
        this.object = object;
    }

    /** A value whose bits are known; a pointer with what it points to. */
    String ofBits(@Nullable Die type, long bits) {
        Die resolved = TypeEntries.resolved(type);
        String plain = plain(resolved, bits);
        return resolved != null && resolved.tag() == DwTag.POINTER_TYPE
                ? "(" + TypeNames.of(type) + ")" + plain + pointee(resolved, bits)
                : plain;
    }

    /** A value in memory: a number, a pointer, or if it is larger, where it is. Null if it cannot be read. */
    @Nullable
    String inMemory(@Nullable Die type, long address) {
        Die resolved = TypeEntries.resolved(type);
        if (resolved == null || isAggregate(resolved)) {
            return "(" + TypeNames.of(type) + ") at 0x" + Long.toHexString(address);
        }
        Long bits = read(address, (int) TypeEntries.size(resolved));
        return bits == null ? null : ofBits(type, bits);
    }

    private static boolean isAggregate(Die type) {
        return type.tag() == DwTag.STRUCTURE_TYPE
                || type.tag() == DwTag.UNION_TYPE
                || type.tag() == DwTag.ARRAY_TYPE
                || type.tag() == DwTag.CLASS_TYPE;
    }

    /** Little-endian; null if it is not readable, or no number. */
    private @Nullable Long read(long address, int bytes) {
        if (bytes < 1 || bytes > Long.BYTES) {
            return null;
        }
        try {
            return image.memory().number(address, bytes);
        } catch (UnreadableException e) {
            return null;
        }
    }

    private String plain(@Nullable Die type, long bits) {
        if (type == null) {
            return hex(bits);
        }
        int size = (int) TypeEntries.size(type);
        long value = size >= 1 && size < Long.BYTES ? bits & (1L << 8 * size) - 1 : bits;
        if (type.tag() == DwTag.POINTER_TYPE) {
            return hex(value);
        }
        if (type.tag() == DwTag.ENUMERATION_TYPE) {
            return enumerator(type, value, size);
        }
        if (type.constant(DwAt.ENCODING, 0) == BOOLEAN) {
            return value == 0 ? "false" : value == 1 ? "true" : hex(value);
        }
        if (TypeEntries.isSigned(type)) {
            return Long.toString(signed(value, size));
        }
        return Long.compareUnsigned(value, FIRST_PAGE) < 0 ? Long.toString(value) : hex(value);
    }

    private static long signed(long value, int size) {
        int unused = Long.SIZE - 8 * size;
        return size < 1 || unused <= 0 ? value : value << unused >> unused;
    }

    private static String enumerator(Die type, long value, int size) {
        for (Die constant : TypeEntries.enumerators(type)) {
            if ((constant.constant(DwAt.CONST_VALUE, 0) & (size < 8 ? (1L << 8 * size) - 1 : -1)) == value) {
                return constant.name();
            }
        }
        return Long.toString(signed(value, size));
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** What is at the target of a pointer, if that says something: a symbol, a string, the first members of a struct. */
    private String pointee(Die pointer, long address) {
        if (Long.compareUnsigned(address, FIRST_PAGE) < 0) {
            return "";
        }
        Optional<Symbol> symbol = image.symbols().at(address);
        if (symbol.isPresent()) {
            long offset = address - symbol.get().address();
            return " <" + symbol.get().name() + (offset == 0 ? "" : "+0x" + Long.toHexString(offset)) + ">";
        }
        Die target = TypeEntries.resolved(pointer.type());
        if (target == null || !image.memory().isReadable(address, 1)) {
            return target == null ? "" : " <not readable>";
        }
        if (target.tag() == DwTag.BASE_TYPE) {
            return TypeEntries.size(target) == 1 ? string(address) : " -> " + inMemory(target, address);
        }
        if (target.tag() == DwTag.STRUCTURE_TYPE) {
            try {
                return members(object.info().definition(target).orElse(target), address);
            } catch (DwarfException e) {
                return "";
            }
        }
        return "";
    }

    /** Only what is text throughout: bytes are nobody's business. */
    private String string(long address) {
        Memory memory = image.memory();
        String text;
        try {
            text = memory.string(address, LONGEST_STRING);
        } catch (UnreadableException e) {
            return "";
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x20 && text.charAt(i) != '\n' || text.charAt(i) > 0x7e) {
                return "";
            }
        }
        return " \"" + text.replace("\n", "\\n") + "\"";
    }

    private String members(Die struct, long address) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (StructMember member : StructMember.of(struct)) {
            Die type = TypeEntries.resolved(member.type());
            if (member.name().isEmpty() || member.bitSize() > 0 || type == null || isAggregate(type)) {
                continue;
            }
            Long bits = read(address + member.offset(), (int) TypeEntries.size(type));
            if (bits == null) {
                continue;
            }
            if (count == MOST_MEMBERS) {
                text.append(", ...");
                break;
            }
            text.append(count++ == 0 ? "" : ", ")
                    .append('.')
                    .append(member.name())
                    .append(" = ")
                    .append(plain(type, bits));
        }
        return text.isEmpty() ? "" : " {" + text + "}";
    }
}
