// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions about the registers that exceptions saved, x86-64. */
public final class Registers {
    /** The first argument of a function; the slow paths of spinlocks leave it where it is. */
    private static final String FIRST_ARGUMENT = "rdi";

    private static final long EFLAGS_IF = 0x200;

    /** Not general: they hold what they hold for other reasons. */
    private static final List<String> SPECIAL = List.of("rip", "rsp", "cs", "ss", "eflags", "orig_rax");

    private Registers() {}

    /** The lock that a CPU waits for, if an interrupted function on the same stack has its address in a register too. */
    public static @Nullable Word lockOfBoth(ExceptionContext waiting, ExceptionContext below) {
        Word lock = waiting.register(FIRST_ARGUMENT);
        return lock == null || lock.value() >= 0 || holding(below, lock).isEmpty() ? null : lock;
    }

    /** The general registers that hold a value: {@code RBX, RDI}; empty if none does. */
    public static String holding(ExceptionContext context, Word value) {
        return context.registers().entrySet().stream()
                .filter(register -> register.getValue().equals(value) && !SPECIAL.contains(register.getKey()))
                .map(Map.Entry::getKey)
                .sorted()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Whether interrupts were surely off in what was interrupted. */
    public static boolean interruptsOff(ExceptionContext context) {
        Word flags = context.register("eflags");
        return flags != null && (flags.value() & EFLAGS_IF) == 0;
    }
}
