// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import org.jspecify.annotations.Nullable;

/**
 * Where a function keeps a value.
 *
 * @param register number as of {@link GeneralRegisters}; -1 for a slot of the stack
 * @param slot bytes from the return address, as of {@link FlowGraph}; 0 for a register
 */
record Place(int register, long slot) {
    static Place register(int number) {
        return new Place(number, 0);
    }

    static Place slot(long offset) {
        return new Place(-1, offset);
    }

    boolean isRegister() {
        return register >= 0;
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Place place && place.register == register && place.slot == slot;
    }

    @Override
    public int hashCode() {
        return 31 * register + Long.hashCode(slot);
    }

    @Override
    public String toString() {
        return isRegister() ? GeneralRegisters.name(register) : "stack slot " + slot;
    }
}
