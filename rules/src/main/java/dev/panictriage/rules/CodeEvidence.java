// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.CodeState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Location;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Steps of proof about machine code. */
public final class CodeEvidence {
    private CodeEvidence() {}

    /** That the comparison itself works: other functions are the same in both. */
    public static List<Evidence> same(CodeState state, int functions) {
        return functions == 0
                ? List.of()
                : List.of(new Evidence(
                        functions + " other functions of the stacks are the same in memory and in the file",
                        state.source()));
    }

    /** Whether both are in the same function: static functions may share a name, and not an address. */
    public static boolean isSameFunction(Location one, Location other) {
        if (one.symbol() == null
                || !one.symbol().equals(other.symbol())
                || !Objects.equals(one.module(), other.module())) {
            return false;
        }
        return one.address() == null
                || other.address() == null
                || one.offset() == null
                || other.offset() == null
                || one.address().value() - one.offset() == other.address().value() - other.offset();
    }

    /** That the function is the one that faulted. */
    public static List<Evidence> faulted(Collection<?> contexts) {
        return contexts.stream()
                .filter(ExceptionContext.class::isInstance)
                .map(ExceptionContext.class::cast)
                .limit(1)
                .map(context ->
                        new Evidence("The first fault was in the same function, at " + context.rip(), context.source()))
                .toList();
    }
}
