// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * A line that names the instruction that an exception interrupted:
 *
 * <pre>
 * RIP: 0010:foo+0x12/0x340 [module]                           x86, since 4.10
 * RIP: 0010:[&lt;ffffffff81012345&gt;]  [&lt;ffffffff81012345&gt;] foo+0x12/0x340
 * IP: [&lt;ffffffff81012345&gt;] foo+0x12/0x340                    x86, before
 * EIP is at foo+0x12/0x340
 * pc : foo+0x12/0x340                                         arm64, riscv: epc
 * PC is at foo+0x12/0x340                                     arm
 * NIP [c000000000123456] foo+0x12/0x340                       powerpc
 * Krnl PSW : 0704c00180000000 0000000000123456 (foo+0x12/0x340)
 * </pre>
 */
final class InstructionLine {
    private static final String[] STARTS = {
        "RIP: ",
        "EIP: ",
        "IP: ",
        "RIP [<",
        "RIP  [<",
        "EIP is at ",
        "PC is at ",
        "pc is at ",
        "ip is at ",
        "pc : ",
        "pc: ",
        "epc : ",
        "epc   : ",
        "NIP [",
        "NIP: ",
        "Krnl PSW : ",
        "PSW : ",
        "ERA: ",
        "TPC: ",
        "IAOQ[0]: ",
        "PC: ",
        "--- interrupt: ",
        "--- Exception: ",
    };

    /** Of user space, but for larger ones that nobody uses yet: arm64 with VA_BITS of 48, x86-64 with four levels. */
    private static final int ADDRESS_BITS = 48;

    private InstructionLine() {}

    /** The instruction that the line shows; null if it shows none. */
    static Trace.@Nullable Instruction parse(LogLine line) {
        String text = line.text();
        int at = Chars.skipSpaces(text, 0);
        if (at >= text.length() || "REIPpieNKT-".indexOf(text.charAt(at)) < 0) {
            return null;
        }
        for (String start : STARTS) {
            if (text.startsWith(start, at)) {
                // "[<" and "[" are part of what follows.
                int from = at + start.length() - (start.endsWith("[<") ? 2 : start.endsWith("[") ? 1 : 0);
                return parse(line, text, from);
            }
        }
        return null;
    }

    private static Trace.@Nullable Instruction parse(LogLine line, String text, int from) {
        int at = Chars.skipSpaces(text, from);
        boolean user = false;
        if (Chars.skipHex(text, at) == at + 4 && Chars.at(text, at + 4, ':')) {
            String segment = text.substring(at, at + 4);
            // __USER_CS, with 32-bit code, and as Xen's paravirtual guests see it.
            user = segment.equals("0033")
                    || segment.equals("0023")
                    || segment.equals("0073")
                    || segment.equals("e033")
                    || segment.equals("e023");
            at = Chars.skipSpaces(text, at + 5);
        }
        Location location = location(text, at);
        if (location == null) {
            return null;
        }
        return new Trace.Instruction(line, location, user || isOfProgram(location), new HashMap<>());
    }

    /** A bare address in the lower half of a 64-bit machine's. */
    private static boolean isOfProgram(Location location) {
        Word address = location.address();
        return location.symbol() == null
                && address != null
                && address.value() >>> Integer.SIZE != 0
                && address.value() >>> ADDRESS_BITS == 0;
    }

    private static @Nullable Location location(String text, int from) {
        int plus = text.indexOf("+0x", from);
        if (plus > 0) {
            int start = Chars.symbolStart(text, from, plus);
            FrameLine frame = FrameLine.parse(text.substring(start));
            if (frame != null) {
                Location named = frame.location();
                Word address = lastAddress(text, from, start);
                return new Location(address, named.symbol(), named.offset(), named.size(), named.module());
            }
        }
        FrameLine decoded = FrameLine.parseDecoded(text.substring(from));
        if (decoded != null) {
            return decoded.location();
        }
        if (isName(text, from)) {
            // Of a decoded line that was wrapped behind the function.
            return new Location(null, text.substring(from).strip(), null, null, null);
        }
        Word address = lastAddress(text, from, text.length());
        return address == null && text.indexOf("(null)", from) >= 0
                ? Location.of(Word.ZERO)
                : address == null ? null : Location.of(address);
    }

    /** Whether the rest is a name and cannot be a number. */
    private static boolean isName(String text, int from) {
        int end = Chars.skipSymbol(text, from);
        boolean letters = false;
        for (int i = from; i < end; i++) {
            letters |= Chars.isLetter(text.charAt(i)) && !Chars.isHex(text.charAt(i));
        }
        return letters && !Chars.isDigit(text.charAt(from)) && Chars.skipSpaces(text, end) == text.length();
    }

    /** The last number of at least eight digits, or written with 0x, in a part of the text. */
    private static @Nullable Word lastAddress(String text, int from, int to) {
        Word found = null;
        int at = from;
        while (at < to) {
            if (!Chars.isHex(text.charAt(at))) {
                at++;
                continue;
            }
            int start = at;
            int digits = text.startsWith("0x", at) ? at + 2 : at;
            int end = Chars.skipHex(text, digits);
            boolean whole = end >= text.length() || !Chars.isSymbol(text.charAt(end));
            if (whole && end <= to && (end - digits >= 8 || digits > start && end > digits)) {
                Word word = Chars.word(text.substring(start, end));
                if (word != null) {
                    found = word;
                    // What follows in brackets is the same again, or EFLAGS.
                    if (text.startsWith(" EFLAGS", end) || text.startsWith(">]", end)) {
                        break;
                    }
                }
            }
            at = Math.max(end, start + 1);
        }
        return found;
    }
}
