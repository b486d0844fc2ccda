// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the messages of panic() say that need no further proof. */
public final class PanicWords {
    private static final String STACK_PROTECTOR = "stack-protector: Kernel stack is corrupted in";
    private static final String EXIT_CODE = "exitcode=0x";

    /** Of asm-generic/signal.h, from 1 on. */
    private static final List<String> SIGNALS = List.of(
            "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
            "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM");

    private static final int SIGNAL_BITS = 0x7f;
    private static final int STATUS_SHIFT = 8;
    private static final int STATUS_BITS = 0xff;

    /** Of a shell, and of the dynamic loader for a library that is missing. */
    private static final int NOT_FOUND = 127;

    private PanicWords() {}

    /** kernel/exit.c. */
    public static boolean isInitKilled(@Nullable String message) {
        return message != null && message.contains("Attempted to kill init!");
    }

    /** The status that wait() would give: absent from the message of older kernels. */
    private static @Nullable Integer exitCode(String message) {
        int start = message.indexOf(EXIT_CODE);
        if (start < 0) {
            return null;
        }
        int digits = start + EXIT_CODE.length();
        int end = digits;
        while (end < message.length() && Character.digit(message.charAt(end), 16) >= 0) {
            end++;
        }
        return end == digits || end - digits > 8
                ? null
                : (Integer) Integer.parseUnsignedInt(message.substring(digits, end), 16);
    }

    /** How init ended, after "init "; include/uapi/linux/wait.h and the macros of wait(2). */
    public static String ofInit(String message) {
        Integer code = exitCode(message);
        if (code == null) {
            return "ended";
        }
        int signal = code & SIGNAL_BITS;
        int status = code >> STATUS_SHIFT & STATUS_BITS;
        if (signal != 0) {
            String name = signal <= SIGNALS.size() ? " (" + SIGNALS.get(signal - 1) + ")" : "";
            return "was killed by signal " + signal + name;
        }
        return "exited with status " + status;
    }

    /** Whether it asked to end: a task that dies of a fault in the kernel is given a signal. */
    public static boolean isExit(String message) {
        Integer code = exitCode(message);
        return code != null && (code & SIGNAL_BITS) == 0;
    }

    /** Where to look first; null if the code says nothing special. */
    public static @Nullable String adviceOfInit(String message) {
        Integer code = exitCode(message);
        if (code == null) {
            return null;
        }
        int signal = code & SIGNAL_BITS;
        String name = signal > 0 && signal <= SIGNALS.size() ? SIGNALS.get(signal - 1) : "";
        return switch (name) {
            case "SIGBUS" ->
                "SIGBUS is what a program gets whose file can no longer be read: look for errors of the root disk.";
            case "SIGSEGV", "SIGILL" ->
                "Check init and its libraries: files that are damaged, or built for another processor.";
            default ->
                signal == 0 && (code >> STATUS_SHIFT & STATUS_BITS) == NOT_FOUND
                        ? "127 is the status of a program, or a library of it, that was not found."
                        : null;
        };
    }

    /** init/do_mounts.c. */
    public static boolean isRootNotMounted(@Nullable String message) {
        return message != null && message.contains("VFS: Unable to mount root fs");
    }

    /** Whether the kernel knew no device at all by that name: its number is then 0. */
    public static boolean isUnknownDevice(String message) {
        return message.contains("unknown-block(0,0)");
    }

    /** __stack_chk_fail() of kernel/panic.c. */
    public static boolean isStackProtector(@Nullable String message) {
        return message != null && message.contains(STACK_PROTECTOR);
    }

    /** The function whose frame it is. */
    public static String overrun(String message) {
        int start = message.indexOf(STACK_PROTECTOR);
        int colon = start < 0 ? -1 : message.indexOf(": ", start + STACK_PROTECTOR.length());
        String place = colon < 0 ? "" : message.substring(colon + 2).strip();
        int end = 0;
        while (end < place.length() && !Character.isWhitespace(place.charAt(end)) && place.charAt(end) != '"') {
            end++;
        }
        return end == 0 ? "a function" : place.substring(0, end);
    }

    /** Whether what divided by zero is known. */
    public static boolean isByZero(FaultExplanation fault) {
        return fault.arithmetic().startsWith("the divisor ")
                && fault.arithmetic().endsWith(" is 0");
    }

    /** check_panic_on_warn() of kernel/panic.c. */
    public static boolean isPanicOnWarn(@Nullable String message) {
        return message != null
                && (message.contains("panic_on_warn set") || message.contains("system warned too often"));
    }

    /** The last warning before the panic; null if the log has none. */
    public static @Nullable Oops warning(Collection<?> reports) {
        Oops last = null;
        for (Object each : reports) {
            Oops report = (Oops) each;
            boolean isPanic = report.kind() == Oops.Kind.PANIC;
            if (!isPanic && (last == null || report.order() > last.order())) {
                last = report;
            }
        }
        return last;
    }

    /** Where it was: {@code acme_push (drivers/acme/ring.c:88)}. */
    public static @Nullable String place(Oops report) {
        String function = report.function() != null
                ? report.function()
                : report.rip() == null ? null : report.rip().symbol();
        if (function == null || report.bugLocation() == null) {
            return function == null ? report.bugLocation() : function;
        }
        return function + " (" + report.bugLocation() + ")";
    }
}
