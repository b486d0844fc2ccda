// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.List;

/**
 * The kernel's taint.
 *
 * @param mask the value of {@code tainted_mask}
 * @param letters one letter per flag that is set, as the kernel prints them
 * @param meanings what each letter says, in the same order
 */
public record Taint(long mask, String letters, List<String> meanings, Source source) implements Fact {
    public Taint {
        meanings = List.copyOf(meanings);
    }
}
