// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Where extractors put what they find, and what they cannot. */
final class FactSink {
    private final List<Fact> facts = new ArrayList<>();

    void add(Fact fact) {
        facts.add(fact);
    }

    void missing(String what, String why) {
        facts.add(new Unreadable(what, why, Source.computed("extraction")));
    }

    /** What was found so far, in order. */
    <T extends Fact> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Fact fact : facts) {
            if (type.isInstance(fact)) {
                found.add(type.cast(fact));
            }
        }
        return found;
    }

    /** Puts a better fact in the place of one that was found. */
    @SuppressWarnings(
            "ReferenceEquality") // this very fact is meant; the first equals() of each record costs milliseconds
    void replace(Fact old, Fact better) {
        for (int i = 0; i < facts.size(); i++) {
            if (facts.get(i) == old) {
                facts.set(i, better);
            }
        }
    }

    /** Forgets all facts of a kind, to put better ones in their place. */
    void removeAll(Class<? extends Fact> type) {
        facts.removeIf(type::isInstance);
    }

    void removeIf(Predicate<Fact> unwanted) {
        facts.removeIf(unwanted);
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
