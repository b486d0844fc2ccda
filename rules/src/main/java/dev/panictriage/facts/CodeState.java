// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * Whether machine code of the kernel is what it should be, by one check.
 *
 * @param check what was looked at
 * @param outcome what was found
 * @param location the instruction or the function; of several functions that are as they should be, absent
 * @param functions how many functions were checked
 * @param address of the first byte that differs; absent where none does
 * @param bytes how many bytes differ, from the first to the last
 * @param bit number of the bit that differs, 0 the lowest of the byte; only where exactly one does
 * @param found the bytes that differ as they are in the dump, in hex
 * @param expected the same as they should be
 * @param stack the stack that led there, named as in {@link Frame}
 * @param detail what else there is to say, as a clause
 */
public record CodeState(
        Check check,
        Outcome outcome,
        @Nullable Location location,
        int functions,
        @Nullable Word address,
        @Nullable Integer bytes,
        @Nullable Integer bit,
        @Nullable String found,
        @Nullable String expected,
        @Nullable String stack,
        @Nullable String detail,
        Source source)
        implements Fact {
    /** What code is compared with. */
    public enum Check {
        /** The instructions of the function, decoded from its start: is the faulting address where one begins? */
        BOUNDARY,
        /** The bytes that the oops printed. */
        PRINTED,
        /** The file that the kernel or the module was loaded from. */
        FILE
    }

    /** What a check found. */
    public enum Outcome {
        /** As it should be. */
        SAME,
        /** In the middle of an instruction. */
        INSIDE_INSTRUCTION,
        /** The bytes at or before the address are no instruction. */
        UNDECODABLE,
        /** A breakpoint of the kernel's own, which it sets while it changes code, or for a probe. */
        BREAKPOINT,
        /** Exactly one bit differs, and nothing that patches code accounts for it. */
        ONE_BIT,
        /** More differs, and nothing that patches code accounts for it. */
        DIFFERENT
    }
}
