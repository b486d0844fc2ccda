// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Operand;
import java.util.List;

/**
 * Fills in the markers of a mnemonic: sizes, conditions, and predicates that are encoded as an immediate. Concatenates
 * without {@code +} and chooses without patterns, as the first use of either costs a cold JVM milliseconds.
 */
final class Mnemonics {
    static final String MARKERS = "~^%!?#$";

    /** For 1, 2, 4 and 8 bytes. */
    private static final String SUFFIXES = "bwlq";

    private static final String[] CONDITIONS = {
        "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
    };

    /** Of floating-point numbers; the legacy encoding has the first eight. Intel SDM vol. 2, CMPPD. */
    private static final String[] COMPARISONS = {
        "eq", "lt", "le", "unord", "neq", "nlt", "nle", "ord",
        "eq_uq", "nge", "ngt", "false", "neq_oq", "ge", "gt", "true",
        "eq_os", "lt_oq", "le_oq", "unord_s", "neq_us", "nlt_uq", "nle_uq", "ord_s",
        "eq_us", "nge_uq", "ngt_uq", "false_os", "neq_os", "ge_oq", "gt_oq", "true_us"
    };

    /** Of integers, into a mask register; two have no name. Intel SDM vol. 2, VPCMPD. */
    private static final String[] INTEGER_COMPARISONS = {"eq", "lt", "le", "", "neq", "nlt", "nle", ""};

    private Mnemonics() {}

    /**
     * The mnemonic as it is written. Adds the predicate to the operands if it has no name.
     *
     * @param operands destination first
     * @param isRegister whether ModRM.rm is a register
     * @param predicate the instruction's last byte
     */
    static String of(
            Opcode opcode, int opcodeByte, List<Operand> operands, boolean isRegister, Sizes sizes, int predicate) {
        String template = opcode.mnemonic();
        String stem = opcode.operation();
        if (stem.length() == template.length()) {
            return template;
        }
        String rest = template.substring(stem.length() + 1);
        return switch (template.charAt(stem.length())) {
            case '~' -> isRegister ? stem : stem.concat(suffix(memorySize(operands)));
            case '^' -> stem.concat(suffix(size(operands.getFirst())));
            case '%' -> stem.concat(suffix(size(operands.getLast())));
            case '!' -> sizes.of('s') == 2 && !(isRegister && operands.size() == 1) ? stem.concat("w") : stem;
            case '?' -> stem.concat(CONDITIONS[opcodeByte & 15]).concat(rest);
            case '#' -> compare(stem, rest, predicate, operands);
            default -> multiply(stem, rest, predicate, operands);
        };
    }

    private static int memorySize(List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Memory memory) {
                return memory.size();
            }
        }
        return 0;
    }

    private static int size(Operand operand) {
        if (operand instanceof Operand.Register register) {
            return register.size();
        }
        return operand instanceof Operand.Memory memory ? memory.size() : 0;
    }

    private static String suffix(int size) {
        return size == 0 ? "" : String.valueOf(SUFFIXES.charAt(Integer.numberOfTrailingZeros(size)));
    }

    private static String compare(String stem, String type, int predicate, List<Operand> operands) {
        String name = "";
        if (stem.equals("vpcmp")) {
            name = predicate < INTEGER_COMPARISONS.length ? INTEGER_COMPARISONS[predicate] : "";
        } else if (predicate < (stem.equals("vcmp") ? COMPARISONS.length : 8)) {
            name = COMPARISONS[predicate];
        }
        if (name.isEmpty()) {
            operands.add(new Operand.Immediate(predicate, 1));
        }
        return stem + name + type;
    }

    /** Names the halves that a carry-less multiplication takes. */
    private static String multiply(String stem, String type, int predicate, List<Operand> operands) {
        String halves = switch (predicate) {
            case 0x00 -> "lqlq";
            case 0x01 -> "hqlq";
            case 0x10 -> "lqhq";
            case 0x11 -> "hqhq";
            default -> {
                operands.add(new Operand.Immediate(predicate, 1));
                yield "q";
            }
        };
        return stem + halves + type;
    }
}
