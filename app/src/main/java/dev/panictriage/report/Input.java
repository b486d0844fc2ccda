// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.report;

import java.util.List;

/**
 * What was triaged.
 *
 * @param name file name, for the reader
 * @param kind {@code dump}, {@code text} or {@code facts}
 * @param format the format in a few words
 * @param deficiencies what is wrong with it as a whole; empty for a complete one
 */
public record Input(String name, String kind, String format, List<String> deficiencies) {
    public Input {
        deficiencies = List.copyOf(deficiencies);
    }

    public boolean complete() {
        return deficiencies.isEmpty();
    }
}
