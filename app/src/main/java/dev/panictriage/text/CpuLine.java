// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The line that says who crashed ({@code dump_stack_print_info} of {@code lib/dump_stack.c}):
 *
 * <pre>
 * CPU: 1 PID: 0 Comm: swapper/1 Kdump: loaded Tainted: G           OE      6.1.0-13-amd64 #1  Debian 6.1.55-1
 * CPU: 1 UID: 0 PID: 905 Comm: test Not tainted 6.12.0 #1 PREEMPT(full)
 * Pid: 27122, comm: qemu-system-x86 Not tainted 2.6.32-279.el6.x86_64 #1 HP ProLiant DL380
 * </pre>
 *
 * @param tainted the letters; empty if the kernel was not tainted
 * @param version from the {@code #} on, as far as it is printed
 */
record CpuLine(
        @Nullable Integer cpu,
        @Nullable Integer pid,
        @Nullable String comm,
        @Nullable String tainted,
        @Nullable String release,
        @Nullable String version) {
    private static final Template CURRENT = new Template("CPU: {cpu#} {}PID: {pid#} Comm: {rest}");
    private static final Template OLD = new Template("Pid: {pid#}, comm: {rest}");
    private static final Template OLD_ARM = new Template("CPU: {cpu#} {rest}");

    static @Nullable CpuLine parse(String line) {
        Map<String, String> holes = new HashMap<>();
        if (CURRENT.matches(line, 0, holes) || OLD.matches(line, 0, holes)) {
            return parse(holes, true);
        }
        return line.contains("ainted") && OLD_ARM.matches(line, 0, holes) ? parse(holes, false) : null;
    }

    private static CpuLine parse(Map<String, String> holes, boolean hasComm) {
        String rest = holes.getOrDefault("rest", "");
        int not = rest.indexOf("Not tainted");
        int tainted = rest.indexOf("Tainted: ");
        int status = not >= 0 ? not : tainted;
        String comm = status >= 0 ? rest.substring(0, status) : rest;
        int kdump = comm.indexOf(" Kdump:");
        comm = (kdump >= 0 ? comm.substring(0, kdump) : comm).strip();
        String letters = null;
        String release = null;
        String version = null;
        if (status >= 0) {
            StringBuilder flags = new StringBuilder();
            int at = status + (not >= 0 ? "Not tainted" : "Tainted: ").length();
            at = Chars.skipSpaces(rest, at);
            while (at < rest.length()) {
                int end = Chars.skipWord(rest, at);
                String word = rest.substring(at, end);
                if (not >= 0 || !isFlags(word)) {
                    break;
                }
                flags.append(word.startsWith("-") ? "" : word);
                at = Chars.skipSpaces(rest, end);
            }
            letters = flags.toString();
            int end = Chars.skipWord(rest, at);
            release = end > at ? trimmed(rest.substring(at, end)) : null;
            String tail = rest.substring(end).strip();
            version = tail.startsWith("#") ? tail : null;
        }
        return new CpuLine(
                Chars.number(holes.get("cpu")),
                Chars.number(holes.get("pid")),
                hasComm && !comm.isEmpty() ? comm : null,
                letters,
                release,
                version);
    }

    /** Old Arm kernels put the release in brackets. */
    private static String trimmed(String release) {
        return release.startsWith("(") ? release.substring(1) : release;
    }

    /** Capital letters, or Red Hat's dashes for flags that are not set: the release begins with a digit. */
    private static boolean isFlags(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
