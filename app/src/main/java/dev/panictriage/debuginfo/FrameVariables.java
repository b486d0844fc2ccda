// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.dwarf.Attribute;
import dev.panictriage.elf4j.dwarf.CallSite;
import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.Expression;
import dev.panictriage.elf4j.dwarf.ExpressionEvaluator;
import dev.panictriage.elf4j.dwarf.Scope;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.elf4j.dwarf.Unit;
import dev.panictriage.elf4j.dwarf.ValueLocation;
import dev.panictriage.elf4j.dwarf.Variable;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.unwind.Call;
import dev.panictriage.unwind.CallFrames;
import dev.panictriage.unwind.FrameRegisters;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters and variables of the frames of a stack. */
public final class FrameVariables {
    private static final String OPTIMISED_OUT = "optimized out";

    private final KernelImage image;
    private final KernelDebug debug;

    public FrameVariables(KernelImage image, KernelDebug debug) {
        this.image = image;
        this.debug = debug;
    }

    /** Of each of the calls, innermost first: as many lists as there are calls. */
    public List<List<FrameVariable>> of(List<Call> calls) {
        List<@Nullable Frame> frames = frames(calls);
        List<List<FrameVariable>> found = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            List<FrameVariable> variables = new ArrayList<>();
            Frame frame = frames.get(i);
            try {
                if (frame != null) {
                    Frame outer = isCalled(calls, i) ? frames.get(i + 1) : null;
                    CallSite site = outer == null
                            ? null
                            : outer.callSite(calls.get(i + 1).ip());
                    addAll(outer == null || site == null ? frame : frame.calledBy(site, outer), variables);
                }
            } catch (DwarfException e) {
                // those that were found before stay
            }
            found.add(variables);
        }
        return found;
    }

    private record Frame(DebugObject object, List<Scope> scopes, FrameContext context) {
        /** Null if nothing is known of the call that returns to an address. */
        @Nullable
        CallSite callSite(long back) {
            return object.info().callSite(object.linked(back)).orElse(null);
        }

        Frame calledBy(CallSite site, Frame caller) {
            return new Frame(object, scopes, context.calledBy(new FrameContext.Caller(site, caller.context)));
        }
    }

    /** Each without its caller; null where debugging information does not tell. */
    private List<@Nullable Frame> frames(List<Call> calls) {
        List<FrameRegisters> registers = new CallFrames(debug::unwindRow, image.memory()).of(calls);
        List<@Nullable Frame> frames = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            // Behind an exception the stack pointer is the interrupted code's, not a caller's.
            Long cfa = isCalled(calls, i) ? (Long) calls.get(i + 1).sp() : null;
            Frame frame = null;
            try {
                frame = frame(calls.get(i).pc(), registers.get(i), cfa);
            } catch (DwarfException e) {
                // nothing is known of this one
            }
            frames.add(frame);
        }
        return frames;
    }

    /** Whether the next frame is the one that called this. */
    private static boolean isCalled(List<Call> calls, int index) {
        return index + 1 < calls.size() && calls.get(index + 1).registers() == null;
    }

    private @Nullable Frame frame(long address, FrameRegisters registers, @Nullable Long cfa) {
        DebugObject object = debug.covering(address).orElse(null);
        if (object == null) {
            return null;
        }
        long pc = object.linked(address);
        Unit unit = object.info().unitAt(pc).orElse(null);
        List<Scope> scopes = unit == null ? List.of() : object.info().scopesAt(pc);
        if (unit == null || scopes.isEmpty()) {
            return null;
        }
        Die function = scopes.getLast().die();
        return new Frame(
                object, scopes, new FrameContext(object, unit, function, image.memory(), registers, cfa, pc, null));
    }

    private void addAll(Frame frame, List<FrameVariable> variables) {
        Values values = new Values(image, frame.object());
        for (Scope scope : frame.scopes()) {
            for (Variable variable : scope.variables()) {
                if (!variable.name().isEmpty()) {
                    variables.add(describe(scope, variable, frame.context(), values));
                }
            }
        }
    }

    private static FrameVariable describe(Scope scope, Variable variable, FrameContext context, Values values) {
        String value = null;
        String why = null;
        try {
            Attribute constant = variable.constantValue();
            Attribute location = variable.location();
            Expression expression = location == null ? null : context.expression(location);
            if (expression != null) {
                ValueLocation found = ExpressionEvaluator.evaluate(expression, context);
                value = value(found, variable.type(), context, values);
                why = value == null ? why(found) : null;
            } else if (constant != null && constant.isConstant()) {
                value = values.ofBits(variable.type(), constant.signedConstant());
            } else {
                why = OPTIMISED_OUT;
            }
        } catch (DwarfException e) {
            why = e.getMessage();
        }
        return new FrameVariable(
                scope.name(), variable.isParameter(), variable.name(), TypeNames.of(variable.type()), value, why);
    }

    private static @Nullable String value(
            ValueLocation location, @Nullable Die type, FrameContext context, Values values) {
        if (location instanceof ValueLocation.Memory memory) {
            return values.inMemory(type, memory.address());
        }
        Long bits = bits(location, type, context);
        return bits == null ? null : values.ofBits(type, bits);
    }

    /** Of a value that is not in memory; null if it is not known. No switch over types: the first run of each makes a class. */
    private static @Nullable Long bits(ValueLocation location, @Nullable Die type, FrameContext context) {
        if (location instanceof ValueLocation.InRegister in) {
            return context.register(in.register());
        }
        if (location instanceof ValueLocation.Value value) {
            return value.value();
        }
        if (location instanceof ValueLocation.Bytes bytes) {
            return bits(bytes.bytes());
        }
        return location instanceof ValueLocation.Pieces pieces ? bits(pieces, type, context) : null;
    }

    private static @Nullable Long bits(MemorySegment bytes) {
        if (bytes.byteSize() > Long.BYTES) {
            return null;
        }
        long value = 0;
        for (long i = bytes.byteSize() - 1; i >= 0; i--) {
            value = value << 8 | bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff;
        }
        return value;
    }

    private static @Nullable Long part(ValueLocation.Piece piece, FrameContext context) {
        if (piece.location() instanceof ValueLocation.Memory memory) {
            return piece.bits() % 8 == 0 && piece.bits() <= Long.SIZE && piece.bits() > 0
                    ? context.memory(memory.address(), (int) piece.bits() / 8)
                    : null;
        }
        boolean simple =
                piece.location() instanceof ValueLocation.InRegister || piece.location() instanceof ValueLocation.Value;
        return simple ? bits(piece.location(), null, context) : null;
    }

    /** A number in parts, if all of them are known. */
    private static @Nullable Long bits(ValueLocation.Pieces pieces, @Nullable Die type, FrameContext context) {
        long value = 0;
        long at = 0;
        for (ValueLocation.Piece piece : pieces.pieces()) {
            Long part = part(piece, context);
            if (part == null || at + piece.bits() > Long.SIZE) {
                return null;
            }
            long mask = piece.bits() == Long.SIZE ? -1 : (1L << piece.bits()) - 1;
            value |= (part >>> piece.bitOffset() & mask) << at;
            at += piece.bits();
        }
        return at == 8 * TypeEntries.size(type) ? (Long) value : null;
    }

    private static String why(ValueLocation location) {
        return switch (location) {
            case ValueLocation.OptimizedOut ignored -> OPTIMISED_OUT;
            case ValueLocation.NotKnown unknown -> unknown.reason() + " is not known";
            case ValueLocation.InRegister in -> "register " + in.register() + " was not saved";
            case ValueLocation.ImplicitPointer ignored -> "points to what was optimized out";
            case ValueLocation.Memory memory -> "0x" + Long.toHexString(memory.address()) + " cannot be read";
            case ValueLocation.Pieces ignored -> "partly optimized out";
            case ValueLocation.Value ignored -> OPTIMISED_OUT;
            case ValueLocation.Bytes ignored -> "too large for a line";
        };
    }
}
