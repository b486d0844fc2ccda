// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of AT&amp;T syntax, taken apart.
 *
 * @param prefixes those written before the mnemonic
 * @param operandTexts as written, in the order of AT&amp;T syntax
 * @param operands the same, destination first
 * @param relativeTo the address that a RIP-relative operand comes to, if a remark tells
 */
record AttText(
        List<String> prefixes,
        String mnemonic,
        List<String> operandTexts,
        List<AttOperand> operands,
        @Nullable Long relativeTo) {
    private static final List<String> PREFIXES = List.of(
            "lock", "rep", "repz", "repe", "repnz", "repne", "data16", "data32", "addr32", "cs", "ds", "es", "ss", "fs",
            "gs", "bnd", "notrack");

    /** Segments without a base in 64-bit mode: older binutils wrote their idle prefix into the operand. */
    private static final List<String> IDLE_SEGMENTS = List.of("cs", "ds", "es", "ss");

    /** @return absent if this is no instruction with integer operands */
    static @Nullable AttText parse(String line) {
        int remark = line.indexOf('#');
        String text =
                withoutSymbols(remark < 0 ? line : line.substring(0, remark)).strip();
        List<String> prefixes = new ArrayList<>(1);
        while (true) {
            int blank = text.indexOf(' ');
            String word = blank < 0 ? text : text.substring(0, blank);
            if (blank < 0 || !PREFIXES.contains(word) && !word.startsWith("rex")) {
                break;
            }
            prefixes.add(word);
            text = text.substring(blank).strip();
        }
        int blank = text.indexOf(' ');
        String mnemonic = blank < 0 ? text : text.substring(0, blank);
        List<String> texts = blank < 0 ? List.of() : split(text.substring(blank));
        boolean isString = texts.toString().contains("%es:(%");
        List<String> written = new ArrayList<>(texts.size());
        List<AttOperand> operands = new ArrayList<>(texts.size());
        for (String operandText : texts) {
            String plain = operandText;
            int colon = plain.indexOf(':');
            if (!isString && colon > 0 && IDLE_SEGMENTS.contains(plain.substring(1, colon)) && !isStringSource(plain)) {
                prefixes.add(plain.substring(1, colon));
                plain = plain.substring(colon + 1);
            }
            AttOperand operand = AttOperand.parse(plain);
            if (operand == null) {
                return null;
            }
            written.add(plain);
            operands.addFirst(operand);
        }
        return mnemonic.isEmpty()
                ? null
                : new AttText(prefixes, mnemonic, written, operands, remark < 0 ? null : address(line, remark + 1));
    }

    /** {@code lods}, {@code outs} and {@code xlat} name the segment that they read from. */
    private static boolean isStringSource(String operand) {
        return operand.equals("%ds:(%rsi)") || operand.equals("%ds:(%rbx)");
    }

    private static String withoutSymbols(String text) {
        int open = text.indexOf('<');
        return open < 0 ? text : text.substring(0, open);
    }

    /** Splits at commas outside parentheses. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>(3);
        StringBuilder part = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(part.toString());
                part.setLength(0);
            } else if (c != ' ' && c != '\t') {
                part.append(c);
            }
        }
        if (!part.isEmpty() || !parts.isEmpty()) {
            parts.add(part.toString());
        }
        return parts;
    }

    private static @Nullable Long address(String line, int from) {
        String remark = line.substring(from).strip();
        int end = remark.indexOf(' ');
        return AttOperand.parse(end < 0 ? remark : remark.substring(0, end)) instanceof AttOperand.Address found
                ? (Long) found.value()
                : null;
    }

    /** Address of the next instruction, if the text alone determines it. */
    @Nullable
    Long end() {
        for (AttOperand operand : operands) {
            if (operand instanceof AttOperand.Memory memory
                    && "rip".equals(memory.base())
                    && memory.displacement() != null
                    && relativeTo != null) {
                return relativeTo - memory.displacement();
            }
        }
        return null;
    }

    AttText withMnemonic(String other) {
        return new AttText(prefixes, other, operandTexts, operands, relativeTo);
    }

    /**
     * Whether both are the same instruction: prefixes in any order, numbers however they are written.
     *
     * @param other as {@link AttSyntax} writes it
     */
    boolean isSame(AttText other) {
        return mnemonic.equals(other.mnemonic)
                && operands.equals(other.operands)
                && indirect() == other.indirect()
                && sorted(prefixes).equals(sorted(other.prefixes));
    }

    private boolean indirect() {
        return !operandTexts.isEmpty() && operandTexts.getFirst().startsWith("*");
    }

    private static List<String> sorted(List<String> prefixes) {
        List<String> names = new ArrayList<>(prefixes.size());
        for (String prefix : prefixes) {
            names.add(
                    switch (prefix) {
                        case "repe", "rep" -> "repz";
                        case "repne" -> "repnz";
                        case "data32" -> "data16";
                        default -> prefix;
                    });
        }
        names.sort(null);
        return names;
    }
}
