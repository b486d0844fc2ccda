// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.KernelIdentity;
import dev.panictriage.facts.MachineState;
import dev.panictriage.facts.PanicEvent;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block that {@code crash} shows at its start, and for {@code sys}, with the task that panicked. */
final class SystemText {
    private static final String PANIC = "PANIC";
    private static final String STATE = "STATE";

    /** What the kernel's log has before a panic's message. */
    static final String NOT_SYNCING = "Kernel panic - not syncing: ";

    private static final String[] KEYS = {
        "KERNEL",
        "DUMPFILE",
        "CPUS",
        "DATE",
        "UPTIME",
        "LOAD AVERAGE",
        "TASKS",
        "NODENAME",
        "RELEASE",
        "VERSION",
        "MACHINE",
        "MEMORY",
        PANIC,
    };

    /** {@code set}, {@code kmem} and others print them too, of any task. */
    private static final String[] TASK_KEYS = {"PID", "COMMAND", "TASK", "CPU", STATE};

    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> panicked = new HashMap<>();
    private final Map<String, String> task = new HashMap<>();
    private int firstLine;
    private boolean ofSystem;
    private boolean broken;

    /** A command was typed, or a stack begins: a task that is printed now need not be the one that panicked. */
    void end() {
        ofSystem = false;
        broken = false;
        task.clear();
    }

    /** Takes in a line if it is of the block. */
    boolean read(String text, int number) {
        String line = text.strip();
        if (broken && !line.isEmpty()) {
            broken = false;
            if (!startsWithKey(line) && readRest(line)) {
                return true;
            }
        }
        for (String key : KEYS) {
            if (line.startsWith(key) && line.startsWith(": ", key.length())) {
                String value = line.substring(key.length() + 2).strip();
                broken = key.equals(PANIC) && value.lastIndexOf('"') == 0 && !values.containsKey(key);
                values.putIfAbsent(key, value);
                firstLine = firstLine == 0 ? number : firstLine;
                ofSystem = true;
                return true;
            }
        }
        return readTask(line);
    }

    private static boolean startsWithKey(String line) {
        int colon = line.indexOf(':');
        String key = line.substring(0, Math.max(colon, 0));
        return Machinery.isOneOf(KEYS, key) || Machinery.isOneOf(TASK_KEYS, key);
    }

    /** Of a message that a web page or a mail program broke in two, the second line. */
    private boolean readRest(String line) {
        int close = line.indexOf('"');
        if (close < 0) {
            return false;
        }
        values.merge(PANIC, line.substring(0, close + 1), (first, rest) -> first + " " + rest);
        return true;
    }

    private boolean readTask(String line) {
        for (String key : TASK_KEYS) {
            if (line.startsWith(key) && line.startsWith(": ", key.length())) {
                String value = line.substring(key.length() + 2).strip();
                // A stack's head begins with PID too, and an oops's line with CPU.
                if (value.contains("TASK: ") || value.contains("PID: ")) {
                    return false;
                }
                if (key.equals("PID")) {
                    task.clear();
                }
                task.put(key, value);
                if (key.equals(STATE) && value.contains("(PANIC)")) {
                    panicked.clear();
                    panicked.putAll(task);
                } else if (ofSystem) {
                    panicked.putIfAbsent(key, value);
                }
                return true;
            }
        }
        return false;
    }

    private @Nullable Word task() {
        return Chars.word(leading("TASK"));
    }

    /** @param first the stack of the task that panicked, which fills in what the block does not say */
    void addTo(List<Fact> facts, @Nullable TaskStack first) {
        if (values.isEmpty()) {
            return;
        }
        Source source = Source.transcript("line " + firstLine);
        String release = release();
        String version = values.get("VERSION");
        if (release != null || version != null) {
            KernelIdentity known = BootLines.identity(release, version, source);
            String machine = values.get("MACHINE");
            String arch = machine == null ? known.arch() : machine.substring(0, Chars.skipWord(machine, 0));
            facts.add(new KernelIdentity(release, version, arch, null, known.vendor(), source));
        }
        facts.add(new MachineState(Chars.number(leading("CPUS")), null, memory(), uptime(), null, null, null, source));
        String panic = panic();
        if (panic != null) {
            facts.add(new PanicEvent(
                    panic.startsWith(NOT_SYNCING) ? panic.substring(NOT_SYNCING.length()) : panic,
                    first(Chars.number(leading("CPU")), first == null ? null : first.cpu()),
                    first(Chars.number(leading("PID")), first == null ? null : first.pid()),
                    first(comm(), first == null ? null : first.comm()),
                    first(task(), first == null ? null : first.task()),
                    source));
        }
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }

    /** The message as printed, with or without the log's prefix; null if crash found none. */
    @Nullable
    String panic() {
        String panic = values.get(PANIC);
        String message = panic == null ? "" : withoutQuotes(panic);
        return message.isEmpty() ? null : message;
    }

    private @Nullable String comm() {
        String comm = panicked.get("COMMAND");
        return comm == null ? null : withoutQuotes(comm);
    }

    /** What stands in quotes; remarks may follow, {@code (check log for details)} and people's. */
    private static String withoutQuotes(String text) {
        // A stray letter may have got before them.
        int open = text.indexOf('"');
        int close = open == 0 || open == 1 ? text.lastIndexOf('"') : -1;
        return (close > open ? text.substring(open + 1, close) : close >= 0 ? text.substring(open + 1) : text).strip();
    }

    private @Nullable String leading(String key) {
        String value = panicked.containsKey(key) ? panicked.get(key) : values.get(key);
        return value == null ? null : value.substring(0, Chars.skipWord(value, 0));
    }

    /** The release, or the part of the vmlinux's path that names it. */
    private @Nullable String release() {
        String release = values.get("RELEASE");
        String path = values.get("KERNEL");
        int modules = release != null || path == null ? -1 : path.indexOf("/modules/");
        if (path == null || modules < 0) {
            return release;
        }
        int start = modules + "/modules/".length();
        int end = path.indexOf('/', start);
        return end < 0 ? null : path.substring(start, end);
    }

    /** {@code 127.7 GB}. */
    private @Nullable Long memory() {
        String memory = values.get("MEMORY");
        return memory == null ? null : MemoryTable.bytes(memory);
    }

    /** {@code 232 days, 05:23:55}, in seconds. */
    private @Nullable Double uptime() {
        String uptime = values.get("UPTIME");
        if (uptime == null) {
            return null;
        }
        int days = uptime.indexOf(" day");
        Integer wholeDays = days < 0 ? (Integer) 0 : Chars.number(uptime.substring(0, days));
        // Behind the clock people write remarks.
        int colon = uptime.indexOf(':');
        String clock = colon < 2 || uptime.length() < colon + 6 ? "" : uptime.substring(colon - 2, colon + 6);
        if (wholeDays == null || clock.isEmpty() || clock.charAt(5) != ':') {
            return null;
        }
        Integer hours = Chars.number(clock.substring(0, 2));
        Integer minutes = Chars.number(clock.substring(3, 5));
        Integer seconds = Chars.number(clock.substring(6));
        return hours == null || minutes == null || seconds == null
                ? null
                : (Double) (double) (wholeDays * 86400L + hours * 3600L + minutes * 60L + seconds);
    }
}
