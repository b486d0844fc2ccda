// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one expression: DWARF 5, 2.5 and 2.6. What it cannot ask becomes an unknown value, which stays unknown through all
 * arithmetic, so that the other pieces of a value in parts are still found. Does a bounded number of operations.
 */
public final class ExpressionEvaluator {
    private static final int MAX_OPERATIONS = 10_000;
    private static final int MAX_CALLS = 16;

    private final ExpressionContext context;
    private final ExpressionArithmetic arithmetic;
    private final ExpressionStack stack = new ExpressionStack();
    private final List<ValueLocation.Piece> pieces = new ArrayList<>();
    private @Nullable ValueLocation location;
    private @Nullable String abandoned;
    private int operations;

    private ExpressionEvaluator(Expression expression, ExpressionContext context) {
        this.context = context;
        this.arithmetic = new ExpressionArithmetic(expression.addressBytes());
    }

    /**
     * Where, or what, an expression says that a value is.
     *
     * @throws DwarfException if it is no expression
     */
    public static ValueLocation evaluate(Expression expression, ExpressionContext context) {
        ExpressionEvaluator evaluator = new ExpressionEvaluator(expression, context);
        evaluator.run(expression, 0);
        return evaluator.result();
    }

    /**
     * The number that an expression computes, as that of a frame base, a call site's parameter or a register in call frame
     * information does; null where it is not known.
     *
     * @param initial what lies on the stack at the start
     * @throws DwarfException if it is no expression
     */
    public static @Nullable Long number(Expression expression, ExpressionContext context, long... initial) {
        ExpressionEvaluator evaluator = new ExpressionEvaluator(expression, context);
        for (long value : initial) {
            evaluator.push(value);
        }
        evaluator.run(expression, 0);
        ValueLocation result = evaluator.result();
        if (result instanceof ValueLocation.Memory memory) {
            return memory.address();
        }
        if (result instanceof ValueLocation.Value value) {
            return value.value();
        }
        return result instanceof ValueLocation.InRegister in ? context.register(in.register()) : null;
    }

    private ValueLocation result() {
        if (abandoned != null) {
            return new ValueLocation.NotKnown(abandoned);
        }
        if (pieces.isEmpty()) {
            return simple();
        }
        if (location != null || !stack.isEmpty()) {
            throw new DwarfException("an expression with something behind its last piece");
        }
        return new ValueLocation.Pieces(pieces);
    }

    private ValueLocation simple() {
        if (location != null) {
            return location;
        }
        if (stack.isEmpty()) {
            return new ValueLocation.OptimizedOut();
        }
        ExpressionValue top = stack.pop();
        return top.missing() != null ? new ValueLocation.NotKnown(top.missing()) : new ValueLocation.Memory(top.bits());
    }

    private void run(Expression expression, int calls) {
        Cursor cursor = expression.cursor();
        while (cursor.hasMore() && abandoned == null) {
            if (++operations > MAX_OPERATIONS) {
                throw new DwarfException("an expression without an end");
            }
            Operation operation = Operation.read(cursor, expression);
            switch (operation.code()) {
                case OperationCode.NOP -> {
                    // nothing to do
                }
                case OperationCode.GNU_UNINIT -> location = new ValueLocation.NotKnown("it was not initialized");
                case OperationCode.PIECE -> piece(operation.first(), true, 0);
                case OperationCode.BIT_PIECE -> piece(operation.first(), false, operation.second());
                default -> {
                    if (location != null) {
                        throw new DwarfException("an expression that goes on behind a location");
                    }
                    step(operation, expression, cursor, calls);
                }
            }
        }
    }

    private void step(Operation operation, Expression expression, Cursor cursor, int calls) {
        switch (operation.code()) {
            case OperationCode.SKIP -> cursor.to(cursor.position() + operation.first());
            case OperationCode.BRA -> branch(cursor, operation.first());
            case OperationCode.CALL2, OperationCode.CALL4 -> call(operation.first(), true, calls);
            case OperationCode.CALL_REF -> call(operation.first(), false, calls);
            case OperationCode.ENTRY_VALUE, OperationCode.GNU_ENTRY_VALUE ->
                push(context.entryValue(expression.with(block(operation))), "a value at the function's entry");
            case OperationCode.CONST_TYPE, OperationCode.GNU_CONST_TYPE -> constant(operation, expression);
            default -> {
                if (!locates(operation) && !moves(operation) && !asks(operation)) {
                    compute(operation);
                }
            }
        }
    }

