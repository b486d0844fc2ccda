// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import org.jspecify.annotations.Nullable;

/** An operand as AT&amp;T syntax writes it. */
sealed interface AttOperand {
    /** {@code %eax}, and {@code (%dx)} for a port. */
    record Register(String name) implements AttOperand {}

    /** {@code $0x10}. */
    record Immediate(long value) implements AttOperand {}

    /** {@code ffffffff81087720}, without a dollar sign: where a branch goes, or memory at a fixed address. */
    record Address(long value, @Nullable String segment) implements AttOperand {}

    /** {@code %gs:0x10(%rax,%rcx,8)}; a displacement that is not written is absent. */
    record Memory(
            @Nullable String segment,
            @Nullable Long displacement,
            @Nullable String base,
            @Nullable String index,
            int scale)
            implements AttOperand {}

    /** @return absent if the text is no operand of an integer instruction */
    static @Nullable AttOperand parse(String text) {
        String rest = text.startsWith("*") ? text.substring(1) : text;
        if (rest.startsWith("$")) {
            Long value = number(rest.substring(1));
            return value == null ? null : new Immediate(value);
        }
        if (rest.equals("(%dx)")) {
            return new Register("dx");
        }
        String segment = null;
        if (rest.startsWith("%")) {
            int colon = rest.indexOf(':');
            if (colon < 0) {
                return new Register(rest.substring(1));
            }
            segment = rest.substring(1, colon);
            rest = rest.substring(colon + 1);
        }
        int open = rest.indexOf('(');
        if (open < 0) {
            Long value = number(rest);
            return value == null ? null : new Address(value, segment);
        }
        return memory(segment, rest, open);
    }

    private static @Nullable AttOperand memory(@Nullable String segment, String text, int open) {
        Long displacement = open == 0 ? null : number(text.substring(0, open));
        if (open > 0 && displacement == null || !text.endsWith(")")) {
            return null;
        }
        String[] parts = text.substring(open + 1, text.length() - 1).split(",", -1);
        String base = register(parts[0]);
        String index = parts.length > 1 ? register(parts[1]) : null;
        boolean understood = parts.length <= 3
                && (parts[0].isEmpty() || base != null)
                && (parts.length == 1 || index != null)
                && (base != null || index != null);
        int scale = switch (parts.length > 2 ? parts[2] : "1") {
            case "1" -> 1;
            case "2" -> 2;
            case "4" -> 4;
            case "8" -> 8;
            default -> 0;
        };
        return understood && scale > 0 ? new Memory(segment, displacement, base, index, scale) : null;
    }

    private static @Nullable String register(String text) {
        return text.startsWith("%") ? text.substring(1) : null;
    }

    /** Hexadecimal with or without {@code 0x}, as the disassemblers print all numbers. */
    private static @Nullable Long number(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative ? text.substring(1) : text;
        digits = digits.startsWith("0x") ? digits.substring(2) : digits;
        if (digits.isEmpty() || digits.length() > 16) {
            return null;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (Character.digit(digits.charAt(i), 16) < 0) {
                return null;
            }
        }
        long value = Long.parseUnsignedLong(digits, 16);
        return negative ? -value : value;
    }
}
