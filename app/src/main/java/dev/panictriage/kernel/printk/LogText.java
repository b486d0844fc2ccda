// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Renders records byte for byte as {@code makedumpfile --dump-dmesg} does ({@code printk.c}): seconds since boot, then
 * (in later versions) the caller, then the text; further lines of a record are indented; what C's {@code isprint} and {@code
 * isspace} do not know is escaped. Records of a ring buffer that are empty or still being written are left
 * out.
 */
final class LogText {
    private static final int CALLER_WIDTH = 8;
    /** Indented lines could make much of little. */
    private static final int MOST_OUTPUT = 32 << 20;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);

    private LogText() {}

    static byte[] render(List<LogRecord> records, boolean callers) {
        LogText text = new LogText();
        for (LogRecord log : records) {
            if (log.state() == LogRecord.State.WRITTEN && text.out.size() < MOST_OUTPUT) {
                text.line(log, callers);
            }
        }
        return text.out.toByteArray();
    }

    private void line(LogRecord log, boolean callers) {
        int start = out.size();
        out.write('[');
        padded(Long.toUnsignedString(Long.divideUnsigned(log.nanoseconds(), 1_000_000_000)), 5, ' ');
        out.write('.');
        padded(Long.toString(Long.remainderUnsigned(log.nanoseconds(), 1_000_000_000) / 1000), 6, '0');
        ascii("] ");
        if (callers && log.caller().isPresent()) {
            int caller = log.caller().getAsInt();
            char kind = (caller & LogRecord.CPU_CALLER) != 0 ? 'C' : 'T';
            out.write('[');
            padded(kind + Integer.toString(caller & ~LogRecord.CPU_CALLER), CALLER_WIDTH, ' ');
            ascii("] ");
        }
        int indent = out.size() - start;
        for (byte b : log.bytes()) {
            character(b, indent);
        }
        out.write('\n');
    }

    private void character(byte b, int indent) {
        if (b == '\n') {
            out.write('\n');
            padded("", indent, ' ');
        } else if (b >= ' ' && b < 0x7f || b >= '\t' && b <= '\r') {
            out.write(b);
        } else {
            ascii("\\x");
            // It prints a signed char as an int: eight digits from 0x80 on.
            if (b < 0) {
                ascii("ffffff");
            }
            out.write(HEX[b >> 4 & 0xf]);
            out.write(HEX[b & 0xf]);
        }
    }

    private void padded(String text, int width, char fill) {
        for (int i = text.length(); i < width; i++) {
            out.write(fill);
        }
        ascii(text);
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i));
        }
    }
}
