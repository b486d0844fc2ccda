// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Operand;
import org.jspecify.annotations.Nullable;

/**
 * What gave a place its value, possibly through copies.
 *
 * @param index of the instruction; -1 for {@link Kind#ENTRY}
 * @param place that the instruction wrote, or that held the value at the function's entry
 * @param memory what was loaded, for {@link Kind#LOAD}
 * @param constant the value, for {@link Kind#CONSTANT}; the slot, for {@link Kind#LOCAL}
 * @param offset what was added to the value on the way
 * @param width bytes of the value that arrived, the others were zeroed or extended; 8 for all
 */
record Producer(
        Kind kind, int index, Place place, Operand.@Nullable Memory memory, long constant, long offset, int width) {
    enum Kind {
        /** It was there when the function was entered. */
        ENTRY,
        LOAD,
        CONSTANT,
        /** The address of a slot of the function's own stack frame. */
        LOCAL,
        /** What a call returned. */
        RESULT,
        /** A call leaves anything there. */
        CLOBBERED,
        COMPUTED,
        /** The kernel's handler of a fault that the exception table expects of the instruction. */
        HANDLED,
        /** The code does not show it. */
        UNKNOWN
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    /** Whether the whole value arrived. */
    boolean isWhole() {
        return width == Long.BYTES;
    }
}
