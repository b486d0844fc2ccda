// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.explain.StackDepth;
import dev.panictriage.explain.StackDepth.Overflow;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.StackUse;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The use of stacks as far as the log shows it: by what the kernel says of their bounds, and the printed calls. */
final class PrintedStacks {
    /** %p prints a hash of 32 bits since 4.15 (ad67b74d2469): what fits into them is no kernel address. */
    private static final int HASHED_BITS = 32;

    private PrintedStacks() {}

    /** One for each report about a stack, or of an exception that a stack's overflow may have raised. */
    static List<StackUse> of(List<Fact> facts) {
        List<StackUse> uses = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Oops oops && isAboutStack(oops)) {
                List<Frame> calls = calls(oops.stack(), facts);
                if (!calls.isEmpty()) {
                    uses.add(use(oops, calls, contextOf(oops, facts)));
                }
            }
        }
        return uses;
    }

    private static boolean isAboutStack(Oops oops) {
        return switch (oops.kind()) {
            case STACK_GUARD_PAGE, STACK_CORRUPTED, DOUBLE_FAULT -> true;
            default -> false;
        };
    }

    private static StackUse use(Oops oops, List<Frame> calls, @Nullable ExceptionContext context) {
        String range = oops.details().get("range");
        int dots = range == null ? -1 : range.indexOf("..");
        Word start = range == null || dots < 0 ? null : address(range.substring(0, dots));
        Word end = range == null || dots < 0 ? null : address(range.substring(dots + 2));
        Long bytes = start == null || end == null || end.compareTo(start) <= 0 ? null : (Long) size(start, end);
        Overflow overflow = null;
        if (oops.kind() == Oops.Kind.STACK_GUARD_PAGE) {
            Word hit = oops.faultAddress();
            String far = oops.details().get("far");
            hit = hit == null && far != null ? address(far) : hit;
            overflow = new Overflow(
                    hit, "the kernel found it: " + oops.message(), context == null ? null : context.order());
        }
        return StackDepth.of(calls, owner(oops), start, bytes, overflow, null, oops.source());
    }

    /** Kernels that do not say which stack it is print its last address, later ones the one after it. */
    private static long size(Word start, Word end) {
        long bytes = end.minus(start);
        return bytes + (bytes & 1);
    }

    private static String owner(Oops oops) {
        String type = oops.details().get("stack");
        String name = type == null || type.isBlank() ? "kernel stack" : type.strip() + " stack";
        return oops.comm() == null ? name : name + " of " + oops.comm() + " (pid " + oops.pid() + ")";
    }

    /** Innermost first; the marked ones, which a scan found, only if there are no others. */
    private static List<Frame> calls(String stack, List<Fact> facts) {
        List<Frame> reliable = new ArrayList<>();
        List<Frame> all = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact instanceof Frame frame && frame.stack().equals(stack)) {
                all.add(frame);
                if (frame.reliable()) {
                    reliable.add(frame);
                }
            }
        }
        return reliable.size() > 1 ? reliable : all;
    }

    private static @Nullable ExceptionContext contextOf(Oops oops, List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof ExceptionContext context
                    && context.stack().equals(oops.stack())
                    && context.rip().isSamePlace(oops.rip())) {
                return context;
            }
        }
        return null;
    }

    private static @Nullable Word address(String hex) {
        try {
            Word address = Word.parse(hex.strip());
            return address.value() >>> HASHED_BITS == 0 ? null : address;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
