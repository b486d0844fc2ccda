// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The file that holds what several files' debugging information has in common, as {@code dwz -m} makes it ({@code
 * .gnu_debugaltlink}).
 *
 * @param name a path, relative to the directory of the file that has the link
 * @param buildId of that file
 */
public record SupplementaryLink(String name, byte[] buildId) {
    static Optional<SupplementaryLink> parse(MemorySegment contents) {
        String name = DebugLink.firstString(contents);
        long at = name.getBytes(StandardCharsets.UTF_8).length + 1L;
        return name.isEmpty() || at > contents.byteSize()
                ? Optional.empty()
                : Optional.of(new SupplementaryLink(name, contents.asSlice(at).toArray(ValueLayout.JAVA_BYTE)));
    }
}
