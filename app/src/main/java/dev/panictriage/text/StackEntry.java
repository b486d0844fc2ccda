// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What crash prints in a stack: calls, and what was interrupted. */
sealed interface StackEntry {
    int X86_EFLAGS_IF = 0x200;

    /** Problem state and external interrupts enabled, {@code arch/powerpc/include/asm/reg.h}. */
    int PPC_MSR_PR = 0x4000;

    int PPC_MSR_EE = 0x8000;

    /** Crash's own symbol where a module begins, which stands for all that no other one covers. */
    String MODULE_START = "_MODULE_START_";

    /** The line of the text, from 1. */
    int lineNumber();

    /**
     * @param order the frame's number
     * @param printed what crash names it
     */
    record Called(int order, Word sp, String printed, Location location, int lineNumber) implements StackEntry {
        /** {@code #9 [ffff9c857ba3f9d0] page_fault at ffffffff9c71c758 [module]}; null if the line is no frame. */
        static @Nullable Called parse(String line, int lineNumber) {
            int open = Chars.skipSpaces(line, Chars.skipDigits(line, 1));
            int close = line.indexOf(']', open);
            int at = line.indexOf(" at ", Math.max(close, 0));
            if (!line.startsWith("#") || !Chars.at(line, open, '[') || close < open || at < close) {
                return null;
            }
            Integer order = Chars.number(line.substring(1, Chars.skipDigits(line, 1)));
            Word sp = Chars.word(line.substring(open + 1, close));
            String symbol = line.substring(close + 1, at).strip();
            int end = Chars.skipHex(line, at + 4);
            Word address = Chars.word(line.substring(at + 4, end));
            if (order == null || sp == null || address == null || symbol.isEmpty()) {
                return null;
            }
            int module =
                    line.startsWith(TaskStack.EXCEPTION, Chars.skipSpaces(line, end)) ? -1 : line.indexOf('[', end);
            int moduleEnd = line.indexOf(']', Math.max(module, 0));
            String name = module > 0 && moduleEnd > module ? line.substring(module + 1, moduleEnd) : null;
            // i386: "error_code (via page_fault)".
            int via = symbol.indexOf(" (via ");
            String function = via > 0 ? symbol.substring(0, via) : symbol.startsWith(MODULE_START) ? null : symbol;
            return new Called(order, sp, symbol, new Location(address, function, null, null, name), lineNumber);
        }
    }

    /** @param name what crash names the interrupted instruction: {@code down_read_trylock+9}, or that it cannot */
    record Interrupted(@Nullable String name, Map<String, Word> registers, int lineNumber) implements StackEntry {
        boolean isUser() {
            Word cs = registers.get("cs");
            Word pstate = registers.get("pstate");
            // arm64: the exception level that was interrupted is in PSTATE.M; user space is level 0.
            Word msr = registers.get("msr");
            return cs != null && (cs.value() & 3) == 3
                    || pstate != null && (pstate.value() & 0xf) == 0
                    || msr != null && (msr.value() & PPC_MSR_PR) != 0;
        }

        @Nullable
        Boolean interruptsEnabled() {
            Word flags = registers.get("eflags");
            Word msr = registers.get("msr");
            if (flags != null) {
                return (flags.value() & X86_EFLAGS_IF) != 0;
            }
            return msr == null ? null : (Boolean) ((msr.value() & PPC_MSR_EE) != 0);
        }

        @Nullable
        Word instruction() {
            for (String register : new String[] {"pc", "rip", "eip", "nip"}) {
                Word value = registers.get(register);
                if (value != null) {
                    return value;
                }
            }
            return null;
        }

        /** @param next the frame behind it: on i386 it alone has the name */
        Location location(@Nullable Called next) {
            Word rip = instruction();
            String printed = name;
            if (printed == null && next != null && isShownBy(next)) {
                return next.location;
            }
            if (printed != null && printed.startsWith(MODULE_START)) {
                int end = Chars.skipSymbol(printed, MODULE_START.length());
                return new Location(rip, null, null, null, printed.substring(MODULE_START.length(), end));
            }
            if (printed == null || printed.contains("unknown or invalid")) {
                return new Location(rip, null, null, null, null);
            }
            int plus = printed.lastIndexOf('+');
            Integer offset = plus < 0 ? null : Chars.number(printed.substring(plus + 1));
            return new Location(
                    rip,
                    plus < 0 ? printed : printed.substring(0, plus),
                    offset == null ? null : (Long) (long) offset,
                    null,
                    null);
        }

        /** Crash shows the interrupted instruction once more, as a frame. */
        boolean isShownBy(Called frame) {
            Word address = frame.location.address();
            String symbol = frame.location.symbol();
            String printed = name;
            // powerpc's frame has where the function would return to.
            boolean same = printed != null
                    && symbol != null
                    && (printed.equals(symbol) || printed.startsWith(symbol + "+"))
                    && frame.sp.equals(registers.get("r1"));
            return same || address != null && address.equals(instruction());
        }

        /** Below the stack pointer nothing is live: a return address there is left over. */
        boolean isAbove(Word sp) {
            Word rsp = registers.get("rsp");
            return rsp != null && sp.compareTo(rsp) < 0 && rsp.minus(sp) < 4096;
        }
    }
}
