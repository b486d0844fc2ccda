// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.diagnosis.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts diagnoses in causal order: what explains before what is explained, then causes, then the surer. */
final class CausalOrder {
    private static final Comparator<Diagnosis> SURER = Comparator.comparing((Diagnosis d) -> d.role() != Role.CAUSE)
            .thenComparing(Diagnosis::confidence)
            .thenComparingInt(d -> -d.explains().size())
            .thenComparing(Diagnosis::signature)
            .thenComparing(Diagnosis::title);

    private CausalOrder() {}

    static List<Diagnosis> of(List<Diagnosis> diagnoses) {
        List<Diagnosis> waiting = new ArrayList<>(diagnoses);
        waiting.sort(SURER);
        List<Diagnosis> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            ordered.add(waiting.remove(next(waiting)));
        }
        return ordered;
    }

    /** The first that none of the others explains. */
    private static int next(List<Diagnosis> waiting) {
        for (int i = 0; i < waiting.size(); i++) {
            Diagnosis candidate = waiting.get(i);
            if (waiting.stream().noneMatch(other -> other.explains(candidate))) {
                return i;
            }
        }
        return 0; // two that explain each other: the surer first
    }
}
