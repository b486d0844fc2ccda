// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The special registers of powerpc as crash prints them: {@code NIP: c000000000175670    MSR: 8000000002009033}. */
final class PowerRegisters {
    private static final String[] STARTS = {"NIP: ", "CTR: ", "CCR: ", "DSISR: "};
    private static final int MAX_NAME = 6;

    private PowerRegisters() {}

    /** Puts the line's registers into {@code registers}; false if it is not such a line. */
    static boolean parse(String line, Map<String, Word> registers) {
        if (!Machinery.starts(STARTS, line)) {
            return false;
        }
        List<String> words = Chars.words(line);
        for (int i = 0; i + 1 < words.size(); i++) {
            String name = words.get(i);
            Word value = words.get(i + 1).length() == 16 ? Chars.word(words.get(i + 1)) : null;
            if (value != null && name.length() < MAX_NAME + 1 && name.endsWith(":")) {
                registers.put(name.substring(0, name.length() - 1).toLowerCase(Locale.ROOT), value);
            }
        }
        return true;
    }
}
