// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j;

/** Where the sections of a file are in memory. Of a relocatable file only its loader knows. */
@FunctionalInterface
public interface SectionAddresses {
    /** As the file has them: right for everything linked; all 0 for a relocatable file. */
    SectionAddresses OF_FILE = (name, section) -> section.address();

    /** Asked only for sections that are loaded. */
    long of(String name, SectionHeader section);
}
