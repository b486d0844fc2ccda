// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Word;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * A fault on memory as MIPS shows it among its registers, {@code arch/mips/kernel/traps.c}. The head that says the same stands a
 * line above {@code Oops[#1]:}, and may be lost.
 *
 * <pre>
 * Cause : 40808008 (ExcCode 02)
 * BadVA : 00000008
 * </pre>
 */
final class MipsFault {
    /** arch/mips/include/asm/mipsregs.h: CAUSEB_EXCCODE and EXCCODE_MOD, EXCCODE_TLBL, EXCCODE_TLBS. */
    private static final int EXC_CODE = 2;

    private static final int MAX_EXC_CODE = 31;
    private static final int TLB_MODIFIED = 1;
    private static final int TLB_STORE = 3;

    private static final String CAUSE = "Cause : ";
    private static final String BAD_ADDRESS = "BadVA : ";

    private int exception;
    private @Nullable String address;

    /** Takes in a line if it is one of the two. */
    boolean read(String text, int at) {
        if (text.startsWith(CAUSE, at)) {
            Word cause = Chars.word(digits(text, at + CAUSE.length()));
            exception = cause == null ? 0 : (int) (cause.value() >> EXC_CODE) & MAX_EXC_CODE;
            return true;
        }
        if (text.startsWith(BAD_ADDRESS, at)) {
            address = digits(text, at + BAD_ADDRESS.length());
            return true;
        }
        return false;
    }

    private static String digits(String text, int from) {
        return text.substring(from, Chars.skipHex(text, from));
    }

    /** The address, in hexadecimal digits; null if it was not shown. */
    @Nullable
    String address() {
        return address;
    }

    /** The head that was lost; null if the exception was another. */
    @Nullable
    OopsHead head() {
        boolean memory = exception >= TLB_MODIFIED && exception <= TLB_STORE;
        String line = "CPU 0 Unable to handle kernel paging request at virtual address " + address;
        return memory && address != null ? OopsHeads.at(line, 0, true, new HashMap<>()) : null;
    }
}
