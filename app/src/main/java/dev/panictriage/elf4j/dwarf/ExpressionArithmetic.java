// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of expressions: DWARF 5, 2.5.1.4. Both operands have one type; the generic type is unsigned, but for division,
 * the arithmetic shift and comparisons. What is computed from an unknown value is unknown.
 */
final class ExpressionArithmetic {
    private final int addressBytes;

    ExpressionArithmetic(int addressBytes) {
        this.addressBytes = addressBytes;
    }

    ExpressionValue generic(long bits) {
        return new ExpressionValue(ExpressionValue.truncated(bits, addressBytes), null, null);
    }

    ExpressionValue of(long bits, ExpressionType type) {
        return new ExpressionValue(ExpressionValue.truncated(bits, type.byteSize()), type, null);
    }

    /** A number of the generic type that was asked for; absent if there was no answer. */
    ExpressionValue loaded(@Nullable Long bits, String missing) {
        return bits == null ? ExpressionValue.notKnown(missing) : generic(bits);
    }

    int addressBytes() {
        return addressBytes;
    }

    int bytes(ExpressionValue value) {
        return value.type() == null ? addressBytes : value.type().byteSize();
    }

    ExpressionValue unary(int code, ExpressionValue value) {
        if (!value.isKnown()) {
            return value;
        }
        if (value.isFloat()) {
            return ofDouble(
                    switch (code) {
                        case OperationCode.NEG -> -value.asDouble();
                        case OperationCode.ABS -> Math.abs(value.asDouble());
                        default -> throw new DwarfException("an operation on bits of a floating-point number");
                    },
                    value.type());
        }
        long signed = ExpressionValue.signExtended(value.bits(), bytes(value));
        return like(
                value,
                switch (code) {
                    case OperationCode.NEG -> -signed;
                    case OperationCode.NOT -> ~signed;
                    case OperationCode.ABS -> isUnsigned(value) ? value.bits() : Math.abs(signed);
                    default -> throw new AssertionError(code);
                });
    }

    ExpressionValue binary(int code, ExpressionValue left, ExpressionValue right) {
        if (!left.isKnown()) {
            return left;
        }
        if (!right.isKnown()) {
            return right;
        }
        if (code == OperationCode.SHL || code == OperationCode.SHR || code == OperationCode.SHRA) {
            return shift(code, left, right);
        }
        if (left.type() == null ? right.type() != null : !left.type().equals(right.type())) {
            throw new DwarfException("an operation on values of two types");
        }
        if (code >= OperationCode.EQ && code <= OperationCode.NE) {
            boolean holds = left.isFloat()
                    ? compares(code, left.asDouble(), right.asDouble())
                    : compares(code, compare(left, right));
            return generic(holds ? 1 : 0);
        }
        return left.isFloat() ? floating(code, left, right) : integer(code, left, right);
    }

    /** The value as a value of another type, absent for the generic one. */
    ExpressionValue convert(ExpressionValue value, @Nullable ExpressionType type) {
        if (!value.isKnown()) {
            return value;
        }
        if (value.isFloat()) {
            if (type == null) {
                return generic((long) value.asDouble());
            }
            return type.isFloat() ? ofDouble(value.asDouble(), type) : of((long) value.asDouble(), type);
        }
        boolean signed = value.type() != null && value.type().isSigned();
        long number = signed ? ExpressionValue.signExtended(value.bits(), bytes(value)) : value.bits();
        if (type == null) {
            return generic(number);
        }
        if (!type.isFloat()) {
            return of(number, type);
        }
        // An unsigned number of 64 bits: the half, with the lowest bit kept for rounding, doubled.
        boolean large = !signed && number < 0;
        return ofDouble(large ? (number >>> 1 | number & 1) * 2.0 : number, type);
    }

    /** The same bits as another type, absent for the generic one. */
    ExpressionValue reinterpret(ExpressionValue value, @Nullable ExpressionType type) {
        if (!value.isKnown()) {
            return value;
        }
        if (bytes(value) != (type == null ? addressBytes : type.byteSize())) {
            throw new DwarfException("a value as one of another size");
        }
        return new ExpressionValue(value.bits(), type, null);
    }

