// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.panictriage.elf4j.dwarf.ValueLocation.InRegister;
import dev.panictriage.elf4j.dwarf.ValueLocation.Memory;
import dev.panictriage.elf4j.dwarf.ValueLocation.NotKnown;
import dev.panictriage.elf4j.dwarf.ValueLocation.OptimizedOut;
import dev.panictriage.elf4j.dwarf.ValueLocation.Piece;
import dev.panictriage.elf4j.dwarf.ValueLocation.Pieces;
import dev.panictriage.elf4j.dwarf.ValueLocation.Value;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionEvaluatorTest {
    private static final int SIGNED = 0x10;
    private static final int UNSIGNED_BYTE = 0x11;
    private static final int FLOAT = 0x12;
    private static final int LONG_DOUBLE = 0x13;

    /** Register 7 is 0x1000, 0x1010 holds 0x1122334455667788; little else is known. */
    private static final class Place implements ExpressionContext {
        @Override
        public @Nullable Long register(int register) {
            return register == 7 ? (Long) 0x1000L : null;
        }

        @Override
        public @Nullable Long memory(long address, int bytes) {
            return address == 0x1010 ? (Long) ExpressionValue.truncated(0x1122_3344_5566_7788L, bytes) : null;
        }

        @Override
        public long relocated(long address) {
            return address + 0x100_0000;
        }

        @Override
        public @Nullable Long canonicalFrameAddress() {
            return 0x2000L;
        }

        @Override
        public @Nullable Long frameBase() {
            return 0x3000L;
        }

        @Override
        public @Nullable Long entryValue(Expression expression) {
            return expression.bytes().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0) == 0x55 ? (Long) 0x4000L : null;
        }

        @Override
        public @Nullable Long parameter(long unitOffset) {
            return unitOffset == 0x20 ? (Long) 0x5000L : null;
        }

        @Override
        public @Nullable Long addressAt(long index) {
            return index == 3 ? (Long) 0x6000L : null;
        }

        @Override
        public @Nullable Expression called(long offset, boolean inUnit) {
            if (offset == 0x30) {
                return expression(inUnit ? "38" : "39"); // DW_OP_lit8, DW_OP_lit9
            }
            return offset == 0x31 ? expression("9831 00") : null; // itself
        }

        @Override
        public @Nullable ExpressionType baseType(long unitOffset) {
            return switch ((int) unitOffset) {
                case SIGNED -> new ExpressionType(5, 4);
                case UNSIGNED_BYTE -> new ExpressionType(7, 1);
                case FLOAT -> new ExpressionType(4, 8);
                case LONG_DOUBLE -> new ExpressionType(4, 16);
                default -> null;
            };
        }
    }

    private static final ExpressionContext PLACE = new Place();

    private static Expression expression(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new Expression(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN, 8, 4, 5);
    }

    private static ValueLocation at(String hex) {
        return ExpressionEvaluator.evaluate(expression(hex), PLACE);
    }

    /** The operands as DWARF 5, 2.5.1 gives the results. */
    @ParameterizedTest
    @CsvSource({
        "0a 0102, 0x201",
        "0b feff, -2",
        "09 80, -128",
        "0c 01000080, 0x80000001",
        "0d 01000080, -0x7fffffff",
        "0e 0100000000000080, 0x8000000000000001",
        "10 e58e26, 624485",
        "11 9bf159, -624485",
        "4f, 31",
        "31 32 22, 3",
        "31 32 1c, -1",
        "09 f9 32 1b, -3",
        "37 32 1d, 1",
        "33 34 1e, 12",
        "31 1f, -1",
        "09 f9 19, 7",
        "30 20, -1",
        "3c 3a 1a, 8",
        "3c 3a 21, 14",
        "3c 3a 27, 6",
        "31 33 24, 8",
        "09 f8 31 25, 0x7ffffffffffffffc",
        "09 f8 31 26, -4",
        "31 08 40 24, 0",
        "09 f8 08 ff 26, -1",
        "31 23 8001, 129",
        "09 ff 30 2d, 1",
        "30 09 ff 2a, 1",
        "31 31 29, 1",
        "31 31 2e, 0",
        "31 32 12 22 22, 5",
        "31 32 13, 1",
        "31 32 14, 1",
        "31 32 33 15 02, 1",
        "31 32 16 1c, 1",
        "31 32 33 17 13, 1",
        "31 28 0100 32 33, 3",
        "30 28 0100 32 33, 3",
        "2f 0100 32 33, 3",
    })
    void computes(String hex, String expected) {
        assertThat(at(hex + " 9f")).isEqualTo(new Value(Long.decode(negativeOrUnsigned(expected)), 8));
    }

    private static String negativeOrUnsigned(String number) {
        return number.equals("0x8000000000000001") ? "-0x7fffffffffffffff" : number;
    }

    @ParameterizedTest
    @CsvSource({
        "77 10, 0x1010",
        "92 07 70, 0xff0",
        "91 78, 0x2ff8",
        "9c, 0x2000",
        "03 0000008100000000, 0x82000000",
        "a1 03, 0x1006000",
        "a2 03, 0x6000",
        "fb 03, 0x1006000",
        "77 10 06, 0x1122334455667788",
        "77 10 94 02, 0x7788",
        "a3 01 55, 0x4000",
        "f3 01 55, 0x4000",
        "fa 20000000, 0x5000",
        "98 3000, 8",
        "99 30000000, 8",
        "9a 30000000, 9",
    })
    void asks(String hex, String expected) {
        assertThat(at(hex)).isEqualTo(new Memory(Long.decode(expected)));
    }

    @ParameterizedTest
    @CsvSource({
        "73 00, register 3",
        "73 00 31 22 9f, register 3",
        "73 00 28 0000 31, register 3",
        "77 08 06, memory at 0x1008",
        "73 00 06, register 3",
        "a3 01 54 9f, a value at the function's entry",
        "fa 21000000, a parameter that the caller gave",
        "a1 04, an address in .debug_addr",
        "97, the address of the object",
        "30 9b, the storage of the thread",
        "73 00 e0, register 3",
        "31 30 1b 9f, a division by zero",
        "a5 03 10 9f, register 3",
        "31 a8 13 9f, a value of an odd type",
        "fd 00000000, the value of another variable",
        "98 4000, the location of another entry",
        "57 f0, it was not initialized",
    })
    void whatIsMissingIsNamed(String hex, String reason) {
        assertThat(at(hex)).isEqualTo(new NotKnown(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "a5 07 10 f7 00 9f, 0x1000, 8",
        "a4 10 04 feffffff 9f, 0xfffffffe, 4",
        "a4 10 04 feffffff a8 00 9f, -2, 8",
        "a4 11 01 fe a8 10 9f, 0xfe, 4",
        "a4 10 04 feffffff a8 12 a4 10 04 ffffffff a8 12 1e a8 10 9f, 2, 4",
        "a4 11 01 80 a4 11 01 03 1b 9f, 42, 1",
        "a4 10 04 00000080 31 26 9f, 0xc0000000, 4",
        "a4 12 08 000000000000f03f a9 00 9f, 0x3ff0000000000000, 8",
        "77 10 a6 01 11 9f, 0x88, 1",
    })
    void valuesHaveTypes(String hex, String expected, int bytes) {
        assertThat(at(hex)).isEqualTo(new Value(Long.decode(expected), bytes));
    }

    @Test
    void aRegisterIsALocation() {
        assertThat(at("53")).isEqualTo(new InRegister(3));
        assertThat(at("90 11")).isEqualTo(new InRegister(17));
    }

    @Test
    void nothingIsOptimizedOut() {
        assertThat(at("")).isEqualTo(new OptimizedOut());
    }

    @Test
    void anImplicitPointer() {
        assertThat(at("a0 44332211 7c")).isEqualTo(new ValueLocation.ImplicitPointer(0x11223344, -4));
    }

    @Test
    void anImplicitValueIsItsBytes() {
        assertThat(at("9e 03 010203"))
                .isInstanceOfSatisfying(
                        ValueLocation.Bytes.class,
                        bytes -> assertThat(bytes.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
                                .containsExactly(1, 2, 3));
    }

    @Test
    void oneUnknownPieceLeavesTheOthers() {
        assertThat(at("73 00 93 04 57 93 04 93 08 31 9f 9d 03 05"))
                .isEqualTo(new Pieces(List.of(
                        new Piece(new NotKnown("register 3"), 32, 0),
                        new Piece(new InRegister(7), 32, 0),
                        new Piece(new OptimizedOut(), 64, 0),
                        new Piece(new Value(1, 8), 3, 5))));
    }

    @Test
    void aNumberIsTakenFromMemoryAddressesRegistersAndValues() {
        assertThat(ExpressionEvaluator.number(expression("57"), PLACE)).isEqualTo(0x1000);
        assertThat(ExpressionEvaluator.number(expression("53"), PLACE)).isNull();
        assertThat(ExpressionEvaluator.number(expression("9c"), PLACE)).isEqualTo(0x2000);
        assertThat(ExpressionEvaluator.number(expression("23 08"), PLACE, 0x70)).isEqualTo(0x78);
    }

    @Test
    void addressesOf32BitsWrap() {
        byte[] bytes = {0x09, (byte) 0xff, 0x23, 0x02}; // DW_OP_const1s -1, DW_OP_plus_uconst 2
        Expression expression = new Expression(MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN, 4, 4, 4);
        assertThat(ExpressionEvaluator.evaluate(expression, PLACE)).isEqualTo(new Memory(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "22",
                "13",
                "15 00",
                "08",
                "01",
                "ff",
                "57 31",
                "31 93 08 31",
                "2f fdff",
                "12 2f fcff",
                "31 2f fcff",
                "98 3100",
                "77 10 94 09",
                "a4 10 04 01000000 31 22",
                "9e ff",
                "2f 7f7f"
            })
    void whatIsNoExpressionIsRefused(String hex) {
        assertThatExceptionOfType(DwarfException.class).isThrownBy(() -> at(hex));
    }
}
