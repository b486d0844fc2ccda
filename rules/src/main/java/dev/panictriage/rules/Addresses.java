// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Word;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Questions about addresses that need no dump. */
public final class Addresses {
    /** Offsets of members reach about that far behind a NULL pointer; the first page is never mapped for the kernel. */
    private static final long NULL_PAGE = 4096;

    private Addresses() {}

    /** Whether an address is NULL or NULL plus the offset of a member. */
    public static boolean isNullBased(@Nullable Word address) {
        return address != null && Long.compareUnsigned(address.value(), NULL_PAGE) < 0;
    }

    /** The addresses of a fault whose identity rules may need: its instruction, and what it could not use. */
    public static List<Word> ofInterest(ExceptionContext fault) {
        Set<Word> addresses = new LinkedHashSet<>();
        if (fault.rip().address() != null) {
            addresses.add(fault.rip().address());
        }
        if (fault.faultAddress() != null) {
            addresses.add(fault.faultAddress());
        }
        return List.copyOf(addresses);
    }

    /** The address that could not be used: as the processor said, else as the faulting instruction computes to. */
    public static @Nullable Word faulted(ExceptionContext fault, FaultExplanation explanation) {
        return fault.faultAddress() != null ? fault.faultAddress() : explanation.effectiveAddress();
    }

    /** The same, of the explanations that there are of the fault. */
    public static @Nullable Word faulted(ExceptionContext fault, Collection<?> explanations) {
        for (Object explanation : explanations) {
            if (explanation instanceof FaultExplanation known) {
                return faulted(fault, known);
            }
        }
        return fault.faultAddress();
    }
}
