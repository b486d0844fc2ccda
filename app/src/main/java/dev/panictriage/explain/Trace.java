// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.explain.DeclaredTypes.Variable;
import dev.panictriage.facts.FaultExplanation.Step;
import dev.panictriage.facts.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of a value back to where it was produced: through the function, the pointers that it was loaded through, and the
 * callers that passed it on. Ends where more than one way is possible.
 */
final class Trace {
    private static final int MOST_LINKS = 10;
    private static final int MOST_NAMED = 4;

    /** Links in the sentence; the steps have all. */
    private static final int MOST_TOLD = 4;

    private static final int WORD = 8;

    private final CodeReader reader;
    private final List<Link> links = new ArrayList<>();

    /**
     * One link, and where it was looked for.
     *
     * @param place that held the value
     * @param producer the one that gave it; null if it is not one
     * @param among all that may have given it, if they are several
     * @param value what the producer gave, where known
     * @param address of a load
     * @param now what memory holds there
     * @param called how the value came to the function that it was an argument of: null if the caller is not known
     */
    private record Link(
            CallFrame frame,
            Place place,
            @Nullable Producer producer,
            List<Producer> among,
            @Nullable Long value,
            @Nullable Long address,
            @Nullable Long now,
            @Nullable CallFrame called) {
        /** Whether nothing of it is known. */
        boolean isLost() {
            return is(Producer.Kind.UNKNOWN) || is(Producer.Kind.CLOBBERED);
        }

        boolean is(Producer.Kind kind) {
            return producer != null && producer.kind() == kind;
        }
    }

    private Trace(CodeReader reader) {
        this.reader = reader;
    }

    /**
     * @param at the instruction before which the place holds the value
     * @param value where it is known
     */
    static Trace of(CodeReader reader, CallFrame frame, int at, Place place, @Nullable Long value) {
        Trace trace = new Trace(reader);
        trace.follow(frame, at, place, value);
        return trace;
    }

    /** Of what an instruction loads from memory itself. */
    static Trace ofLoad(CodeReader reader, CallFrame frame, int at, Operand.Memory memory, @Nullable Long value) {
        Trace trace = new Trace(reader);
        Producer load = new Producer(Producer.Kind.LOAD, at, Place.register(GeneralRegisters.RAX), memory, 0, 0, WORD);
        Place next = trace.loaded(frame, load, Place.register(GeneralRegisters.RAX), value);
        if (next != null) {
            trace.follow(frame, at, next, trace.register(frame, at, next));
        }
        return trace;
    }

    private @Nullable Long register(CallFrame frame, int at, Place place) {
        CallFrame.Known known = frame.register(at, GeneralRegisters.name(place.register()));
        return known == null || known.isReadNow() ? null : (Long) known.value();
    }

    private void follow(CallFrame startFrame, int startIndex, Place startPlace, @Nullable Long startValue) {
        CallFrame frame = startFrame;
        int at = startIndex;
        Place place = startPlace;
        Long value = startValue;
        while (links.size() < MOST_LINKS) {
            List<Producer> producers = frame.producers(at, place, value);
            if (producers.size() != 1) {
                links.add(new Link(frame, place, null, producers, value, null, null, null));
                return;
            }
            Producer producer = producers.get(0);
            Long given = value == null || !producer.isWhole() ? null : (Long) (value - producer.offset());
            Long kept = given == null ? null : frame.kept(producer);
            if (kept != null && !kept.equals(given)) {
                links.add(new Link(frame, place, null, List.of(producer), value, null, kept, null));
                return;
            }
            if (producer.is(Producer.Kind.LOAD)) {
                Place next = loaded(frame, producer, place, given);
                if (next == null) {
                    return;
                }
                at = producer.index();
                place = next;
                value = register(frame, at, next);
            } else if (producer.is(Producer.Kind.ENTRY)) {
                CallFrame caller = frame.caller();
                Boolean direct = caller == null ? null : caller.calls(frame.function());
                CallFrame sure = Boolean.FALSE.equals(direct) ? null : caller;
                links.add(new Link(frame, place, producer, producers, given, null, null, sure));
                Place passed = sure == null ? null : passed(sure, producer.place());
                if (sure == null || passed == null || !producer.isWhole()) {
                    return;
                }
                frame = sure;
                at = sure.index();
                place = passed;
                value = given;
            } else {
                links.add(new Link(frame, place, producer, producers, given, null, null, null));
                return;
            }
        }
    }

