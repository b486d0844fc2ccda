// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.MemoryStatistics;
import dev.panictriage.facts.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code kmem -i}: one row of pages, amount and percentage for each kind of memory. */
final class MemoryTable {
    private static final String[] ROWS = {
        "TOTAL MEM",
        "FREE",
        "USED",
        "SHARED",
        "BUFFERS",
        "CACHED",
        "SLAB",
        "TOTAL HUGE",
        "HUGE FREE",
        "TOTAL SWAP",
        "SWAP USED",
        "SWAP FREE",
        "COMMIT LIMIT",
        "COMMITTED",
    };

    private static final long PAGE_BYTES = 4096;

    private final Map<String, Long> pages = new HashMap<>();
    private int firstLine;

    /** Takes in a line if it is a row. */
    boolean read(String text, int number) {
        String line = text.strip();
        for (String row : ROWS) {
            if (line.startsWith(row) && Chars.at(line, row.length(), ' ')) {
                int at = Chars.skipSpaces(line, row.length());
                int end = Chars.skipDigits(line, at);
                if (end == at || end - at > 15 || !Chars.at(line, end, ' ')) {
                    return false;
                }
                pages.putIfAbsent(row, Long.parseLong(line.substring(at, end)));
                firstLine = firstLine == 0 ? number : firstLine;
                return true;
            }
        }
        return false;
    }

    void addTo(List<Fact> facts) {
        if (!pages.containsKey("TOTAL MEM")) {
            return;
        }
        facts.add(new MemoryStatistics(
                bytesOf("TOTAL MEM"),
                bytesOf("FREE"),
                bytesOf("CACHED"),
                bytesOf("SHARED"),
                null,
                null,
                null,
                null,
                null,
                bytesOf("TOTAL SWAP"),
                bytesOf("SWAP FREE"),
                bytesOf("COMMIT LIMIT"),
                bytesOf("COMMITTED"),
                bytesOf("TOTAL HUGE"),
                bytesOf("HUGE FREE"),
                Source.transcript("line " + firstLine)));
    }

    private @Nullable Long bytesOf(String row) {
        Long count = pages.get(row);
        return count == null ? null : (Long) (count * PAGE_BYTES);
    }

    /** {@code 127.7 GB}, {@code 2 GB}: an amount with its unit; null if it is not that. */
    static @Nullable Long bytes(String amount) {
        int dot = Chars.skipDigits(amount, 0);
        int end = Chars.at(amount, dot, '.') ? Chars.skipDigits(amount, dot + 1) : dot;
        if (dot == 0 || end > 12) {
            return null;
        }
        String unit = amount.substring(end).strip();
        long scale = switch (unit) {
            case "KB" -> 1L << 10;
            case "MB" -> 1L << 20;
            case "GB" -> 1L << 30;
            case "TB" -> 1L << 40;
            default -> 0;
        };
        return scale == 0 ? null : (Long) (long) (Double.parseDouble(amount.substring(0, end)) * scale);
    }
}
