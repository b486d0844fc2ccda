// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.elf4j.dwarf;

import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the call frame instructions of a function up to an address: DWARF 5, 6.4.2. */
final class CallFrameProgram {
    /** No architecture numbers more; PowerPC comes nearest. */
    private static final int MAX_REGISTERS = 2048;

    /** GCC nests none, shrink-wrapping a few. */
    private static final int MAX_REMEMBERED = 64;

    private static final int MAX_INSTRUCTIONS = 1 << 17;

    private static final int DW_CFA_ADVANCE_LOC = 0x40;
    private static final int DW_CFA_OFFSET = 0x80;
    private static final int DW_CFA_RESTORE = 0xc0;
    private static final int DW_CFA_NOP = 0x00;
    private static final int DW_CFA_SET_LOC = 0x01;
    private static final int DW_CFA_ADVANCE_LOC1 = 0x02;
    private static final int DW_CFA_ADVANCE_LOC2 = 0x03;
    private static final int DW_CFA_ADVANCE_LOC4 = 0x04;
    private static final int DW_CFA_OFFSET_EXTENDED = 0x05;
    private static final int DW_CFA_RESTORE_EXTENDED = 0x06;
    private static final int DW_CFA_UNDEFINED = 0x07;
    private static final int DW_CFA_SAME_VALUE = 0x08;
    private static final int DW_CFA_REGISTER = 0x09;
    private static final int DW_CFA_REMEMBER_STATE = 0x0a;
    private static final int DW_CFA_RESTORE_STATE = 0x0b;
    private static final int DW_CFA_DEF_CFA = 0x0c;
    private static final int DW_CFA_DEF_CFA_REGISTER = 0x0d;
    private static final int DW_CFA_DEF_CFA_OFFSET = 0x0e;
    private static final int DW_CFA_DEF_CFA_EXPRESSION = 0x0f;
    private static final int DW_CFA_EXPRESSION = 0x10;
    private static final int DW_CFA_OFFSET_EXTENDED_SF = 0x11;
    private static final int DW_CFA_DEF_CFA_SF = 0x12;
    private static final int DW_CFA_DEF_CFA_OFFSET_SF = 0x13;
    private static final int DW_CFA_VAL_OFFSET = 0x14;
    private static final int DW_CFA_VAL_OFFSET_SF = 0x15;
    private static final int DW_CFA_VAL_EXPRESSION = 0x16;
    private static final int DW_CFA_MIPS_ADVANCE_LOC8 = 0x1d;
    /** Of SPARC; AArch64 says with it whether the return address is signed. */
    private static final int DW_CFA_GNU_WINDOW_SAVE = 0x2d;

    private static final int DW_CFA_GNU_ARGS_SIZE = 0x2e;
    private static final int DW_CFA_GNU_NEGATIVE_OFFSET_EXTENDED = 0x2f;

    private record State(UnwindRow.@Nullable Cfa cfa, List<RegisterRule> rules) {}

    private final CallFrameFunction function;
    private final CallFrameCommon common;
    private final ByteOrder order;
    private final Deque<State> remembered = new ArrayDeque<>();
    private UnwindRow.@Nullable Cfa cfa;
    private List<RegisterRule> rules = new ArrayList<>();
    private List<RegisterRule> initialRules = List.of();
    private long location;
    private int steps;

    CallFrameProgram(CallFrameFunction function, ByteOrder order) {
        this.function = function;
        this.common = function.common();
        this.order = order;
    }

    UnwindRow rowAt(long pc) {
        location = function.start();
        Cursor initial = copy(common.instructions());
        while (initial.hasMore()) {
            step(initial);
        }
        initialRules = List.copyOf(rules);
        long start = function.start();
        long end = function.end();
        Cursor cursor = copy(function.instructions());
        while (cursor.hasMore()) {
            long before = location;
            step(cursor);
            if (Long.compareUnsigned(location, pc) > 0) {
                end = Long.compareUnsigned(location, end) < 0 ? location : end;
                break;
            }
            start = location == before ? start : location;
        }
        if (cfa == null) {
            throw new DwarfException("call frame information without a canonical frame address");
        }
        return new UnwindRow(start, end, cfa, List.copyOf(rules), common.returnColumn(), common.signalFrame());
    }

    /** A register's number, if it can be one. */
    static int register(long number) {
        if (number < 0 || number >= MAX_REGISTERS) {
            throw new DwarfException("register " + Long.toUnsignedString(number));
        }
        return (int) number;
    }

    private static Cursor copy(Cursor cursor) {
        return cursor.limited(cursor.end() - cursor.position());
    }

    private void step(Cursor cursor) {
        if (++steps > MAX_INSTRUCTIONS) {
            throw new DwarfException("a function with too many call frame instructions");
        }
        int opcode = cursor.u8();
        int operand = opcode & 0x3f;
        switch (opcode & 0xc0) {
            case DW_CFA_ADVANCE_LOC -> advance(operand);
            case DW_CFA_OFFSET -> set(operand, new RegisterRule.SavedAt(factored(cursor.uleb128())));
            case DW_CFA_RESTORE -> restore(operand);
            default -> extended(opcode, cursor);
        }
    }

