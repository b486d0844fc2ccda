// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

/** Where the caller's value of a register is: DWARF 5, 6.4.1. */
public sealed interface RegisterRule {
    /** The table says nothing of the register: what then holds is for the architecture's ABI to say. */
    RegisterRule UNSPECIFIED = new Unspecified();

    RegisterRule UNDEFINED = new Undefined();
    RegisterRule SAME_VALUE = new SameValue();

    record Unspecified() implements RegisterRule {}

    /** Lost. For the return address: there is no caller. */
    record Undefined() implements RegisterRule {}

    /** Still in the register. */
    record SameValue() implements RegisterRule {}

    /** In memory at the canonical frame address plus {@code offset}. */
    record SavedAt(long offset) implements RegisterRule {}

    /** The canonical frame address plus {@code offset} itself. */
    record FrameAddress(long offset) implements RegisterRule {}

    /** In another register. */
    record InRegister(int register) implements RegisterRule {}

    /** In memory at the address that the expression computes, from the canonical frame address on its stack. */
    record SavedAtExpression(Expression expression) implements RegisterRule {}

    /** What the expression computes, from the canonical frame address on its stack. */
    record Computed(Expression expression) implements RegisterRule {}
}
