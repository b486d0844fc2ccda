// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * A parameter or variable of a function.
 *
 * @param die the entry of this instance of the function, or if it has none the one of the function itself, which has no
 *     location
 */
public record Variable(Die die) {
    public boolean isParameter() {
        return die.tag() == DwTag.FORMAL_PARAMETER;
    }

    /** Empty if it has none. */
    public String name() {
        return die.name();
    }

    /** Null if not known. */
    public @Nullable Die type() {
        return die.type();
    }

    /** Where it is: an expression ({@link Attribute#isBlock}) or a list of locations. Null if it was optimised out. */
    public @Nullable Attribute location() {
        return die.attribute(DwAt.LOCATION);
    }

    /** What it is, where the compiler knew: a constant, a string or bytes. */
    public @Nullable Attribute constantValue() {
        return die.inherited(DwAt.CONST_VALUE);
    }

    /** The line of its declaration; 0 if not known. */
    public long line() {
        Attribute line = die.inherited(DwAt.DECL_LINE);
        return line == null ? 0 : line.constant();
    }
}
