// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.dwarf.Attribute;
import dev.panictriage.elf4j.dwarf.DebugInfo;
import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwAt;
import dev.panictriage.elf4j.dwarf.DwTag;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.kernel.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The kernel's types by its DWARF, as {@link dev.panictriage.kernel.btf.Btf} has them by BTF. What is not whole is not known. */
public final class DwarfTypes implements Types {
    private static final Scalar VOID = new Scalar("", 0, false);

    /** Arrays of arrays. */
    private static final int DEEPEST = 16;

    private final DebugInfo info;
    private final Map<String, Optional<Struct>> structs = new HashMap<>();

    public DwarfTypes(DebugInfo info) {
        this.info = info;
    }

    @Override
    public synchronized Optional<Struct> struct(String name) {
        Optional<Struct> struct = structs.get(name);
        if (struct == null) {
            struct = find(name);
            structs.put(name, struct);
        }
        return struct;
    }

    private Optional<Struct> find(String name) {
        try {
            for (int tag : new int[] {DwTag.STRUCTURE_TYPE, DwTag.UNION_TYPE, DwTag.TYPEDEF}) {
                Die found = info.find(tag, name).orElse(null);
                if (found != null && type(found) instanceof Struct struct) {
                    return Optional.of(struct);
                }
            }
        } catch (DwarfException e) {
            // as if there were none
        }
        return Optional.empty();
    }

    @Override
    public OptionalLong enumerator(String constant) {
        try {
            Optional<Die> found = info.find(DwTag.ENUMERATOR, constant);
            return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value(found.get()));
        } catch (DwarfException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public List<Enumerator> enumeration(String name) {
        List<Enumerator> constants = new ArrayList<>();
        try {
            Die found = info.find(DwTag.ENUMERATION_TYPE, name).orElse(null);
            if (found != null) {
                for (Die constant : TypeEntries.enumerators(found)) {
                    constants.add(new Enumerator(constant.name(), value(constant)));
                }
            }
        } catch (DwarfException e) {
            constants.clear();
        }
        return constants;
    }

    @Override
    public Optional<Function> function(String name) {
        try {
            return info.find(DwTag.SUBPROGRAM, name).map(this::function);
        } catch (DwarfException e) {
            return Optional.empty();
        }
    }

    /** The type of a variable outside of functions. */
    public Optional<Type> variable(String name) {
        try {
            return info.find(DwTag.VARIABLE, name).map(variable -> type(variable.type()));
        } catch (DwarfException e) {
            return Optional.empty();
        }
    }

    /** @param subprogram the function, or what an instance of it was compiled from */
    Function function(Die subprogram) {
        Die origin = subprogram.reference(DwAt.ABSTRACT_ORIGIN);
        Die declared = origin == null ? subprogram : origin;
        List<Parameter> parameters = new ArrayList<>();
        for (Die parameter : TypeEntries.parameters(declared)) {
            parameters.add(new Parameter(parameter.name(), type(parameter.type())));
        }
        return new Function(declared.name(), type(declared.type()), parameters);
    }

    /** Negative numbers have a form of signed ones: gen_enumeration_type_die of GCC, constructEnumTypeDIE of LLVM. */
    private static long value(Die enumerator) {
        Attribute value = enumerator.attribute(DwAt.CONST_VALUE);
        if (value == null) {
            throw new DwarfException("an enumeration constant without a value");
        }
        return value.constant();
    }

    /**
     * A type as it is used: without modifiers and typedefs. Void for null, functions, and what is not whole.
     *
     * @param entry of a type
     */
    public Type type(@Nullable Die entry) {
        try {
            return resolve(entry);
        } catch (DwarfException e) {
            return VOID;
        }
    }

    private Type resolve(@Nullable Die entry) {
        Die die = TypeEntries.resolved(entry);
        if (die == null) {
            return VOID;
        }
        return switch (die.tag()) {
            case DwTag.BASE_TYPE, DwTag.ENUMERATION_TYPE ->
                new Scalar(die.name(), TypeEntries.size(die), TypeEntries.isSigned(die));
            case DwTag.POINTER_TYPE -> new Pointer(TypeEntries.size(die), () -> target(die));
            case DwTag.STRUCTURE_TYPE, DwTag.UNION_TYPE, DwTag.CLASS_TYPE -> {
                Die definition = info.definition(die).orElse(die);
                yield new DwarfStruct(this, definition);
            }
            case DwTag.ARRAY_TYPE -> array(resolve(die.type()), TypeEntries.dimensions(die));
            default -> VOID;
        };
    }

    private Optional<Struct> target(Die pointer) {
        return type(pointer.type()) instanceof DwarfStruct struct && !struct.isDeclaration()
                ? Optional.of(struct)
                : Optional.empty();
    }

    private static Type array(Type element, List<Long> dimensions) {
        Type type = element;
        for (int i = dimensions.size() - 1; i >= 0 && i >= dimensions.size() - DEEPEST; i--) {
            long count = Math.max(dimensions.get(i), 0);
            if (count > 0 && type.size() > Integer.MAX_VALUE / count) {
                return VOID;
            }
            type = new Array(type, count);
        }
        return type;
    }
}
