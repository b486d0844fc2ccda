// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

import org.jspecify.annotations.Nullable;

/** The registers at some point of execution, as far as they are known. */
@FunctionalInterface
public interface RegisterValues {
    /**
     * @param register whole register, lower case: {@code rax}, ..., {@code r15}, {@code rip}, {@code eflags}; the base
     *     of a segment is {@code fs_base} or {@code gs_base}
     * @return its value, absent if not known
     */
    @Nullable
    Long value(String register);
}
