// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Recognises the kernel's list operations by their stores: include/linux/list.h. */
public final class Lists {
    /** Of {@code prev} in struct list_head. */
    private static final long PREV = 8;

    /** A list head that is a local variable is as close to the stack pointer as that. */
    private static final long LARGEST_FRAME = 2048;

    private Lists() {}

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
