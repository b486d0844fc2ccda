// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.List;

/** Logs that were printed with the newest line first, as {@code journalctl -r} and web consoles do. */
final class NewestFirst {
    private NewestFirst() {}

    /**
     * The lines in the kernel's order. A log is upside down if what stands below the title of each call trace is no call, and
     * what stands above it is one.
     */
    static List<LogLine> inOrder(List<LogLine> lines) {
        boolean turned = false;
        for (int i = 1; i + 1 < lines.size(); i++) {
            if (isTitle(lines.get(i))) {
                if (isOfTrace(lines.get(i + 1)) || !isOfTrace(lines.get(i - 1))) {
                    return lines;
                }
                turned = true;
            }
        }
        return turned ? lines.reversed() : lines;
    }

    private static boolean isTitle(LogLine line) {
        String text = line.text();
        return text.startsWith("Call Trace:", Chars.skipSpaces(text, 0))
                || text.startsWith("Call trace:", Chars.skipSpaces(text, 0));
    }

    private static boolean isOfTrace(LogLine line) {
        String text = line.text();
        int at = Chars.skipSpaces(text, 0);
        boolean call = FrameLine.parse(text) != null && InstructionLine.parse(line) == null;
        return call || text.startsWith("<TASK>", at) || text.startsWith("<IRQ>", at) || text.startsWith("<NMI>", at);
    }
}
