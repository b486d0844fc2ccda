// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of the file that a stripped file's debugging information was moved to ({@code .gnu_debuglink}: "Debugging
 * Information in Separate Files" in the manual of GDB).
 *
 * @param name without a directory
 * @param crc CRC-32 of that whole file
 */
public record DebugLink(String name, int crc) {
    static Optional<DebugLink> parse(MemorySegment contents, ElfHeader header) {
        String name = firstString(contents);
        long at = (name.getBytes(StandardCharsets.UTF_8).length + 4L) & -4L;
        if (name.isEmpty() || at > contents.byteSize() - Integer.BYTES) {
            return Optional.empty();
        }
        int crc = contents.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(header.order()), at);
        return Optional.of(new DebugLink(name, crc));
    }

    /** Up to its NUL; empty if there is none. */
    static String firstString(MemorySegment contents) {
        long end = 0;
        while (end < contents.byteSize() && contents.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return end == contents.byteSize()
                ? ""
                : new String(contents.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
