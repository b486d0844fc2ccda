// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import org.jspecify.annotations.Nullable;

/**
 * A module that was removed before the crash.
 *
 * @param last whether it was the last one removed
 * @param taints its taint letters, for a record of {@code unloaded_tainted_modules}
 * @param count how often, for a record of {@code unloaded_tainted_modules}
 */
public record UnloadedModule(
        String name,
        boolean last,
        @Nullable String taints,
        @Nullable Long count,
        Source source) implements Fact {}
