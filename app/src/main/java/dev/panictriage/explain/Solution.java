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
        String base = operand.baseRegister();
        String index = operand.indexRegister();
        if (faultAddress == null || operand.fixed() != null || operand.hasSegmentBase() || operand.addressSize() != 8) {
            return null;
        }
        Long baseValue = base == null ? Long.valueOf(0) : registers.value(base);
        Long indexValue = index == null ? Long.valueOf(0) : registers.value(index);
        if ((baseValue == null) == (indexValue == null) || "rip".equals(base)) {
            return null;
        }
        long rest = faultAddress.value() - operand.displacement();
        boolean isIndex = indexValue == null;
        rest -= isIndex ? baseValue : indexValue * operand.scale();
        int scale = isIndex ? operand.scale() : 1;
        if (rest % scale != 0) {
            return null;
        }
        Word value = Word.of(rest / scale);
        String name = String.valueOf(isIndex ? index : base).toUpperCase(Locale.ROOT);
        StringBuilder text = new StringBuilder();
        String other = isIndex ? base : index;
        Long otherValue = isIndex ? baseValue : indexValue;
        if (other != null && otherValue != null) {
            text.append(Word.of(otherValue).brief()).append(isIndex || operand.scale() == 1 ? "" : " * " + operand.scale()).append(" + ");
        }
        text.append(name).append(scale == 1 ? "" : " * " + scale);
        if (operand.displacement() != 0) {
            text.append(operand.displacement() < 0 ? " - 0x" : " + 0x");
            text.append(Long.toHexString(Math.abs(operand.displacement())));
        }
        text.append(" = ").append(faultAddress.brief()).append(", the fault address, for ");
        text.append(name).append(" = ").append(value.brief()).append(" = ").append(value.value());
        return new Solution(value, isIndex, text.toString());
    }
}
