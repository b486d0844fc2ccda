// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Debugging information that was looked for.
 *
 * @param object {@code kernel}, or {@code module NAME}
 * @param file the file that is used; absent if none was found that belongs to the dump
 * @param problems why files were not used
 */
public record DebugInformation(String object, @Nullable String file, List<String> problems, Source source)
        implements Fact {
    public DebugInformation {
        problems = List.copyOf(problems);
    }
}
