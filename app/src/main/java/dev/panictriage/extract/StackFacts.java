// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.extract;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.debuginfo.FrameVariable;
import dev.panictriage.debuginfo.FrameVariables;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.ExceptionContext.Kind;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.LocalVariable;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import dev.panictriage.text.EntryCode;
import dev.panictriage.unwind.Call;
import dev.panictriage.unwind.UnwoundStack;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An unwound stack as facts: its frames, and the exceptions on it in the order in which they were taken. */
final class StackFacts {
    private final KernelView kernel;
    private final FactSink facts;
    private final String stack;

    StackFacts(KernelView kernel, FactSink facts, String stack) {
        this.kernel = kernel;
        this.facts = facts;
        this.stack = stack;
    }

    /**
     * @param startedBy what stopped the code whose registers unwinding started from; null if it saved them itself
     * @param source where those registers were read
     */
    void add(UnwoundStack unwound, @Nullable Kind startedBy, Source source) {
        List<Call> calls = unwound.calls();
        Map<Integer, Integer> orders = orders(unwound, startedBy);
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            Integer order = orders.get(i);
            Location location = kernel.locate(call.ip(), call.pc());
            Source read = i == 0 ? source : Source.memory(Word.of(call.sp()), "stack");
            facts.add(new Frame(
                    stack,
                    i,
                    location,
                    Word.of(call.sp()),
                    call.bp() == null ? null : Word.of(call.bp()),
                    call.trust(),
                    order,
                    null,
                    null,
                    read));
            PtRegs registers = call.registers();
            if (order != null && registers != null) {
                Kind kind = i == 0 && startedBy != null ? startedBy : EntryCode.kindOf(call.entry(), false);
                facts.add(new ExceptionContext(stack, order, i, kind, location, words(registers), null, false, read));
            }
        }
        PtRegs user = unwound.user();
        if (user != null) {
            Kind kind = calls.isEmpty() ? Kind.UNKNOWN : EntryCode.kindOf(lastSymbol(calls), false);
            facts.add(new ExceptionContext(
                    stack,
                    0,
                    null,
                    kind,
                    Location.of(Word.of(user.ip())),
                    words(user),
                    null,
                    true,
                    Source.register("registers of user space, saved on entry")));
        }
    }

    /** The oldest exception is number 0; calls are listed newest first. */
    private static Map<Integer, Integer> orders(UnwoundStack unwound, @Nullable Kind startedBy) {
        Map<Integer, Integer> orders = new HashMap<>();
        int next = unwound.user() == null ? 0 : 1;
        for (int i = unwound.calls().size() - 1; i >= 0; i--) {
            boolean saved = unwound.calls().get(i).registers() != null;
            if (saved && (i > 0 || startedBy != null)) {
                orders.put(i, next++);
            }
        }
        return orders;
    }

    private @Nullable String lastSymbol(List<Call> calls) {
        Call last = calls.get(calls.size() - 1);
        return kernel.locate(last.ip(), last.pc()).symbol();
    }

    /** The parameters and variables of the frames of a stack, by debugging information. */
    void addVariables(UnwoundStack unwound) {
        List<List<FrameVariable>> found = new FrameVariables(kernel.image(), kernel.debug()).of(unwound.calls());
        for (int i = 0; i < found.size(); i++) {
            for (FrameVariable variable : found.get(i)) {
                facts.add(new LocalVariable(
                        stack,
                        i,
                        variable.function(),
                        variable.parameter(),
                        variable.name(),
                        variable.type(),
                        variable.value(),
                        variable.why(),
                        Source.code("debugging information")));
            }
        }
    }

    private static Map<String, Word> words(PtRegs registers) {
        Map<String, Word> words = new LinkedHashMap<>();
        registers.known().forEach((name, value) -> words.put(name, Word.of(value)));
        return words;
    }
}