    /** Where a caller has what its callee found in a place on entry. */
    private static @Nullable Place passed(CallFrame caller, Place place) {
        if (place.isRegister()) {
            return place;
        }
        long sp = caller.graph().stackPointer(caller.index());
        return sp == FlowGraph.UNKNOWN || place.slot() <= 0 ? null : Place.slot(sp + place.slot() - WORD);
    }

    /** Adds a load, and returns the register that pointed there; null if it took none. */
    private @Nullable Place loaded(CallFrame frame, Producer load, Place place, @Nullable Long value) {
        Operand.Memory memory = load.memory();
        Long address = frame.address(load);
        Long now = address == null ? null : frame.read(load, address);
        links.add(new Link(frame, place, load, List.of(load), value, address, now, null));
        int base = memory == null ? -1 : GeneralRegisters.number(memory.baseRegister());
        return base < 0 || memory == null || memory.hasSegmentBase() ? null : Place.register(base);
    }

    /** Whether anything was found. */
    boolean isEmpty() {
        return links.isEmpty();
    }

    /** The value as C. */
    Expression expression() {
        return expressions().get(0);
    }

    /** Of each link; computed from the last to the first. */
    private List<Expression> expressions() {
        List<Expression> found = new ArrayList<>();
        Expression next = null;
        for (int i = links.size() - 1; i >= 0; i--) {
            next = expression(links.get(i), next);
            found.add(0, next);
        }
        return found;
    }

    private Expression expression(Link link, @Nullable Expression next) {
        Producer producer = link.producer();
        if (producer == null) {
            return Expression.of(upper(link.place()));
        }
        DeclaredTypes types = reader.types();
        Expression value = switch (producer.kind()) {
            case ENTRY -> {
                int number = link.place().isRegister() || producer.place().isRegister()
                        ? GeneralRegisters.argument(producer.place().toString())
                        : 0;
                Variable parameter =
                        number == 0 ? null : types.parameter(link.frame().function(), number);
                yield next != null && !(next.isRegister() && parameter != null)
                        ? next.typedBy(parameter)
                        : parameter != null
                                ? Expression.of(parameter, upper(producer.place()))
                                : Expression.of(upper(producer.place()));
            }
            case LOAD -> load(producer, next, types);
            case RESULT -> {
                Long target = link.frame().graph().at(producer.index()).target();
                String callee = target == null ? null : reader.symbol(target);
                yield callee == null || target == null
                        ? Expression.of(upper(link.place()))
                        : new Expression(callee + "()", types.result(target), 0);
            }
            case CONSTANT -> {
                boolean known = types.variable(producer.constant()) != null;
                yield Expression.of(
                        known
                                ? "&" + reader.describe(producer.constant())
                                : Word.of(producer.constant()).brief());
            }
            default -> Expression.of(upper(link.place()));
        };
        return producer.isWhole() ? value.plus(producer.offset()) : value;
    }

    private static Expression load(Producer producer, @Nullable Expression pointer, DeclaredTypes types) {
        Operand.Memory memory = producer.memory();
        if (memory == null) {
            return Expression.of("?");
        }
        if (memory.fixed() != null) {
            Variable variable = memory.hasSegmentBase() ? types.perCpu(memory.fixed()) : types.variable(memory.fixed());
            return variable == null
                    ? Expression.of("*" + (memory.hasSegmentBase() ? "%" + memory.segment() + ":" : "")
                            + Word.of(memory.fixed()).brief())
                    : Expression.of(variable, "?");
        }
        if (memory.indexRegister() != null || memory.hasSegmentBase() || memory.baseRegister() == null) {
            return Expression.of("*" + FaultExplainer.operandText(memory));
        }
        Expression base = pointer != null
                ? pointer
                : Expression.of(String.valueOf(memory.baseRegister()).toUpperCase(Locale.ROOT));
        return base.load(memory.displacement(), memory.size());
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        List<Expression> expressions = expressions();
        for (int i = 0; i < links.size() && (i == 0 || !links.get(i).isLost()); i++) {
            steps.add(step(links.get(i), expressions.get(i), i == 0));
        }
        return steps;
    }

    private Step step(Link link, Expression expression, boolean isFirst) {
        Producer producer = link.producer();
        Instruction by = producer == null || producer.index() < 0
                ? null
                : link.frame().graph().at(producer.index());
        long place = by == null ? link.frame().function() : by.address();
        Operand.Memory memory = producer == null ? null : producer.memory();
        return new Step(
                kind(link),
                reader.locate(place),
                memory != null ? FaultExplainer.operandText(memory) : upper(link.place()),
                producer == null ? null : expression.toString(),
                word(link.value()),
                word(link.address()),
                word(link.now()),
                text(link, expression, isFirst));
    }

