// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/** Why memory cannot be read. */
public enum Absence {
    FILTERED("left out when the dump was written"),
    LOST("lost: the dump's disk was full"),
    PART_MISSING("in a part of the split dump that is missing"),
    TRUNCATED("behind the end of the truncated dump"),
    CORRUPT("damaged in the dump"),
    NOT_RAM("no RAM there"),
    NOT_MAPPED("not mapped by the kernel's page tables");

    private final String text;

    Absence(String text) {
        this.text = text;
    }

    /** Completes "not readable: ...". */
    public String text() {
        return text;
    }
}
