// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.CodeState;
import dev.panictriage.facts.ExceptionContext;
import java.util.Collection;
import java.util.List;

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