    private static @Nullable Word word(@Nullable Long value) {
        return value == null ? null : Word.of(value);
    }

    private static Step.Kind kind(Link link) {
        Producer producer = link.producer();
        if (producer == null) {
            return link.among().size() < 2 ? Step.Kind.UNKNOWN : Step.Kind.ONE_OF;
        }
        return switch (producer.kind()) {
            case ENTRY ->
                GeneralRegisters.argument(producer.place().toString()) > 0
                                || !producer.place().isRegister()
                        ? Step.Kind.ARGUMENT
                        : Step.Kind.KEPT;
            case LOAD -> Step.Kind.LOAD;
            case CONSTANT -> Step.Kind.CONSTANT;
            case LOCAL -> Step.Kind.LOCAL;
            case RESULT -> Step.Kind.CALL_RESULT;
            case COMPUTED, HANDLED -> Step.Kind.COMPUTED;
            case CLOBBERED, UNKNOWN -> Step.Kind.UNKNOWN;
        };
    }

    /** Whether the function has ways that are not known, so that the value may have come by another one. */
    boolean mayHaveOthers() {
        return !links.isEmpty() && links.get(0).frame().graph().hidesWays();
    }

    /** Of the first function that has such ways. */
    String others() {
        return isPartial(links.get(0))
                ? "only a part of the function is shown: a jump from the rest of it may bring another value"
                : "not all ways through the function are known (it jumps by a table), so there may be another";
    }

    /**
     * What shows that the code before the instruction, as far as it is known, is not the way that led there; null if
     * nothing does.
     */
    @Nullable
    String contradiction() {
        CallFrame frame = links.isEmpty() ? null : links.get(0).frame();
        Producer constant = frame == null ? null : frame.contradiction();
        if (frame == null || constant == null) {
            return null;
        }
        Instruction by = frame.graph().at(constant.index());
        return by.text() + " at " + reader.describe(by.address()) + " is not on the way that led here, as "
                + upper(constant.place()) + " holds "
                + Word.of(Objects.requireNonNull(
                                frame.registers().value(constant.place().toString())))
                        .brief()
                + ": a jump led in behind it, as in a loop";
    }

    private static boolean isPartial(Link link) {
        return link.frame().graph().isPartial();
    }

    /** The first link and those that follow, as what comes behind "it was". */
    String sentence() {
        StringBuilder sentence = new StringBuilder();
        List<Expression> expressions = expressions();
        for (int i = 0; i < links.size() && i < MOST_TOLD; i++) {
            Link link = links.get(i);
            Link before = i == 0 ? null : links.get(i - 1);
            if (before != null && link.isLost()) {
                break;
            }
            if (before != null && before.is(Producer.Kind.LOAD)) {
                sentence.append(before.address() == null ? ", where " : "; ")
                        .append(upper(link.place()))
                        .append(" was ");
            } else if (before != null) {
                sentence.append("; there it was ");
            }
            sentence.append(text(link, expressions.get(i), i == 0));
        }
        if (mayHaveOthers() && !isPartial(links.get(0))) {
            sentence.append("; ").append(others());
        }
        return sentence.toString();
    }

    private String text(Link link, Expression expression, boolean isFirst) {
        Producer producer = link.producer();
        if (producer == null && link.now() != null) {
            return "by the code " + oneOf(link) + "; but a copy of that is kept, and is "
                    + Word.of(link.now()).brief() + ": the value was changed in between, by other means than this code";
        }
        if (producer == null && link.among().isEmpty()) {
            return "set on a way that the registers contradict";
        }
        String unless = isFirst && isPartial(link) ? "(if reached from above) " : "";
        return unless + (producer == null ? "one of: " + oneOf(link) : text(link, producer, expression));
    }

