// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import dev.panictriage.facts.CpuState;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The facts of a printed stack: its frames, exceptions, and the CPU it was on. */
record TaskStackFacts(TaskStack stack) {
    void addTo(List<Fact> facts) {
        String name = stack.name();
        int contexts = 0;
        for (StackEntry entry : stack.entries()) {
            contexts += entry instanceof StackEntry.Interrupted ? 1 : 0;
        }
        Location runs = null;
        Boolean interruptsEnabled = null;
        int context = contexts;
        int index = 0;
        StackEntry.@Nullable Called before = null;
        StackEntry.@Nullable Interrupted last = null;
        List<StackEntry> ordered = stack.inOrder();
        for (int i = 0; i < ordered.size(); i++) {
            StackEntry entry = ordered.get(i);
            if (entry instanceof StackEntry.Interrupted interrupted) {
                context--;
                boolean user = interrupted.isUser();
                StackEntry.Called shown =
                        i + 1 < ordered.size() && ordered.get(i + 1) instanceof StackEntry.Called next ? next : null;
                Location location = interrupted.location(shown);
                ExceptionContext.Kind kind = kindBehind(before, user);
                facts.add(new ExceptionContext(
                        name,
                        context,
                        user ? null : (Integer) index,
                        kind,
                        location,
                        interrupted.registers(),
                        kind == ExceptionContext.Kind.PAGE_FAULT
                                ? interrupted.registers().get("dar")
                                : null,
                        user,
                        source(interrupted.lineNumber())));
                if (!user) {
                    facts.add(frame(name, index++, location, interrupted, context));
                }
                if (runs == null) {
                    runs = location;
                    interruptsEnabled = interrupted.interruptsEnabled();
                }
                last = interrupted;
            } else if (entry instanceof StackEntry.Called called) {
                before = called;
                if (last != null && last.isShownBy(called)) {
                    continue;
                }
                facts.add(new Frame(
                        name,
                        index++,
                        called.location(),
                        called.sp(),
                        null,
                        last != null && last.isAbove(called.sp()) ? Frame.Trust.SCANNED : Frame.Trust.PRINTED,
                        null,
                        null,
                        null,
                        source(called.lineNumber())));
                last = last != null && last.isAbove(called.sp()) ? last : null;
            }
        }
        if (stack.cpu() != null && !stack.sleeps()) {
            facts.add(new CpuState(
                    stack.cpu(),
                    stack.task(),
                    stack.pid(),
                    stack.comm(),
                    stack.pid() == null ? null : (Boolean) (stack.pid() == 0),
                    interruptsEnabled,
                    runs,
                    null,
                    null,
                    source(stack.number())));
        }
    }

    private static Frame frame(
            String stack, int index, Location location, StackEntry.Interrupted interrupted, int context) {
        return new Frame(
                stack,
                index,
                location,
                interrupted.registers().get("rsp"),
                interrupted.registers().get("rbp"),
                Frame.Trust.REGISTERS,
                context,
                null,
                null,
                source(interrupted.lineNumber()));
    }

    private static ExceptionContext.Kind kindBehind(StackEntry.@Nullable Called entry, boolean user) {
        return EntryCode.kindOf(entry == null ? null : entry.printed(), user);
    }

    private static Source source(int line) {
        return Source.transcript("line " + line);
    }
}
