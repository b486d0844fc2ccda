// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import org.jspecify.annotations.Nullable;

/** What declarations say of values, as far as an expression needs it. */
public interface DeclaredTypes {
    /** Of a kernel whose types are not known. */
    DeclaredTypes NONE = new DeclaredTypes() {
        @Override
        public @Nullable Variable parameter(long function, int number) {
            return null;
        }

        @Override
        public @Nullable Structure result(long function) {
            return null;
        }

        @Override
        public @Nullable Variable perCpu(long offset) {
            return null;
        }

        @Override
        public @Nullable Variable variable(long address) {
            return null;
        }
    };

    /**
     * A parameter of the function that starts at an address.
     *
     * @param number 1 for the first
     */
    @Nullable
    Variable parameter(long function, int number);

    /** What the result of the function that starts at an address points to. */
    @Nullable
    Structure result(long function);

    /** What the current CPU keeps at an offset of the per-CPU area: {@code current}. */
    @Nullable
    Variable perCpu(long offset);

    /** The variable at an address of the kernel or a module; named with its offset where it is not the first byte. */
    @Nullable
    Variable variable(long address);

    /**
     * Something with a name.
     *
     * @param name empty if only the type is known
     * @param target what it points to; absent if it is no pointer to a structure, or that is not known
     */
    record Variable(String name, @Nullable Structure target) {}

    /** A struct or union that a pointer points to. */
    interface Structure {
        /** {@code struct task_struct}. */
        String name();

        /** The member that an access of so many bytes takes, named by its path; null if none is exactly that. */
        @Nullable
        Variable member(long offset, int size);
    }
}
