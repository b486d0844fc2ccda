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

/** The block that {@code crash} shows at its start, and for {@code sys}. */
final class SystemText {
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
        "PANIC",
        "PID",
        "COMMAND",
        "TASK",
        "CPU",
        "STATE",
    };

    private final Map<String, String> values = new HashMap<>();
    private int firstLine;

    /** Takes in a line if it is of the block. */
    boolean read(String text, int number) {
        String line = text.strip();
        for (String key : KEYS) {
            if (line.startsWith(key) && line.startsWith(": ", key.length())) {
                String value = line.substring(key.length() + 2).strip();
                // A stack's head begins with PID too.
                if (key.equals("PID") && value.contains("TASK: ")) {
                    return false;
                }
                values.putIfAbsent(key, value);
                firstLine = firstLine == 0 ? number : firstLine;
                return true;
            }
        }
        return false;
    }

    @Nullable
    Word task() {
        String task = values.get("TASK");
        return task == null ? null : Chars.word(task.substring(0, Chars.skipWord(task, 0)));
    }

    /** @param first the first stack, which fills in what the block does not say */
    void addTo(List<Fact> facts, StackText.@Nullable Stack first) {
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
        String panic = values.get("PANIC");
        if (panic != null) {
            facts.add(new PanicEvent(
                    withoutQuotes(panic),
                    first(Chars.number(leading("CPU")), first == null ? null : first.cpu),
                    first(Chars.number(leading("PID")), first == null ? null : first.pid),
                    first(comm(), first == null ? null : first.comm),
                    first(task(), first == null ? null : first.task),
                    source));
        }
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one != null ? one : other;
    }

    private @Nullable String comm() {
        String comm = values.get("COMMAND");
        return comm == null ? null : withoutQuotes(comm);
    }

    private static String withoutQuotes(String text) {
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return (quoted ? text.substring(1, text.length() - 1) : text).strip();
    }

    private @Nullable String leading(String key) {
        String value = values.get(key);
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
        String clock = uptime.substring(uptime.lastIndexOf(' ') + 1);
        if (wholeDays == null || clock.length() != 8 || clock.charAt(2) != ':' || clock.charAt(5) != ':') {
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
