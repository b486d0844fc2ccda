// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

/** What an instruction does with an operand. */
public enum Access {
    /** Neither: an address that is only computed, a hint, an operand whose old value does not matter. */
    NONE,
    READ,
    WRITE,
    READ_WRITE;

    public boolean reads() {
        return this == READ || this == READ_WRITE;
    }

    public boolean writes() {
        return this == WRITE || this == READ_WRITE;
    }
}
