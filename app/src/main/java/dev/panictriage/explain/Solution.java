// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.Word;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a register must have held for an operand to give the fault address, where all else of the operand is known.
 *
 * @param isIndex whether it is the index register, and not the base
 * @param arithmetic the equation, as a person would write it
 */
record Solution(Word value, boolean isIndex, String arithmetic) {
    /** @return null if not exactly one register is unknown, or no value of it gives the address */
    static @Nullable Solution of(Operand.Memory operand, RegisterValues registers, @Nullable Word faultAddress) {
        boolean plain = operand.fixed() == null && !operand.hasSegmentBase() && operand.addressSize() == 8;
        String base = operand.baseRegister();
        String index = operand.indexRegister();
        if (faultAddress == null || !plain || "rip".equals(base)) {
            return null;
        }
        Long baseValue = base == null ? null : registers.value(base);
        Long indexValue = index == null ? null : registers.value(index);
        boolean solvesBase = base != null && baseValue == null;
        boolean solvesIndex = index != null && indexValue == null;
        if (solvesBase == solvesIndex) {
            return null;
        }
        long rest = faultAddress.value() - operand.displacement();
        int scale = operand.scale();
        if (solvesBase) {
            long known = indexValue == null ? 0 : indexValue * scale;
            String term = index == null ? "" : " + " + hex(known);
            return equation(base, 1, term, operand.displacement(), faultAddress, rest - known, false);
        }
        long known = baseValue == null ? 0 : baseValue;
        String term = base == null ? "" : " + " + hex(known);
        return (rest - known) % scale != 0
                ? null
                : equation(index, scale, term, operand.displacement(), faultAddress, (rest - known) / scale, true);
    }

    private static Solution equation(
            @Nullable String register,
            int scale,
            String term,
            long displacement,
            Word faultAddress,
            long value,
            boolean isIndex) {
        String name = String.valueOf(register).toUpperCase(Locale.ROOT);
        String times = scale == 1 ? "" : " * " + scale;
        String offset = displacement == 0 ? "" : (displacement < 0 ? " - " : " + ") + hex(Math.abs(displacement));
        String text = name + times + term + offset + " = " + faultAddress.brief() + ", the fault address, for " + name
                + " = " + hex(value) + " = " + value;
        return new Solution(Word.of(value), isIndex, text);
    }

    private static String hex(long value) {
        return Word.of(value).brief();
    }
}