    private void extended(int opcode, Cursor cursor) {
        switch (opcode) {
            case DW_CFA_NOP, DW_CFA_GNU_WINDOW_SAVE -> {
                // no rule changes
            }
            case DW_CFA_SET_LOC -> location = EhPointer.read(cursor, common.pointerEncoding(), common.bases());
            case DW_CFA_ADVANCE_LOC1 -> advance(cursor.u8());
            case DW_CFA_ADVANCE_LOC2 -> advance(cursor.u16());
            case DW_CFA_ADVANCE_LOC4 -> advance(cursor.u32());
            case DW_CFA_MIPS_ADVANCE_LOC8 -> advance(cursor.u64());
            case DW_CFA_REMEMBER_STATE -> remember();
            case DW_CFA_RESTORE_STATE -> recall();
            case DW_CFA_DEF_CFA -> defineCfa(register(cursor), cursor.uleb128());
            case DW_CFA_DEF_CFA_SF -> defineCfa(register(cursor), factored(cursor.sleb128()));
            case DW_CFA_DEF_CFA_REGISTER ->
                defineCfa(register(cursor), registerCfa().offset());
            case DW_CFA_DEF_CFA_OFFSET -> defineCfa(registerCfa().register(), cursor.uleb128());
            case DW_CFA_DEF_CFA_OFFSET_SF -> defineCfa(registerCfa().register(), factored(cursor.sleb128()));
            case DW_CFA_DEF_CFA_EXPRESSION -> cfa = new UnwindRow.Cfa.Computed(expression(cursor));
            case DW_CFA_GNU_ARGS_SIZE -> cursor.uleb128();
            default -> registerRule(opcode, cursor);
        }
    }

    private void registerRule(int opcode, Cursor cursor) {
        int register = register(cursor);
        switch (opcode) {
            case DW_CFA_OFFSET_EXTENDED -> set(register, new RegisterRule.SavedAt(factored(cursor.uleb128())));
            case DW_CFA_OFFSET_EXTENDED_SF -> set(register, new RegisterRule.SavedAt(factored(cursor.sleb128())));
            case DW_CFA_GNU_NEGATIVE_OFFSET_EXTENDED ->
                set(register, new RegisterRule.SavedAt(-factored(cursor.uleb128())));
            case DW_CFA_RESTORE_EXTENDED -> restore(register);
            case DW_CFA_UNDEFINED -> set(register, RegisterRule.UNDEFINED);
            case DW_CFA_SAME_VALUE -> set(register, RegisterRule.SAME_VALUE);
            case DW_CFA_REGISTER -> set(register, new RegisterRule.InRegister(register(cursor)));
            case DW_CFA_VAL_OFFSET -> set(register, new RegisterRule.FrameAddress(factored(cursor.uleb128())));
            case DW_CFA_VAL_OFFSET_SF -> set(register, new RegisterRule.FrameAddress(factored(cursor.sleb128())));
            case DW_CFA_EXPRESSION -> set(register, new RegisterRule.SavedAtExpression(expression(cursor)));
            case DW_CFA_VAL_EXPRESSION -> set(register, new RegisterRule.Computed(expression(cursor)));
            default -> throw new DwarfException("call frame instruction 0x" + Integer.toHexString(opcode));
        }
    }

    private void advance(long delta) {
        location += delta * common.codeFactor();
    }

    private long factored(long number) {
        return number * common.dataFactor();
    }

    private static int register(Cursor cursor) {
        return register(cursor.uleb128());
    }

    private Expression expression(Cursor cursor) {
        return new Expression(
                cursor.bytes(cursor.uleb128()), order, common.bases().addressBytes(), 4, common.version());
    }

    private void set(int register, RegisterRule rule) {
        while (rules.size() <= register) {
            rules.add(RegisterRule.UNSPECIFIED);
        }
        rules.set(register, rule);
    }

    private void restore(int register) {
        set(register, register < initialRules.size() ? initialRules.get(register) : RegisterRule.UNSPECIFIED);
    }

    private void remember() {
        if (remembered.size() == MAX_REMEMBERED) {
            throw new DwarfException("call frame information that remembers too much");
        }
        remembered.push(new State(cfa, List.copyOf(rules)));
    }

    private void recall() {
        if (remembered.isEmpty()) {
            throw new DwarfException("call frame information that restores what it did not remember");
        }
        State state = remembered.pop();
        cfa = state.cfa();
        rules = new ArrayList<>(state.rules());
    }

    private void defineCfa(int register, long offset) {
        cfa = new UnwindRow.Cfa.RegisterOffset(register, offset);
    }

    private UnwindRow.Cfa.RegisterOffset registerCfa() {
        if (cfa instanceof UnwindRow.Cfa.RegisterOffset known) {
            return known;
        }
        throw new DwarfException("call frame information that changes an expression as if it were a register");
    }
}