    private String text(Link link, Producer producer, @Nullable Expression expression) {
        FlowGraph graph = link.frame().graph();
        Instruction by = producer.index() < 0 ? null : graph.at(producer.index());
        String place = by == null ? "" : " at " + reader.describe(by.address());
        return switch (producer.kind()) {
            case ENTRY -> entered(link, producer) + plus(producer);
            case LOAD -> loaded(link, producer, expression) + plus(producer);
            case CONSTANT -> "set by " + text(by) + place + plus(producer);
            case LOCAL ->
                "the address of a local variable of "
                        + reader.describe(link.frame().function());
            case RESULT -> "returned by " + callee(by) + place + plus(producer);
            case COMPUTED -> "computed by " + text(by) + place;
            case HANDLED ->
                "set by the handler of a fault of " + text(by) + place + ", which the exception table expects";
            case CLOBBERED -> "left by the call " + text(by) + place;
            case UNKNOWN ->
                "set before " + reader.describe(graph.at(producer.index()).address())
                        + ", which is reached in a way that the code does not show";
        };
    }

    private static String plus(Producer producer) {
        long offset = producer.offset();
        if (!producer.isWhole() || offset == 0) {
            return "";
        }
        return (offset < 0 ? ", less " : ", plus ") + Word.of(Math.abs(offset)).brief();
    }

    private String entered(Link link, Producer producer) {
        Place place = producer.place();
        int number = place.isRegister() ? GeneralRegisters.argument(place.toString()) : 0;
        Variable parameter =
                number == 0 ? null : reader.types().parameter(link.frame().function(), number);
        String name = parameter == null || parameter.name().isEmpty() ? "" : " (" + parameter.name() + ")";
        CallFrame caller = link.called();
        String how = caller == null
                ? " by the caller"
                : " by " + reader.describe(caller.graph().at(caller.index()).address())
                        + (caller.calls(link.frame().function()) == null ? ", if its call went straight here," : "");
        if (number > 0) {
            return "passed in" + how + " as argument " + number + name;
        }
        return place.isRegister()
                ? "already there when " + reader.describe(link.frame().function()) + " was entered"
                : "passed in" + how + " on the stack";
    }

    private String loaded(Link link, Producer producer, @Nullable Expression expression) {
        Operand.Memory memory = producer.memory();
        Instruction by = link.frame().graph().at(producer.index());
        StringBuilder text = new StringBuilder("loaded");
        if (memory != null) {
            text.append(" from ").append(FaultExplainer.operandText(memory));
        }
        text.append(" at ").append(reader.describe(by.address()));
        if (expression != null && expression.text().contains("->") || isVariable(memory, expression)) {
            text.append(" (").append(expression).append(')');
        }
        Long address = link.address();
        if (address == null || memory == null) {
            return text.toString();
        }
        text.append(
                memory.fixed() != null && !memory.hasSegmentBase()
                        ? ", at " + Word.of(address).brief()
                        : ": " + FaultExplainer.computation(memory, valuesAt(link.frame(), producer.index()), address));
        Long now = link.now();
        Long value = link.value();
        if (now == null) {
            text.append(", which cannot be read now");
        } else if (value == null) {
            text.append(", which now holds ").append(Word.of(now).brief());
        } else if (value.equals(now)) {
            text.append(", which still holds ").append(Word.of(now).brief());
        } else {
            text.append(", which now holds ")
                    .append(Word.of(now).brief())
                    .append(", another value: it, or a pointer on the way to it, was changed since")
                    .append(isPartial(link) ? ", or another way led here" : "");
        }
        return text.toString();
    }

    private static RegisterValues valuesAt(CallFrame frame, int index) {
        return name -> {
            CallFrame.Known known = frame.register(index, name);
            return known == null ? null : (Long) known.value();
        };
    }

    private static boolean isVariable(Operand.@Nullable Memory memory, @Nullable Expression expression) {
        return memory != null
                && memory.fixed() != null
                && expression != null
                && !expression.text().startsWith("*");
    }

    private String oneOf(Link link) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < link.among().size() && i < MOST_NAMED; i++) {
            Producer producer = link.among().get(i);
            text.append(i == 0 ? "" : "; or ")
                    .append(text(
                            new Link(link.frame(), link.place(), producer, link.among(), null, null, null, null),
                            producer,
                            null));
        }
        int more = link.among().size() - MOST_NAMED;
        return text + (more > 0 ? "; or " + more + " more" : "");
    }

    private String callee(@Nullable Instruction call) {
        Long target = call == null ? null : call.target();
        String symbol = target == null ? null : reader.symbol(target);
        return symbol != null && Thunks.register(symbol) == null ? symbol : "the call " + text(call);
    }

    private static String text(@Nullable Instruction instruction) {
        return instruction == null ? "?" : instruction.text();
    }

    private static String upper(Place place) {
        return place.toString().toUpperCase(Locale.ROOT);
    }
}
