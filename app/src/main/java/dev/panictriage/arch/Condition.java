// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch;

/** A condition on the flags. Above and below compare unsigned numbers, greater and less signed ones. */
public enum Condition {
    OVERFLOW(0),
    NO_OVERFLOW(1),
    BELOW(2),
    ABOVE_OR_EQUAL(3),
    EQUAL(4),
    NOT_EQUAL(5),
    BELOW_OR_EQUAL(6),
    ABOVE(7),
    NEGATIVE(8),
    NOT_NEGATIVE(9),
    PARITY_EVEN(10),
    PARITY_ODD(11),
    LESS(12),
    GREATER_OR_EQUAL(13),
    LESS_OR_EQUAL(14),
    GREATER(15);

    private static final Condition[] VALUES = values();

    private final int code;

    Condition(int code) {
        this.code = code;
    }

    /** @param code 0 to 15: the x86 condition codes, of which two that negate each other differ in bit 0 */
    public static Condition of(int code) {
        return VALUES[code & 15];
    }

    /** The condition that holds exactly when this one does not. */
    public Condition negated() {
        return of(code ^ 1);
    }
}
