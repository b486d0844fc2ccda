// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.engine;

import dev.panictriage.facts.Word;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A question that a rule puts to the dump. Inserted by a rule, answered by a {@link Witness} with facts; where nobody
 * can answer, it becomes a line of the report: what to look up next.
 */
public sealed interface Probe {
    /** What the answer would settle, as the end of "not known: ...". */
    String question();

    /** How a person would ask with the {@code crash} utility. */
    String crashCommand();

    /** Whether crash could tell, where nobody answered. */
    default boolean isWorthAsking() {
        return true;
    }

    /** What lies at an address? Answered by {@link dev.panictriage.facts.AddressIdentity}. */
    record WhatIsAt(Word address, String question) implements Probe {
        @Override
        public String crashCommand() {
            return "kmem " + address;
        }

        /** The kernel has all its memory in the upper half; with page tables of five levels, 56 bits count. */
        @Override
        public boolean isWorthAsking() {
            return address.value() >> 56 == -1;
        }
    }

    /** A sequence counter and the lock beside it. Answered by {@link dev.panictriage.facts.SequenceLock}. */
    record SequenceLockAt(Word address, String question) implements Probe {
        @Override
        public String crashCommand() {
            return "rd -32 " + address + " 4";
        }
    }

    /**
     * Are there timers on the CPUs' wheels where no timer can be? Answered by {@link
     * dev.panictriage.facts.TimerWheels}, and a {@link dev.panictriage.facts.StrayTimer} for each.
     */
    record StrayTimers(String question) implements Probe {
        @Override
        public String crashCommand() {
            return "timer";
        }
    }

    /**
     * Which of some registers are struct pages, and in what state these are. Answered by a {@link
     * dev.panictriage.facts.PageState} for each that is one, and by another for the memory that holds the anon_vma of an
     * anonymous one.
     *
     * @param registers values by register name
     */
    record PagesIn(SortedMap<String, Word> registers, String question) implements Probe {
        public PagesIn {
            registers = Collections.unmodifiableSortedMap(new TreeMap<>(registers));
        }

        @Override
        public String crashCommand() {
            StringBuilder command = new StringBuilder("kmem");
            for (Word value : new TreeSet<>(registers.values())) {
                command.append(' ').append(value);
            }
            return command.toString();
        }
    }
}
