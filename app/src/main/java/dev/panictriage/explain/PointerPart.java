// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.Word;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A value that may be a part of a kernel pointer: one half of it, or all of it some bytes beside its place. None of this is
 * proof; a half is a number like others.
 *
 * @param text a phrase that says so
 */
record PointerPart(String text) {
    private static final int HALF = 32;
    private static final long LOW_HALF = 0xffff_ffffL;

    /** Upper halves of what page tables of four levels map for the kernel's memory, but for the last terabyte. */
    private static final long LOWEST_UPPER_HALF = 0xffff_8000L;

    private static final long HIGHEST_UPPER_HALF = 0xffff_fe00L;

    /** Smaller numbers are more often just that. */
    private static final int LEAST_BITS = 24;

    private static final int POINTER_ALIGNMENT = 8;
    private static final int MOST_BYTES = 3;

    /**
     * @param isMapped whether there is memory at an address
     * @return null if it looks like none
     */
    static @Nullable PointerPart of(long value, LongPredicate isMapped, RegisterValues registers) {
        if (value >>> HALF == 0) {
            return isUpperHalf(value) ? upper(value, registers) : lower(value, isMapped, registers);
        }
        return FaultExplainer.isCanonical(value) && value < 0 ? null : shifted(value, isMapped);
    }

    private static boolean isUpperHalf(long value) {
        return value >= LOWEST_UPPER_HALF && value < HIGHEST_UPPER_HALF;
    }

    private static PointerPart upper(long value, RegisterValues registers) {
        String like = null;
        for (int i = 0; i < GeneralRegisters.COUNT && like == null; i++) {
            Long held = registers.value(GeneralRegisters.name(i));
            like = held != null && held >>> HALF == value ? GeneralRegisters.name(i) : null;
        }
        return new PointerPart(Word.of(value).brief() + " looks like the upper half of a kernel pointer"
                + (like == null ? "" : ": that in " + FaultExplainer.upper(like) + " has the same"));
    }

    /** With the upper half of a pointer that a register holds, if together they point into mapped memory. */
    private static @Nullable PointerPart lower(long value, LongPredicate isMapped, RegisterValues registers) {
        if (value >>> LEAST_BITS == 0 || value % POINTER_ALIGNMENT != 0) {
            return null;
        }
        for (int i = 0; i < GeneralRegisters.COUNT; i++) {
            Long held = registers.value(GeneralRegisters.name(i));
            long whole = held == null ? 0 : held & ~LOW_HALF | value;
            if (held != null && isUpperHalf(held >>> HALF) && isMapped.test(whole)) {
                return new PointerPart(
                        Word.of(value).brief() + " may be the lower half of a kernel pointer: with the upper half of "
                                + FaultExplainer.upper(GeneralRegisters.name(i)) + " it is "
                                + Word.of(whole).brief()
                                + ", which is mapped");
            }
        }
        return null;
    }

    private static @Nullable PointerPart shifted(long value, LongPredicate isMapped) {
        for (int bytes = 1; bytes <= MOST_BYTES; bytes++) {
            long later = value << 8 * bytes;
            if (isPointer(later, isMapped)) {
                return new PointerPart(Word.of(value).brief() + " looks like a kernel pointer that is read or written "
                        + count(bytes) + " beside its place: " + Word.of(later).brief() + " is mapped");
            }
            long earlier = value >> 8 * bytes;
            if (isPointer(earlier, isMapped)) {
                return new PointerPart(
                        Word.of(value).brief() + " looks like a kernel pointer that is read or written " + count(bytes)
                                + " beside its place: " + Word.of(earlier).brief() + " is mapped");
            }
        }
        return null;
    }

    private static boolean isPointer(long address, LongPredicate isMapped) {
        return isUpperHalf(address >>> HALF) && isMapped.test(address);
    }

    private static String count(int bytes) {
        return bytes == 1 ? "one byte" : bytes + " bytes";
    }
}
