// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as {@code struct} or {@code p} printed it, whole or in part.
 *
 * @param type the structure's tag, without {@code struct}
 * @param name the variable, for {@code p}
 * @param address where it is, as the command or a {@code p &variable} says
 * @param members values by path, {@code seqcount.sequence}; those of unnamed members stand in their parent
 */
public record StructDump(
        @Nullable String type,
        @Nullable String name,
        @Nullable Word address,
        Map<String, String> members,
        Source source) {
    public StructDump {
        members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The first member whose path is {@code name} or ends with it; null if there is none. */
    public @Nullable String member(String member) {
        for (Map.Entry<String, String> entry : members.entrySet()) {
            if (entry.getKey().equals(member) || entry.getKey().endsWith("." + member)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** A member's value as a number, decimal or with 0x; null if there is none. */
    public @Nullable Long number(String member) {
        String value = member(member);
        if (value == null) {
            return null;
        }
        int end = Chars.skipWord(value, 0);
        String digits = value.substring(0, end);
        if (digits.startsWith("0x")) {
            Word word = Chars.word(digits);
            return word == null ? null : (Long) word.value();
        }
        boolean decimal = !digits.isEmpty() && digits.length() <= 18 && Chars.skipDigits(digits, 0) == digits.length();
        return decimal ? (Long) Long.parseLong(digits) : null;
    }
}
