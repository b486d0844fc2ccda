// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.facts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Provenance of a fact.
 *
 * @param kind what was read
 * @param where address, symbol and member, log line, or note: enough for a reader to check the value by hand
 */
public record Source(Kind kind, String where) {
    public enum Kind {
        /** Memory of the dump. */
        MEMORY,
        /** A register saved in memory or in a note. */
        REGISTER,
        /** A line of the kernel log. */
        LOG,
        /** An ELF note or the header of the dump. */
        NOTE,
        /** Machine code of the dump. */
        CODE,
        /** A transcript of a debugger session. */
        TRANSCRIPT,
        /** Computed from other facts. */
        COMPUTED
    }

    public static Source memory(Word address, String what) {
        return new Source(Kind.MEMORY, what + " at " + address);
    }

    public static Source register(String where) {
        return new Source(Kind.REGISTER, where);
    }

    public static Source log(String where) {
        return new Source(Kind.LOG, where);
    }

    public static Source note(String where) {
        return new Source(Kind.NOTE, where);
    }

    public static Source code(String where) {
        return new Source(Kind.CODE, where);
    }

    public static Source transcript(String where) {
        return new Source(Kind.TRANSCRIPT, where);
    }

    public static Source computed(String arithmetic) {
        return new Source(Kind.COMPUTED, arithmetic);
    }

    // Written out: those that a record gets are made of method handles when first called, which costs tens of
    // milliseconds.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Source source && source.kind == kind && source.where.equals(where);
    }

    @Override
    public int hashCode() {
        return where.hashCode();
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + where;
    }
}
