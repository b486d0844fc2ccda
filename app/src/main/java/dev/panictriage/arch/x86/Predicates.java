// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Operand;
import java.util.List;

/** Immediates that the assembler writes as part of the mnemonic. */
final class Predicates {
    /** Floating-point comparisons; the legacy encoding has the first eight. Intel SDM vol. 2, CMPPD. */
    private static final String[] COMPARISONS = {
        "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord",
        "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true",
        "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s",
        "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us"
    };

    /** Integer comparisons into a mask; two have no name. Intel SDM vol. 2, VPCMPD. */
    private static final String[] INTEGER_COMPARISONS = {"eq", "lt", "le", "", "neq", "nlt", "nle", ""};

    private Predicates() {}

    /** Names the comparison, or adds the immediate to the operands if it has no name. */
    static String compare(String stem, String type, int immediate, boolean legacy, List<Operand> operands) {
        if (stem.equals("vpcmp")) {
            if (immediate < 8 && !INTEGER_COMPARISONS[immediate].isEmpty()) {
                return stem + INTEGER_COMPARISONS[immediate] + type;
            }
        } else if (immediate < (legacy ? 8 : 32)) {
            return stem + COMPARISONS[immediate] + type;
        }
        operands.add(new Operand.Immediate(immediate, 1));
        return stem + type;
    }

    /** Names the halves that a carry-less multiplication takes, or adds the immediate if it has no name. */
    static String multiply(String stem, String type, int immediate, List<Operand> operands) {
        String halves =
                switch (immediate) {
                    case 0x00 -> "lqlq";
                    case 0x01 -> "hqlq";
                    case 0x10 -> "lqhq";
                    case 0x11 -> "hqhq";
                    default -> {
                        operands.add(new Operand.Immediate(immediate, 1));
                        yield "q";
                    }
                };
        return stem + halves + type;
    }
}
