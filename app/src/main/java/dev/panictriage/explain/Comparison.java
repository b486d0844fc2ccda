// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cmp} or {@code test} compared.
 *
 * @param isTest whether the flags are those of {@code left & right}, and not of {@code left - right}
 * @param size bytes that count
 */
record Comparison(boolean isTest, long left, long right, int size) {
    /** @return null for flags that are not worked out */
    @Nullable
    Boolean satisfies(Condition condition) {
        Boolean holds = isTest ? tested(condition) : compared(condition);
        if (holds != null) {
            return holds;
        }
        Boolean otherwise = isTest ? tested(condition.negated()) : compared(condition.negated());
        return otherwise == null ? null : (Boolean) !otherwise;
    }

    private @Nullable Boolean tested(Condition condition) {
        long result = signed(left & right);
        return switch (condition) {
            case OVERFLOW, BELOW -> false;
            case EQUAL, BELOW_OR_EQUAL -> result == 0;
            case NEGATIVE, LESS -> result < 0;
            case LESS_OR_EQUAL -> result <= 0;
            default -> null;
        };
    }

    private @Nullable Boolean compared(Condition condition) {
        long a = signed(left);
        long b = signed(right);
        return switch (condition) {
            case EQUAL -> a == b;
            case BELOW -> Long.compareUnsigned(a, b) < 0;
            case BELOW_OR_EQUAL -> Long.compareUnsigned(a, b) <= 0;
            case LESS -> a < b;
            case LESS_OR_EQUAL -> a <= b;
            case NEGATIVE -> signed(a - b) < 0;
            default -> null;
        };
    }

    /** Sign extension keeps the order of unsigned numbers too. */
    private long signed(long value) {
        int unused = Long.SIZE - 8 * size;
        return value << unused >> unused;
    }
}
