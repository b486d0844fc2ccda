// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.printk;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The log of kernels before 3.5 (kernel/printk.c): a ring of characters, in which each line begins with its level,
 * {@code <6>}, and with CONFIG_PRINTK_TIME its time, {@code [    1.234567]}. {@code log_end} counts all characters ever
 * written, {@code logged_chars} those that are still there.
 */
final class TextBufferDecoder {
    private static final int LARGEST = 1 << 26;
    private static final int NANOSECONDS_OF_MICROSECOND = 1000;
    private static final long MICROSECONDS = 1_000_000;

    /** DEFAULT_MESSAGE_LOGLEVEL, of lines that name none. */
    private static final int DEFAULT_LEVEL = 4;

    private final Memory memory;
    private final long buffer;
    private final long size;
    private final long end;
    private final long length;

    TextBufferDecoder(Memory memory, Symbols symbols) {
        this.memory = memory;
        buffer = memory.u64(variable(symbols, "log_buf"));
        size = memory.u32(variable(symbols, "log_buf_len"));
        end = memory.u32(variable(symbols, "log_end"));
        length = Math.min(memory.u32(variable(symbols, "logged_chars")), Math.min(size, PrintkLog.MOST_TEXT));
        if (Long.bitCount(size) != 1 || size > LARGEST) {
            throw new MissingTypeException("log buffer of a possible size");
        }
    }

    private static long variable(Symbols symbols, String name) {
        return symbols.address(name).orElseThrow(() -> new MissingTypeException(name));
    }

    PrintkLog decode() {
        byte[] text = new byte[(int) length];
        long first = end - length & size - 1;
        int unwrapped = (int) Math.min(length, size - first);
        int skipped = 0;
        try {
            memory.read(buffer + first, text, 0, unwrapped);
            memory.read(buffer, text, unwrapped, text.length - unwrapped);
        } catch (UnreadableException e) {
            skipped = 1;
        }
        List<LogRecord> records = new ArrayList<>();
        long nanoseconds = 0;
        int at = 0;
        // What is left of a line of which the ring has overwritten the beginning says neither when nor how grave.
        while (length == size && at < text.length && text[at] != '\n') {
            at++;
        }
        while (at < text.length) {
            int lineEnd = at;
            while (lineEnd < text.length && text[lineEnd] != '\n') {
                lineEnd++;
            }
            if (lineEnd > at && text[at] != 0) {
                LogRecord record = record(records.size(), text, at, lineEnd, nanoseconds);
                nanoseconds = record.nanoseconds();
                records.add(record);
            }
            at = lineEnd + 1;
        }
        return new PrintkLog(records, skipped);
    }

    /** A line without a time gets that of the line before it. */
    private static LogRecord record(int sequence, byte[] text, int from, int to, long before) {
        int at = from;
        int level = DEFAULT_LEVEL;
        if (to - at >= 3 && text[at] == '<' && text[at + 2] == '>') {
            char letter = (char) text[at + 1];
            level = letter >= '0' && letter <= '7' ? letter - '0' : DEFAULT_LEVEL;
            at += 3;
        }
        long nanoseconds = before;
        int bracket = at;
        while (bracket < to && text[bracket] != ']') {
            bracket++;
        }
        long microseconds = bracket < to ? microseconds(text, at, bracket) : -1;
        if (microseconds >= 0) {
            nanoseconds = microseconds * NANOSECONDS_OF_MICROSECOND;
            at = Math.min(bracket + 2, to);
        }
        byte[] message = Arrays.copyOfRange(text, at, to);
        return new LogRecord(sequence, nanoseconds, OptionalInt.empty(), 0, level, message, LogRecord.State.WRITTEN);
    }

    /** What {@code [seconds.microseconds} says; -1 if it is something else. */
    private static long microseconds(byte[] text, int from, int bracket) {
        int at = from;
        if (text[at] != '[') {
            return -1;
        }
        at++;
        while (at < bracket && text[at] == ' ') {
            at++;
        }
        long number = 0;
        int point = -1;
        for (; at < bracket; at++) {
            if (text[at] == '.' && point < 0) {
                point = at;
            } else if (text[at] >= '0' && text[at] <= '9' && number < Long.MAX_VALUE / MICROSECONDS) {
                number = 10 * number + text[at] - '0';
            } else {
                return -1;
            }
        }
        return point >= 0 && bracket - point - 1 == 6 ? number : -1;
    }
}