    private void branch(Cursor cursor, long offset) {
        ExpressionValue condition = stack.pop();
        if (condition.missing() != null) {
            abandoned = condition.missing();
        } else if (condition.bits() != 0) {
            cursor.to(cursor.position() + offset);
        }
    }

    private void call(long entry, boolean inUnit, int calls) {
        Expression called = context.called(entry, inUnit);
        if (called == null) {
            abandoned = "the location of another entry";
        } else if (calls == MAX_CALLS) {
            throw new DwarfException("an expression that calls too deep");
        } else {
            run(called, calls + 1);
        }
    }

    /** The operations that end a location. */
    private boolean locates(Operation operation) {
        int code = operation.code();
        if (code >= OperationCode.REG0 && code <= OperationCode.REG31) {
            location = new ValueLocation.InRegister(code - OperationCode.REG0);
            return true;
        }
        switch (code) {
            case OperationCode.REGX ->
                location = new ValueLocation.InRegister(CallFrameProgram.register(operation.first()));
            case OperationCode.STACK_VALUE -> {
                ExpressionValue top = stack.pop();
                location = top.missing() != null
                        ? new ValueLocation.NotKnown(top.missing())
                        : new ValueLocation.Value(top.bits(), arithmetic.bytes(top));
            }
            case OperationCode.IMPLICIT_VALUE -> location = new ValueLocation.Bytes(block(operation));
            case OperationCode.IMPLICIT_POINTER, OperationCode.GNU_IMPLICIT_POINTER ->
                location = new ValueLocation.ImplicitPointer(operation.first(), operation.second());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void piece(long size, boolean bytes, long bitOffset) {
        if (size < 0 || bytes && size > Long.MAX_VALUE / 8) {
            throw new DwarfException("an expression with an impossible piece");
        }
        pieces.add(new ValueLocation.Piece(simple(), bytes ? 8 * size : size, bitOffset));
        location = null;
        stack.clear();
    }

    /** The operations that change the order of the stack. */
    private boolean moves(Operation operation) {
        switch (operation.code()) {
            case OperationCode.DUP -> stack.push(stack.peek(0));
            case OperationCode.DROP -> stack.pop();
            case OperationCode.OVER -> stack.push(stack.peek(1));
            case OperationCode.PICK -> stack.push(stack.peek(operation.first()));
            case OperationCode.SWAP -> stack.sink(1);
            case OperationCode.ROT -> stack.sink(2);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The operations that ask for what is not in the expression. */
    private boolean asks(Operation operation) {
        int code = operation.code();
        long number = operation.first();
        if (code >= OperationCode.BREG0 && code <= OperationCode.BREG31) {
            pushRegister(code - OperationCode.BREG0, number);
            return true;
        }
        switch (code) {
            case OperationCode.BREGX -> pushRegister(CallFrameProgram.register(number), operation.second());
            case OperationCode.FBREG -> pushSum(context.frameBase(), number, "the frame base");
            case OperationCode.ADDR -> push(context.relocated(number));
            case OperationCode.ADDRX, OperationCode.GNU_ADDR_INDEX -> {
                Long address = context.addressAt(number);
                push(address == null ? null : (Long) context.relocated(address), "an address in .debug_addr");
            }
            case OperationCode.CONSTX, OperationCode.GNU_CONST_INDEX ->
                push(context.addressAt(number), "a constant in .debug_addr");
            case OperationCode.CALL_FRAME_CFA -> push(context.canonicalFrameAddress(), "the canonical frame address");
            case OperationCode.PUSH_OBJECT_ADDRESS -> push(context.objectAddress(), "the address of the object");
            case OperationCode.GNU_PARAMETER_REF -> push(context.parameter(number), "a parameter that the caller gave");
            case OperationCode.GNU_VARIABLE_VALUE -> push(context.variable(number), "the value of another variable");
            case OperationCode.FORM_TLS_ADDRESS, OperationCode.GNU_PUSH_TLS_ADDRESS -> {
                ExpressionValue offset = stack.pop();
                Long address = offset.isKnown() ? context.threadLocal(offset.bits()) : null;
                push(address, offset.missing() != null ? offset.missing() : "the storage of the thread");
            }
            case OperationCode.REGVAL_TYPE, OperationCode.GNU_REGVAL_TYPE -> {
                int register = CallFrameProgram.register(number);
                pushTyped(context.register(register), operation.second(), "register " + register);
            }
            case OperationCode.DEREF -> dereference(arithmetic.addressBytes());
            case OperationCode.DEREF_SIZE -> dereference(number);
            case OperationCode.DEREF_TYPE, OperationCode.GNU_DEREF_TYPE -> dereferenceTyped(number, operation.second());
            case OperationCode.XDEREF, OperationCode.XDEREF_SIZE, OperationCode.XDEREF_TYPE -> {
                stack.pop();
                stack.pop();
                stack.push(ExpressionValue.notKnown("memory of another address space"));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void dereference(long bytes) {
        ExpressionValue address = stack.pop();
        if (bytes < 1 || bytes > arithmetic.addressBytes()) {
            throw new DwarfException("an expression that reads " + bytes + " bytes");
        }
        stack.push(address.isKnown() ? arithmetic.loaded(read(address, (int) bytes), missing(address)) : address);
    }

    private void dereferenceTyped(long bytes, long typeOffset) {
        ExpressionValue address = stack.pop();
        Long value = address.isKnown() && bytes >= 1 && bytes <= 8 ? read(address, (int) bytes) : null;
        pushTyped(value, typeOffset, missing(address));
    }

    private @Nullable Long read(ExpressionValue address, int bytes) {
        return context.memory(address.bits(), bytes);
    }

    private static String missing(ExpressionValue address) {
        return address.missing() != null ? address.missing() : "memory at 0x" + Long.toHexString(address.bits());
    }

    private void constant(Operation operation, Expression expression) {
        MemorySegment bytes = block(operation);
        long size = bytes.byteSize();
        boolean number = size == 1 || size == 2 || size == 4 || size == 8;
        Long value = number ? (Long) Cursor.at(bytes, expression.order(), 0).unsigned((int) size) : null;
        pushTyped(value, operation.first(), "a constant of " + size + " bytes");
    }

    /** The operations on numbers alone. */
    private void compute(Operation operation) {
        int code = operation.code();
        long number = operation.first();
        if (code >= OperationCode.LIT0 && code <= OperationCode.LIT31) {
            push(code - OperationCode.LIT0);
        } else if (code >= OperationCode.CONST1U && code <= OperationCode.CONSTS) {
            push(number);
        } else if (code == OperationCode.PLUS_UCONST) {
            ExpressionValue left = stack.pop();
            ExpressionValue right =
                    left.type() == null ? arithmetic.generic(number) : arithmetic.of(number, left.type());
            stack.push(arithmetic.binary(OperationCode.PLUS, left, right));
        } else if (code == OperationCode.ABS || code == OperationCode.NEG || code == OperationCode.NOT) {
            stack.push(arithmetic.unary(code, stack.pop()));
        } else if (code >= OperationCode.AND && code <= OperationCode.NE) {
            ExpressionValue right = stack.pop();
            stack.push(arithmetic.binary(code, stack.pop(), right));
        } else {
            convert(code, number);
        }
    }

    private void convert(int code, long typeOffset) {
        ExpressionValue value = stack.pop();
        ExpressionType type = typeOffset == 0 ? null : supported(typeOffset);
        if (type == null && typeOffset != 0) {
            stack.push(ExpressionValue.notKnown(value.missing() != null ? value.missing() : "a value of an odd type"));
        } else if (code == OperationCode.CONVERT || code == OperationCode.GNU_CONVERT) {
            stack.push(arithmetic.convert(value, type));
        } else {
            stack.push(arithmetic.reinterpret(value, type));
        }
    }

    private @Nullable ExpressionType supported(long typeOffset) {
        ExpressionType type = context.baseType(typeOffset);
        return type != null && type.isSupported() ? type : null;
    }

    private void push(long value) {
        stack.push(arithmetic.generic(value));
    }

    private void push(@Nullable Long value, String missing) {
        stack.push(arithmetic.loaded(value, missing));
    }

    private void pushRegister(int register, long offset) {
        pushSum(context.register(register), offset, "register " + register);
    }

    private void pushSum(@Nullable Long base, long offset, String missing) {
        push(base == null ? null : (Long) (base + offset), missing);
    }

    private void pushTyped(@Nullable Long value, long typeOffset, String missing) {
        if (typeOffset == 0) {
            push(value, missing);
            return;
        }
        ExpressionType type = supported(typeOffset);
        if (value == null || type == null) {
            stack.push(ExpressionValue.notKnown(value == null ? missing : "a value of an odd type"));
        } else {
            stack.push(arithmetic.of(value, type));
        }
    }

    private static MemorySegment block(Operation operation) {
        MemorySegment block = operation.block();
        if (block == null) {
            throw new AssertionError("operation 0x" + Integer.toHexString(operation.code()) + " has a block");
        }
        return block;
    }
}
