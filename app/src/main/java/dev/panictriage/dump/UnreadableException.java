// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

import java.util.HexFormat;

/**
 * Memory that a dump does not have. Thrown often and expected, so it carries no stack trace.
 */
public final class UnreadableException extends RuntimeException {
    private final long address;
    private final Absence absence;

    /**
     * @param space "physical" or "virtual"
     * @param address the first byte that could not be read
     */
    public UnreadableException(String space, long address, Absence absence) {
        super(space + " address 0x" + HexFormat.of().toHexDigits(address) + ": " + absence.text(), null, false, false);
        this.address = address;
        this.absence = absence;
    }

    public long address() {
        return address;
    }

    public Absence absence() {
        return absence;
    }
}
