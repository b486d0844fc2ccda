// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.nio.charset.StandardCharsets;

/** What kind of text an input is. */
public enum TextInput {
    /** A kernel log in any of its forms. */
    LOG,
    /** A session of the {@code crash} utility. */
    TRANSCRIPT,
    /** A listing of objdump, gdb or {@code crash}'s {@code dis}, and no more. */
    DISASSEMBLY,
    /** No text: binary data. */
    NOT_TEXT;

    /** So much of an input is looked at. */
    private static final int MAX_BYTES = 256 * 1024;

    /** Text has hardly any control characters, though pstore's has some zeros; one in so many bytes is too much. */
    private static final int TEXT_BYTES_PER_CONTROL = 50;

    /** What the first bytes of an input show. An empty input is a log without lines. */
    public static TextInput recognise(byte[] bytes) {
        int start = 0;
        // A console that was captured while the machine had no power.
        while (start < bytes.length && bytes[start] == 0) {
            start++;
        }
        int length = Math.min(bytes.length - start, MAX_BYTES);
        int texts = 0;
        int controls = 0;
        for (int i = start; i < start + length; i++) {
            byte b = bytes[i];
            if (b == 0 && bytes[i - 1] == 0) {
                continue; // zeros that follow each other are one interruption
            }
            texts++;
            controls += b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != 0x1b ? 1 : 0;
        }
        if (controls > texts / TEXT_BYTES_PER_CONTROL || length == 0 && bytes.length > 0) {
            return NOT_TEXT;
        }
        return recognise(PastedText.decode(new String(bytes, start, length, StandardCharsets.UTF_8)));
    }

    private static TextInput recognise(String text) {
        DisassemblyText disassembly = new DisassemblyText();
        int instructions = 0;
        int others = 0;
        int transcript = 0;
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(from, end).strip();
            if (TranscriptText.isStart(line)) {
                transcript++;
            } else if (disassembly.read(line.substring(LinePrefix.quoteEnd(line)), 0)) {
                instructions++;
            } else if (!line.isEmpty()) {
                others++;
            }
            from = end + 1;
        }
        if (transcript > 0) {
            return TRANSCRIPT;
        }
        if (instructions == 0) {
            return LOG;
        }
        // A log and a listing together are read as a transcript is: each line by itself.
        return others > instructions / 10 ? TRANSCRIPT : DISASSEMBLY;
    }
}
