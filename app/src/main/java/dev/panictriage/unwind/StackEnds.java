// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

/** Where kernel stacks end. */
@FunctionalInterface
public interface StackEnds {
    /** Of a kernel whose stacks are not known. */
    StackEnds UNKNOWN = sp -> -1;

    /** One more than the highest address of the stack that an address is on; -1 if it is not known. */
    long endOf(long sp);
}
