// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.diagnosis;

import dev.panictriage.facts.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A signature that matched.
 *
 * @param signature stable id, the name of its document
 * @param title one line, with the names that matter
 * @param summary what happened and why, in a few sentences
 * @param evidence steps of proof, in the order of the argument
 * @param missing what is not proven, and why
 * @param refutation what would show the diagnosis to be wrong
 * @param explains signatures of the diagnoses that follow from this one
 * @param advice what to do, most useful first
 * @param fixes known fixes: commits, fixed versions
 * @param references where to read on
 */
public record Diagnosis(
        String signature,
        Role role,
        String title,
        Confidence confidence,
        @Nullable Culprit culprit,
        String summary,
        List<Evidence> evidence,
        List<String> missing,
        @Nullable String refutation,
        List<String> explains,
        List<String> advice,
        List<String> fixes,
        List<String> references) {
    public Diagnosis {
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        explains = List.copyOf(explains);
        advice = List.copyOf(advice);
        fixes = List.copyOf(fixes);
        references = List.copyOf(references);
    }

    public static Builder cause(String signature, Confidence confidence) {
        return new Builder(signature, Role.CAUSE, confidence);
    }

    public static Builder symptom(String signature, Confidence confidence) {
        return new Builder(signature, Role.SYMPTOM, confidence);
    }

    /** Whether {@code other} follows from this one. What is only possible explains no cause that is surer than itself. */
    public boolean explains(Diagnosis other) {
        return explains.contains(other.signature)
                && (other.role == Role.SYMPTOM
                        || confidence != Confidence.POSSIBLE
                        || other.confidence == Confidence.POSSIBLE);
    }

    /** Collects a diagnosis the way a rule argues it. */
    public static final class Builder {
        private final String signature;
        private final Role role;
        private final Confidence confidence;
        private String title = "";
        private @Nullable Culprit culprit;
        private String summary = "";
        private final List<Evidence> evidence = new ArrayList<>();
        private final List<String> missing = new ArrayList<>();
        private @Nullable String refutation;
        private final List<String> explains = new ArrayList<>();
        private final List<String> advice = new ArrayList<>();
        private final List<String> fixes = new ArrayList<>();
        private final List<String> references = new ArrayList<>();

        private Builder(String signature, Role role, Confidence confidence) {
            this.signature = signature;
            this.role = role;
            this.confidence = confidence;
        }

        public Builder title(String title) {
            this.title = title;
            return this;
        }

        public Builder culprit(Culprit.Kind kind, @Nullable String name) {
            this.culprit = name == null ? null : new Culprit(kind, name);
            return this;
        }

        public Builder summary(String summary) {
            this.summary = summary;
            return this;
        }

        public Builder because(String text, Source source) {
            evidence.add(new Evidence(text, source));
            return this;
        }

        public Builder because(List<Evidence> steps) {
            evidence.addAll(steps);
            return this;
        }

        public Builder missing(@Nullable String what) {
            if (what != null) {
                missing.add(what);
            }
            return this;
        }

        public Builder refutedBy(String what) {
            refutation = what;
            return this;
        }

        public Builder explains(String... signatures) {
            explains.addAll(List.of(signatures));
            return this;
        }

        public Builder advise(@Nullable String what) {
            if (what != null) {
                advice.add(what);
            }
            return this;
        }

        public Builder fixedBy(String what) {
            fixes.add(what);
            return this;
        }

        public Builder fixedBy(List<String> known) {
            fixes.addAll(known);
            return this;
        }

        public Builder see(String reference) {
            references.add(reference);
            return this;
        }

        public Diagnosis build() {
            return new Diagnosis(
                    signature,
                    role,
                    title,
                    confidence,
                    culprit,
                    summary,
                    evidence,
                    missing,
                    refutation,
                    explains,
                    advice,
                    fixes,
                    references);
        }
    }
}