    private ExpressionValue shift(int code, ExpressionValue value, ExpressionValue by) {
        if (value.isFloat() || by.isFloat()) {
            throw new DwarfException("an operation on bits of a floating-point number");
        }
        int bits = 8 * bytes(value);
        boolean all = Long.compareUnsigned(by.bits(), bits) >= 0;
        long signed = ExpressionValue.signExtended(value.bits(), bytes(value));
        return like(
                value,
                switch (code) {
                    case OperationCode.SHL -> all ? 0 : value.bits() << by.bits();
                    case OperationCode.SHR -> all ? 0 : value.bits() >>> by.bits();
                    default -> signed >> (all ? Long.SIZE - 1 : by.bits());
                });
    }

    private ExpressionValue integer(int code, ExpressionValue left, ExpressionValue right) {
        long a = left.bits();
        long b = right.bits();
        if ((code == OperationCode.DIV || code == OperationCode.MOD) && b == 0) {
            return ExpressionValue.notKnown("a division by zero");
        }
        boolean signed = left.type() != null && left.type().isSigned();
        long signedA = ExpressionValue.signExtended(a, bytes(left));
        long signedB = ExpressionValue.signExtended(b, bytes(right));
        return like(
                left,
                switch (code) {
                    case OperationCode.AND -> a & b;
                    case OperationCode.OR -> a | b;
                    case OperationCode.XOR -> a ^ b;
                    case OperationCode.PLUS -> a + b;
                    case OperationCode.MINUS -> a - b;
                    case OperationCode.MUL -> a * b;
                    case OperationCode.DIV ->
                        signed || left.type() == null ? signedA / signedB : Long.divideUnsigned(a, b);
                    case OperationCode.MOD -> signed ? signedA % signedB : Long.remainderUnsigned(a, b);
                    default -> throw new AssertionError(code);
                });
    }

    private static ExpressionValue floating(int code, ExpressionValue left, ExpressionValue right) {
        double a = left.asDouble();
        double b = right.asDouble();
        return ofDouble(
                switch (code) {
                    case OperationCode.PLUS -> a + b;
                    case OperationCode.MINUS -> a - b;
                    case OperationCode.MUL -> a * b;
                    case OperationCode.DIV -> a / b;
                    default -> throw new DwarfException("an operation on bits of a floating-point number");
                },
                left.type());
    }

    /** Nothing but {@code DW_OP_ne} holds of a number and what is none. */
    private static boolean compares(int code, double left, double right) {
        return left < right
                ? compares(code, -1)
                : left > right ? compares(code, 1) : left == right ? compares(code, 0) : code == OperationCode.NE;
    }

    private int compare(ExpressionValue left, ExpressionValue right) {
        if (left.type() != null && !left.type().isSigned()) {
            return Long.compareUnsigned(left.bits(), right.bits());
        }
        int bytes = bytes(left);
        return Long.compare(
                ExpressionValue.signExtended(left.bits(), bytes), ExpressionValue.signExtended(right.bits(), bytes));
    }

    private static boolean compares(int code, int order) {
        return switch (code) {
            case OperationCode.EQ -> order == 0;
            case OperationCode.GE -> order >= 0;
            case OperationCode.GT -> order > 0;
            case OperationCode.LE -> order <= 0;
            case OperationCode.LT -> order < 0;
            default -> order != 0;
        };
    }

    private static boolean isUnsigned(ExpressionValue value) {
        return value.type() != null && !value.type().isSigned();
    }

    private ExpressionValue like(ExpressionValue value, long bits) {
        return new ExpressionValue(ExpressionValue.truncated(bits, bytes(value)), value.type(), null);
    }

    private static ExpressionValue ofDouble(double number, @Nullable ExpressionType type) {
        boolean single = type != null && type.byteSize() == 4;
        long bits =
                single ? Float.floatToRawIntBits((float) number) & 0xffff_ffffL : Double.doubleToRawLongBits(number);
        return new ExpressionValue(bits, type, null);
    }
}
