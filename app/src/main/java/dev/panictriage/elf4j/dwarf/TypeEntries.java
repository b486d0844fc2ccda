// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types: what they are without their modifiers, and how large. Null stands for void throughout. */
public final class TypeEntries {
    /** Modifiers and typedefs on end, and arrays of arrays. */
    private static final int LONGEST_CHAIN = 64;

    private TypeEntries() {}

    /**
     * The type without typedefs and modifiers (const, volatile, restrict, atomic, immutable).
     *
     * @throws DwarfException for a type that is made of itself
     */
    public static @Nullable Die resolved(@Nullable Die type) {
        Die at = type;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            if (at == null || !isAlias(at.tag())) {
                return at;
            }
            at = at.reference(DwAt.TYPE);
        }
        throw new DwarfException("a type that is made of itself");
    }

    private static boolean isAlias(int tag) {
        return switch (tag) {
            case DwTag.TYPEDEF,
                    DwTag.CONST_TYPE,
                    DwTag.VOLATILE_TYPE,
                    DwTag.RESTRICT_TYPE,
                    DwTag.ATOMIC_TYPE,
                    DwTag.IMMUTABLE_TYPE -> true;
            default -> false;
        };
    }

    /** Bytes of a value of that type; 0 for void, functions, declarations, and arrays that do not say how many they have. */
    public static long size(@Nullable Die type) {
        Die at = resolved(type);
        long count = 1;
        for (int i = 0; at != null && at.tag() == DwTag.ARRAY_TYPE && !at.has(DwAt.BYTE_SIZE); i++) {
            if (i == LONGEST_CHAIN) {
                throw new DwarfException("a type that is made of itself");
            }
            for (long dimension : dimensions(at)) {
                count *= Math.max(dimension, 0);
            }
            at = resolved(at.reference(DwAt.TYPE));
        }
        if (at == null) {
            return 0;
        }
        boolean isPointer = at.tag() == DwTag.POINTER_TYPE
                || at.tag() == DwTag.REFERENCE_TYPE
                || at.tag() == DwTag.RVALUE_REFERENCE_TYPE;
        return count * at.constant(DwAt.BYTE_SIZE, isPointer ? at.unit().addressBytes() : 0);
    }

    /** How many elements an array has in each of its dimensions, the outermost first; -1 where it does not say. */
    public static List<Long> dimensions(Die array) {
        List<Long> dimensions = new ArrayList<>();
        for (Die child = array.firstChild(); child != null; child = child.nextSibling()) {
            if (child.tag() == DwTag.SUBRANGE_TYPE || child.tag() == DwTag.ENUMERATION_TYPE) {
                dimensions.add(count(child));
            }
        }
        return dimensions;
    }

    private static long count(Die range) {
        Attribute count = range.attribute(DwAt.COUNT);
        if (count != null) {
            return count.isConstant() ? count.constant() : -1;
        }
        Attribute upper = range.attribute(DwAt.UPPER_BOUND);
        if (upper == null || !upper.isConstant()) {
            return -1;
        }
        // Of an array of none, compilers write the highest index as -1, in whatever form. Languages of this library
        // count from 0.
        long highest = upper.form() == DwForm.UDATA ? upper.constant() : narrow(upper);
        return highest - range.constant(DwAt.LOWER_BOUND, 0) + 1;
    }

    private static long narrow(Attribute upper) {
        long value = upper.constant();
        return switch (upper.form()) {
            case DwForm.DATA4 -> value == 0xffff_ffffL ? -1 : value;
            default -> value;
        };
    }

    /** The constants of an enumeration, in order. */
    public static List<Die> enumerators(Die enumeration) {
        List<Die> constants = new ArrayList<>();
        for (Die child = enumeration.firstChild(); child != null; child = child.nextSibling()) {
            if (child.tag() == DwTag.ENUMERATOR) {
                constants.add(child);
            }
        }
        return constants;
    }

    /** Whether the type is a number with a sign: its encoding says so ({@code DW_ATE_}), or an enumeration's type does. */
    public static boolean isSigned(@Nullable Die type) {
        Die at = resolved(type);
        if (at != null && at.tag() == DwTag.ENUMERATION_TYPE) {
            at = resolved(at.reference(DwAt.TYPE));
        }
        if (at == null) {
            return false;
        }
        long encoding = at.constant(DwAt.ENCODING, 0);
        return encoding == 0x05 || encoding == 0x06 || encoding == 0x0d;
    }

    /** The parameters of a function or function type, in order. */
    public static List<Die> parameters(Die function) {
        List<Die> parameters = new ArrayList<>();
        for (Die child = function.firstChild(); child != null; child = child.nextSibling()) {
            if (child.tag() == DwTag.FORMAL_PARAMETER) {
                parameters.add(child);
            }
        }
        return parameters;
    }
}
