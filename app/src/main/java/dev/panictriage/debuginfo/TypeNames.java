// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwTag;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import org.jspecify.annotations.Nullable;

/** Types as C writes them. */
final class TypeNames {
    private static final int DEEPEST = 16;

    private TypeNames() {}

    static String of(@Nullable Die type) {
        return of(type, 0);
    }

    private static String of(@Nullable Die type, int depth) {
        if (type == null) {
            return "void";
        }
        if (depth == DEEPEST) {
            return "...";
        }
        return switch (type.tag()) {
            case DwTag.CONST_TYPE -> qualified("const", type, depth);
            case DwTag.VOLATILE_TYPE -> qualified("volatile", type, depth);
            case DwTag.RESTRICT_TYPE, DwTag.ATOMIC_TYPE, DwTag.IMMUTABLE_TYPE -> of(type.type(), depth + 1);
            case DwTag.POINTER_TYPE -> pointer(of(type.type(), depth + 1));
            case DwTag.STRUCTURE_TYPE, DwTag.CLASS_TYPE -> tagged("struct", type);
            case DwTag.UNION_TYPE -> tagged("union", type);
            case DwTag.ENUMERATION_TYPE -> tagged("enum", type);
            case DwTag.ARRAY_TYPE -> of(type.type(), depth + 1) + dimensions(type);
            case DwTag.SUBROUTINE_TYPE -> of(type.type(), depth + 1) + " (...)";
            default -> type.name().isEmpty() ? "?" : type.name();
        };
    }

    private static String qualified(String qualifier, Die type, int depth) {
        Die target = type.type();
        String name = of(target, depth + 1);
        return target != null && target.tag() == DwTag.POINTER_TYPE ? name + qualifier : qualifier + " " + name;
    }

    private static String pointer(String target) {
        return target.endsWith("*") ? target + "*" : target + " *";
    }

    private static String tagged(String keyword, Die type) {
        return keyword + " " + (type.name().isEmpty() ? "{...}" : type.name());
    }

    private static String dimensions(Die array) {
        StringBuilder text = new StringBuilder();
        for (long count : TypeEntries.dimensions(array)) {
            text.append('[').append(count < 0 ? "" : String.valueOf(count)).append(']');
        }
        return text.toString();
    }
}
