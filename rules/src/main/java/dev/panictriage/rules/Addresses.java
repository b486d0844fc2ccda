// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Questions about addresses that need no dump. */
public final class Addresses {
    /** Offsets of members reach about that far behind a NULL pointer; the first page is never mapped for the kernel. */
    private static final long NULL_PAGE = 4096;

    /** Not general registers. */
    private static final Set<String> SPECIAL =
            Set.of("rip", "rsp", "eflags", "cs", "ss", "orig_rax", "ds", "es", "fs", "gs");

    /** struct page of x86-64 is 64 bytes; a few configurations have 56. */
    private static final int PAGE_ALIGNMENT = 8;

    /** The kernel image and modules are in the top 2 GiB, Documentation/arch/x86/x86_64/mm.rst. */
    private static final int IMAGE_BITS = 31;

    /** Text and data of a distribution's kernel are half of that. */
    private static final long LARGEST_IMAGE = 96L << 20;

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

    /**
     * The registers of a fault that may point at a struct page: in the kernel's half, and as struct pages are aligned. By
     * name, so that the question about them is always the same.
     */
    public static SortedMap<String, Word> pageCandidates(ExceptionContext fault) {
        SortedMap<String, Word> candidates = new TreeMap<>();
        for (Map.Entry<String, Word> register : fault.registers().entrySet()) {
            long value = register.getValue().value();
            boolean general = !SPECIAL.contains(register.getKey());
            if (general && value < 0 && value >>> IMAGE_BITS != -1L >>> IMAGE_BITS && value % PAGE_ALIGNMENT == 0) {
                candidates.put(register.getKey().toUpperCase(Locale.ROOT), register.getValue());
            }
        }
        return candidates;
    }

    /** The names of the registers that hold a value: {@code R12, RBX}; null if none does. */
    public static @Nullable String registersWith(ExceptionContext fault, @Nullable Word value) {
        String found = null;
        for (Map.Entry<String, Word> register : new TreeMap<>(fault.registers()).entrySet()) {
            if (register.getValue().equals(value) && !SPECIAL.contains(register.getKey())) {
                String name = register.getKey().toUpperCase(Locale.ROOT);
                found = found == null ? name : found + ", " + name;
            }
        }
        return found;
    }

    /** Whether an address is in the kernel image, if {@code code} is code of the kernel proper: that cannot be far. */
    public static boolean isInImageOf(Word address, Location code) {
        return code.module() == null
                && code.symbol() != null
                && code.address() != null
                && address.value() >>> IMAGE_BITS == -1L >>> IMAGE_BITS
                && Math.abs(address.minus(code.address())) < LARGEST_IMAGE;
    }
}
