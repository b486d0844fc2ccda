// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The kernel's types, whether they come from BTF or from DWARF. Looked up lazily, by name. */
public interface Types {
    /** Of a kernel whose types are not known. */
    Types NONE = new Types() {
        @Override
        public Optional<Struct> struct(String name) {
            return Optional.empty();
        }

        @Override
        public OptionalLong enumerator(String constant) {
            return OptionalLong.empty();
        }

        @Override
        public List<Enumerator> enumeration(String name) {
            return List.of();
        }
    };

    /** A struct or union that has a definition. */
    Optional<Struct> struct(String name);

    /** The value of an enumeration constant, whatever enumeration it is in. */
    OptionalLong enumerator(String constant);

    /** The constants of an enumeration, in order. Empty if there is no such enumeration. */
    List<Enumerator> enumeration(String name);

    /** A function as it was declared. Empty if several that are static to their files differ. */
    default Optional<Function> function(String name) {
        return Optional.empty();
    }

    record Enumerator(String name, long value) {}

    /**
     * A function's declaration.
     *
     * @param result of size 0 for void
     */
    record Function(String name, Type result, List<Parameter> parameters) {}

    /** @param name empty if the declaration names none */
    record Parameter(String name, Type type) {}

    /** A type as it is used: a member's, an element's, a pointer's target. Modifiers and typedefs are already resolved. */
    sealed interface Type permits Struct, Scalar, Pointer, Array {
        /** Bytes; 0 for void, functions and incomplete types. */
        long size();
    }

    /** An integer, enumeration, float, or anything else that is read as bits. {@code name} is empty for void. */
    record Scalar(String name, long size, boolean signed) implements Type {}

    /** A pointer. The target is resolved on demand: types refer to each other in circles. */
    interface PointerTarget {
        /** Empty for a pointer to void, to a function, or to a type without a definition. */
        Optional<Struct> struct();
    }

    record Pointer(long size, PointerTarget target) implements Type {}

    record Array(Type element, long count) implements Type {
        @Override
        public long size() {
            return element.size() * count;
        }
    }

    /** A struct or union; {@code name} is empty for an anonymous one. Members of anonymous members count as its own. */
    non-sealed interface Struct extends Type {
        String name();

        /**
         * @param path a member, or a path through nested structs with dots and array indices: {@code a.b[2].c}
         */
        Optional<Member> member(String path);

        /** The members in order of declaration, anonymous ones not flattened (their name is empty). */
        List<Member> members();

        /**
         * The member that is exactly the {@code size} bytes at an offset, by its path through nested structs, unions and
         * arrays; of a union the first that fits. Empty if there is none.
         */
        default Optional<Member> pathAt(long offset, long size) {
            return MemberPaths.find(this, offset, size);
        }
    }

    /**
     * @param name as declared; the whole path where it was looked up by path
     * @param offset bytes from the start of the struct that was asked
     * @param bitOffset for a bit-field: bits from {@code offset}; otherwise 0
     * @param bitSize for a bit-field: its width; otherwise 0
     */
    record Member(String name, long offset, int bitOffset, int bitSize, Type type) {}
}
