// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

import org.jspecify.annotations.Nullable;

/** What an instruction works on. */
public sealed interface Operand permits Operand.Register, Operand.Memory, Operand.Immediate, Operand.Target {
    Access access();

    /**
     * A register or a part of one.
     *
     * @param name as the instruction names it: {@code eax}, {@code ah}, {@code xmm3}
     * @param whole the register it is part of: {@code rax}, {@code zmm3}
     * @param size bytes
     * @param merges whether a write leaves the rest of the whole register as it was
     * @param decoration what the assembler's syntax appends, a write mask for example; mostly empty
     */
    record Register(String name, String whole, int size, boolean merges, Access access, String decoration)
            implements Operand {
        /** The same register, used otherwise. */
        public Register with(Access other) {
            return new Register(name, whole, size, merges, other, decoration);
        }

        /** Whether nothing of the register's old value is left. */
        public boolean overwrites() {
            return access == Access.WRITE && !merges;
        }
    }

    /**
     * Memory at segment + base + index * scale + displacement.
     *
     * @param segment as it is written; only {@code fs} and {@code gs} have a base other than zero
     * @param base whole or half register; {@code rip} stands for the address of the next instruction
     * @param index whole or half register
     * @param scale 1, 2, 4 or 8
     * @param displacement sign-extended
     * @param displacementSize bytes in the encoding; 0 if there are none
     * @param addressSize bytes to which the sum is cut before the segment's base is added: 8 or 4
     * @param fixed the address without the segment's base, where the instruction alone determines it
     * @param size bytes accessed (by one repetition, if repeated); 0 if not known
     * @param decoration what the assembler's syntax appends, a broadcast for example; mostly empty
     */
    record Memory(
            @Nullable String segment,
            @Nullable String base,
            @Nullable String index,
            int scale,
            long displacement,
            int displacementSize,
            int addressSize,
            @Nullable Long fixed,
            int size,
            Access access,
            String decoration)
            implements Operand {
        /** The index of an encoding that spells out that there is none. Its value is zero. */
        public static final String NO_INDEX = "riz";

        /** The same with 4-byte addresses. */
        public static final String NO_HALF_INDEX = "eiz";

        /** The address, modulo 2^64; absent if a register that it takes is not known. */
        public @Nullable Long effectiveAddress(RegisterValues registers) {
            long sum;
            if (fixed != null) {
                sum = fixed;
            } else {
                Long baseValue = base == null ? Long.valueOf(0) : registers.value(wholeOf(base));
                Long indexValue = !hasIndex() ? Long.valueOf(0) : registers.value(wholeOf(index));
                if (baseValue == null || indexValue == null) {
                    return null;
                }
                sum = baseValue + indexValue * scale + displacement;
            }
            if (addressSize == 4) {
                sum &= 0xffff_ffffL;
            }
            if (!hasSegmentBase()) {
                return sum;
            }
            Long segmentBase = registers.value(segment + "_base");
            return segmentBase == null ? null : Long.valueOf(segmentBase + sum);
        }

        /** Whether the base of a segment counts: memory of the current CPU or thread. */
        public boolean hasSegmentBase() {
            return "fs".equals(segment) || "gs".equals(segment);
        }

        private boolean hasIndex() {
            return index != null && !index.equals(NO_INDEX) && !index.equals(NO_HALF_INDEX);
        }

        /** The whole register that the base is part of; absent without one, and for {@code rip}. */
        public @Nullable String baseRegister() {
            return base == null || fixed != null ? null : wholeOf(base);
        }

        /** The whole register that the index is part of; absent without one. */
        public @Nullable String indexRegister() {
            return hasIndex() ? wholeOf(index) : null;
        }

        /** With 4-byte addresses {@code eax} and {@code r8d} are named, parts of {@code rax} and {@code r8}. */
        private String wholeOf(@Nullable String register) {
            if (register == null) {
                return "";
            }
            if (addressSize == 8) {
                return register;
            }
            return register.endsWith("d") ? register.substring(0, register.length() - 1) : "r" + register.substring(1);
        }
    }

    /**
     * A constant.
     *
     * @param value sign-extended, or zero-extended where the instruction takes it so
     * @param size bytes of the operand that it is used as
     */
    record Immediate(long value, int size) implements Operand {
        @Override
        public Access access() {
            return Access.READ;
        }
    }

    /** The code that a direct branch goes to. */
    record Target(long address) implements Operand {
        @Override
        public Access access() {
            return Access.NONE;
        }
    }
}
