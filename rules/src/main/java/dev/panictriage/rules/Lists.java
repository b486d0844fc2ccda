// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognises the kernel's list operations by their stores: include/linux/list.h. */
public final class Lists {
    /** Of {@code prev} in struct list_head. */
    private static final long PREV = 8;

    /** A list head that is a local variable is as close to the stack pointer as that. */
    private static final long LARGEST_FRAME = 2048;

    /** POISON_POINTER_DELTA of x86-64 and arm64, with what include/linux/poison.h adds, and added on older kernels. */
    private static final Set<Word> POISON_OF_NEXT =
            Set.of(Word.of(0xdead_0000_0000_0100L), Word.of(0xdead_0000_0010_0100L));

    private static final Set<Word> POISON_OF_PREV =
            Set.of(Word.of(0xdead_0000_0000_0122L), Word.of(0xdead_0000_0000_0200L), Word.of(0xdead_0000_0020_0200L));

    /** Eight times POISON_FREE, with which a slab cache under debugging fills what was freed. */
    private static final Word FREED = Word.of(0x6b6b_6b6b_6b6b_6b6bL);

    private Lists() {}

    /** What the check of lib/list_debug.c found, in its own words; those of BUG() if they are not there. */
    public static String found(Oops report) {
        String reason = report.details().get("reason");
        return reason == null ? report.message() : reason;
    }

    /** What the pointer that was found looks like; none if it is an address as any other. */
    public static List<Evidence> pointer(Oops report) {
        Word was = word(report.details().get("was"));
        Word wanted = word(report.details().get("should be"));
        String text = null;
        if (was == null) {
            return List.of();
        } else if (POISON_OF_NEXT.contains(was)) {
            text = "LIST_POISON1, which list_del() leaves in next: that entry had been removed from its list before";
        } else if (POISON_OF_PREV.contains(was)) {
            text = "LIST_POISON2, which list_del() leaves in prev: that entry had been removed from its list before";
        } else if (was.equals(FREED)) {
            text = "what a slab cache under debugging fills freed memory with: that entry had been freed";
        } else if (was.isZero()) {
            text = "NULL: that entry was never on a list, or its memory was cleared";
        } else if (wanted != null && was.bitsDifferentFrom(wanted) == 1) {
            text = "one bit away from what it should be, " + wanted;
        }
        return text == null ? List.of() : List.of(new Evidence(was + " is " + text, report.source()));
    }

    private static @Nullable Word word(@Nullable String hex) {
        try {
            return hex == null ? null : Word.parse(hex);
        } catch (NumberFormatException e) {
            return null; // Hashed pointers of other widths, and "(null)"
        }
    }

    /** What the faulting store was, if it linked a list head on the stack: {@code next->prev = new}. */
    public static List<Evidence> operation(FaultExplanation fault, ExceptionContext context) {
        String text = fault.instruction();
        int comma = text.indexOf(',');
        String base = fault.base();
        boolean store = fault.access() == Access.WRITE
                && fault.index() == null
                && fault.displacement() != null
                && fault.displacement() == PREV
                && text.startsWith("mov %")
                && comma > 0;
        Word sp = context.register("rsp");
        if (!store || base == null || sp == null) {
            return List.of();
        }
        String stored = text.substring("mov %".length(), comma);
        Word value = context.register(stored);
        if (value == null || !value.isWithin(sp, LARGEST_FRAME)) {
            return List.of();
        }
        String name = stored.toUpperCase(Locale.ROOT);
        String entry = base.toUpperCase(Locale.ROOT);
        return List.of(new Evidence(
                name + " = " + value + " = RSP + 0x" + Long.toHexString(value.minus(sp))
                        + ", a list head on the stack: the store is next->prev = new of a list operation, and " + entry
                        + " = "
                        + fault.baseValue() + " an entry that is still queued",
                fault.source()));
    }

    /** The same, of the explanations that there are of a fault. */
    public static List<Evidence> operation(Collection<?> faults, ExceptionContext context) {
        List<Evidence> steps = new ArrayList<>();
        for (Object fault : faults) {
            if (fault instanceof FaultExplanation known) {
                steps.addAll(operation(known, context));
            }
        }
        return steps;
    }
}
