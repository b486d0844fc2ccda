// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.facts.Fact;
import java.util.List;

/** Whoever can answer probes: a dump, or nobody. */
@FunctionalInterface
public interface Witness {
    /** A witness that saw nothing: the input was text or facts alone. */
    Witness NONE = probe -> List.of();

    /**
     * @return the answer, which may be that something is {@link dev.panictriage.facts.Unreadable}; empty if this witness
     *     cannot know
     */
    List<Fact> answer(Probe probe);
}
