// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.facts.Word;

/**
 * A question that a rule puts to the dump. Inserted by a rule, answered by a {@link Witness} with facts; where nobody
 * can answer, it becomes a line of the report: what to look up next.
 */
public sealed interface Probe {
    /** What the answer would settle, as the end of "not known: ...". */
    String question();

    /** How a person would ask with the {@code crash} utility. */
    String crashCommand();

    /** What lies at an address? Answered by {@link dev.panictriage.facts.AddressIdentity}. */
    record WhatIsAt(Word address, String question) implements Probe {
        @Override
        public String crashCommand() {
            return "kmem " + address;
        }
    }

    /** A sequence counter and the lock beside it. Answered by {@link dev.panictriage.facts.SequenceLock}. */
    record SequenceLockAt(Word address, String question) implements Probe {
        @Override
        public String crashCommand() {
            return "rd -32 " + address + " 4";
        }
    }

    /** The struct page at an address. Answered by {@link dev.panictriage.facts.PageState}. */
    record PageAt(Word page, String role, String question) implements Probe {
        @Override
        public String crashCommand() {
            return "struct page " + page;
        }
    }
}
