// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.elf4j.dwarf.Attribute;
import dev.panictriage.elf4j.dwarf.CallSite;
import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwAt;
import dev.panictriage.elf4j.dwarf.Expression;
import dev.panictriage.elf4j.dwarf.ExpressionContext;
import dev.panictriage.elf4j.dwarf.ExpressionEvaluator;
import dev.panictriage.elf4j.dwarf.ExpressionType;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.elf4j.dwarf.Unit;
import dev.panictriage.kernel.Memory;
import dev.panictriage.unwind.FrameRegisters;
import org.jspecify.annotations.Nullable;

/** A frame of a stack as DWARF expressions see it. */
final class FrameContext implements ExpressionContext {
    private final DebugObject object;
    private final Unit unit;
    private final Die function;
    private final Memory memory;
    private final FrameRegisters registers;
    private final @Nullable Long cfa;
    private final long pc;
    private final @Nullable Caller caller;

    /**
     * Who called the function of this frame.
     *
     * @param site what is known of the call
     * @param frame where it was made
     */
    record Caller(CallSite site, ExpressionContext frame) {}

    /**
     * @param unit that has the function
     * @param function the subprogram
     * @param cfa the stack pointer of the caller, once this frame has returned; null if not known
     * @param pc as linked
     */
    FrameContext(
            DebugObject object,
            Unit unit,
            Die function,
            Memory memory,
            FrameRegisters registers,
            @Nullable Long cfa,
            long pc,
            @Nullable Caller caller) {
        this.object = object;
        this.unit = unit;
        this.function = function;
        this.memory = memory;
        this.registers = registers;
        this.cfa = cfa;
        this.pc = pc;
        this.caller = caller;
    }

    /** The same, of which it is known who called it. */
    FrameContext calledBy(Caller from) {
        return new FrameContext(object, unit, function, memory, registers, cfa, pc, from);
    }

    @Override
    public @Nullable Long register(int register) {
        return registers.get(register);
    }

    @Override
    public @Nullable Long memory(long address, int bytes) {
        try {
            return memory.number(address, bytes);
        } catch (UnreadableException e) {
            return null;
        }
    }

    @Override
    public long relocated(long address) {
        return address + object.offset();
    }

    @Override
    public @Nullable Long canonicalFrameAddress() {
        return cfa;
    }

    @Override
    public @Nullable Long frameBase() {
        Attribute base = function.attribute(DwAt.FRAME_BASE);
        Expression expression = base == null ? null : expression(base);
        return expression == null ? null : ExpressionEvaluator.number(expression, new WithoutFrameBase());
    }

    /** The expression of a location that holds at this frame's instruction; null if none does. */
    @Nullable
    Expression expression(Attribute location) {
        return location.isBlock() ? location.expression() : location.locations().at(pc);
    }

    /** What the caller's compiler noted of that argument, computed in the caller's frame. */
    @Override
    public @Nullable Long entryValue(Expression wanted) {
        if (caller == null || !calls(caller)) {
            return null;
        }
        for (CallSite.Argument argument : caller.site().arguments()) {
            if (argument.location().isBlock()
                    && argument.value().isBlock()
                    && argument.location().block().mismatch(wanted.bytes()) == -1) {
                return ExpressionEvaluator.number(argument.value().expression(), caller.frame());
            }
        }
        return null;
    }

    /** Whether it is this frame's function that was called there, and not one that went on to it with a jump. */
    private boolean calls(Caller from) {
        Die callee = from.site().callee();
        if (callee != null) {
            return !callee.name().isEmpty() && callee.name().equals(function.name());
        }
        Attribute target = from.site().target();
        Attribute entry = function.attribute(DwAt.LOW_PC);
        Long called = target == null || !target.isBlock()
                ? null
                : ExpressionEvaluator.number(target.expression(), from.frame());
        return called != null && entry != null && entry.isAddress() && called == entry.address() + object.offset();
    }

    @Override
    public @Nullable Long addressAt(long index) {
        return unit.indexedAddress(index);
    }

    @Override
    public @Nullable ExpressionType baseType(long unitOffset) {
        Die type = unit.die(unit.offset() + unitOffset);
        return new ExpressionType((int) type.constant(DwAt.ENCODING, 0), (int) TypeEntries.size(type));
    }

    /** A frame base cannot be relative to itself. */
    private final class WithoutFrameBase implements ExpressionContext {
        @Override
        public @Nullable Long register(int register) {
            return FrameContext.this.register(register);
        }

        @Override
        public @Nullable Long memory(long address, int bytes) {
            return FrameContext.this.memory(address, bytes);
        }

        @Override
        public @Nullable Long canonicalFrameAddress() {
            return cfa;
        }
    }
}
