// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.diagnosis.Diagnosis;
import dev.panictriage.diagnosis.Role;
import dev.panictriage.facts.Fact;
import java.util.List;
import java.util.Optional;

/**
 * What came of a set of facts.
 *
 * @param facts all of them, with the answers to the rules' probes
 * @param diagnoses in causal order, root cause first
 * @param open probes that nobody could answer
 */
public record Triage(List<Fact> facts, List<Diagnosis> diagnoses, List<Probe> open) {
    public Triage {
        facts = List.copyOf(facts);
        diagnoses = List.copyOf(diagnoses);
        open = List.copyOf(open);
    }

    /** The root cause, if one is known. */
    public Optional<Diagnosis> rootCause() {
        return diagnoses.isEmpty() || diagnoses.get(0).role() != Role.CAUSE
                ? Optional.empty()
                : Optional.of(diagnoses.get(0));
    }
}
