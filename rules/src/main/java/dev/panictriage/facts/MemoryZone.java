// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/** A zone of a node with its watermarks, all values in pages. */
public record MemoryZone(
        int node,
        String name,
        @Nullable Long managed,
        @Nullable Long free,
        @Nullable Long min,
        @Nullable Long low,
        @Nullable Long high,
        Source source)
        implements Fact {}
