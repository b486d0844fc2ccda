// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import static dev.panictriage.unwind.SyntheticStack.STACK;
import static dev.panictriage.unwind.SyntheticStack.STACK_SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.panictriage.unwind.OrcEntry.Base;
import dev.panictriage.unwind.OrcEntry.Type;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class UnwinderProperties {
    private static final int FUNCTIONS = 8;

    @Property(tries = 300)
    void garbageEndsWithoutAnException(@ForAll long seed) {
        Random random = new Random(seed);
        SyntheticStack stack = new SyntheticStack();
        long[] code = new long[FUNCTIONS];
        for (int i = 0; i < FUNCTIONS; i++) {
            long function = stack.function("function_" + i, entry(random), random.nextInt(256), random.nextInt(256));
            stack.callIn(function);
            code[i] = function;
        }
        for (long at = STACK; at < STACK + STACK_SIZE; at += 8) {
            stack.word(at, word(random, code));
        }

        UnwoundStack unwound = stack.unwind(word(random, code), word(random, code), word(random, code));

        assertThat(unwound.calls()).hasSizeBetween(1, 512 + 48);
    }

    private static @Nullable OrcEntry entry(Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        Base[] bases = Base.values();
        Type[] types = Type.values();
        return new OrcEntry(
                bases[random.nextInt(bases.length)],
                random.nextInt(16) * 8 - 32,
                bases[random.nextInt(bases.length)],
                random.nextInt(16) * 8 - 64,
                types[random.nextInt(types.length)],
                random.nextBoolean());
    }

    /** Something in code, on the stack, in neither, or nothing. */
    private static long word(Random random, long[] code) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> code[random.nextInt(FUNCTIONS)] + 0x45;
            case 2, 3 -> STACK + random.nextInt(STACK_SIZE / 8) * 8L;
            case 4 -> random.nextLong();
            default -> 0;
        };
    }
}
