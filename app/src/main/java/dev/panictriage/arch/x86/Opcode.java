// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Flow;
import java.util.ArrayList;
import java.util.List;

/** One line of {@link OpcodeTables}, or one of the encodings that it stands for. */
final class Opcode {
    /*
     * What the choice between the lines of an opcode byte depends on, as bits of one number: the ModRM byte, then these.
     */
    static final int REGISTER = 1 << 8;
    static final int PREFIX_SHIFT = 9;
    static final int PREFIX_MASK = 3 << PREFIX_SHIFT;
    static final int W = 1 << 11;
    static final int LENGTH_SHIFT = 12;
    private static final int LENGTH_MASK = 3 << LENGTH_SHIFT;
    static final int DATA = 1 << 14;
    static final int REX_B = 1 << 15;
    static final int ADDRESS = 1 << 16;
    static final int SPACE_SHIFT = 17;
    private static final int SPACE_MASK = 3 << SPACE_SHIFT;

    static final int LEGACY = 0;
    static final int VEX = 1;
    static final int EVEX = 2;

    /** The mandatory prefixes, in the order in which VEX.pp counts them. */
    static final int NO_PREFIX = 0;

    static final int PREFIX_66 = 1;
    static final int PREFIX_F3 = 2;
    static final int PREFIX_F2 = 3;

    private static final OperandSpec[] NO_OPERANDS = {};

    private int mask = SPACE_MASK;
    private int match;
    private boolean allowsVex;
    private boolean insertsVex;
    private boolean shiftsVex;
    private boolean allowsMmx;
    /** The letter after {@code e} if there is an EVEX encoding alike: what W is, and what is broadcast. */
    private char evex;

    /** With the markers that {@link OpcodeTables} explains. */
    String mnemonic = "";

    OperandSpec[] operands = NO_OPERANDS;
    OperandSpec[] effects = NO_OPERANDS;
    Flow flow = Flow.SEQUENTIAL;
    /** {@code push}, {@code pop}, {@code call}, {@code leave}, {@code iret}, or empty. */
    String stack = "";
    /** What F3 does: {@code rep}, {@code repz}, or nothing. */
    String repeat = "";
    /** Whether ModRM names a register whatever its mod field. */
    boolean ignoresMod;
    /** Whether two equal operands give zero whatever their value. */
    boolean zeroing;

    private Opcode() {}

    private Opcode(Opcode other) {
        mask = other.mask;
        match = other.match;
        mnemonic = other.mnemonic;
        operands = other.operands.clone();
        effects = other.effects;
        flow = other.flow;
        stack = other.stack;
        repeat = other.repeat;
        zeroing = other.zeroing;
    }

    boolean matches(int selector) {
        return (selector & mask) == match;
    }

    /** Whether the choice of this line depended on a bit. */
    boolean distinguishes(int bits) {
        return (mask & bits) != 0;
    }

    boolean usesModRm() {
        if ((mask & 0x1ff) != 0) {
            return true;
        }
        for (OperandSpec operand : operands) {
            if (operand.isInModRm()) {
                return true;
            }
        }
        return false;
    }

    /** Reads a line, without its opcode byte, into one opcode for every encoding that it stands for. */
    static void parse(String line, List<Opcode> into) {
        Opcode opcode = new Opcode();
        List<OperandSpec> operands = new ArrayList<>(4);
        List<OperandSpec> effects = new ArrayList<>(4);
        boolean afterSemicolon = false;
        int at = 0;
        while (at < line.length()) {
            int end = line.indexOf(' ', at);
            end = end < 0 ? line.length() : end;
            String token = line.substring(at, end);
            at = end + 1;
            if (token.isEmpty()) {
                continue;
            }
            if (token.equals(";")) {
                afterSemicolon = true;
            } else if (afterSemicolon) {
                opcode.addEffect(token, effects);
            } else if (!opcode.mnemonic.isEmpty()) {
                operands.add(OperandSpec.parse(token));
            } else if (!opcode.addQualifier(token)) {
                opcode.mnemonic = token;
            }
        }
        opcode.operands = operands.toArray(NO_OPERANDS);
        opcode.effects = effects.toArray(NO_OPERANDS);
        into.add(opcode);
        if (opcode.allowsMmx) {
            into.add(opcode.toMmx());
        }
        Opcode vex = opcode;
        if (opcode.allowsVex) {
            vex = opcode.toVex();
            into.add(vex);
        }
        if (opcode.evex != 0) {
            into.add(vex.toEvex(opcode.evex));
        }
    }

    private void choose(int bits, int value) {
        mask |= bits;
        match = match & ~bits | value;
    }

    private boolean addQualifier(String token) {
        switch (token) {
            case "np" -> choose(PREFIX_MASK, NO_PREFIX << PREFIX_SHIFT);
            case "66" -> choose(PREFIX_MASK, PREFIX_66 << PREFIX_SHIFT);
            case "f3" -> choose(PREFIX_MASK, PREFIX_F3 << PREFIX_SHIFT);
            case "f2" -> choose(PREFIX_MASK, PREFIX_F2 << PREFIX_SHIFT);
            case "m" -> choose(REGISTER, 0);
            case "r" -> choose(REGISTER, REGISTER);
            case "W0" -> choose(W, 0);
            case "W1" -> choose(W, W);
            case "L0" -> choose(LENGTH_MASK, 0);
            case "L1" -> choose(LENGTH_MASK, 1 << LENGTH_SHIFT);
            case "L2" -> choose(LENGTH_MASK, 2 << LENGTH_SHIFT);
            case "o0" -> choose(DATA, 0);
            case "o1" -> choose(DATA, DATA);
            case "a1" -> choose(ADDRESS, ADDRESS);
            case "B0" -> choose(REX_B, 0);
            case "V" -> choose(SPACE_MASK, VEX << SPACE_SHIFT);
            case "E" -> choose(SPACE_MASK, EVEX << SPACE_SHIFT);
            case "v" -> allowsVex = true;
            case "vn" -> {
                allowsVex = true;
                insertsVex = true;
            }
            case "vi" -> {
                allowsVex = true;
                shiftsVex = true;
            }
            case "mm" -> allowsMmx = true;
            case "anymod" -> ignoresMod = true;
            case "ed", "eq", "ei", "e0", "e1" -> evex = token.charAt(1);
            default -> {
                char first = token.charAt(0);
                if (first == '/') {
                    choose(7 << 3, (token.charAt(1) - '0') << 3);
                } else if (first == ':') {
                    choose(0xff | REGISTER, Integer.parseInt(token, 1, 3, 16) | REGISTER);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    private void addEffect(String token, List<OperandSpec> effects) {
        switch (token) {
            case "push", "pop", "call", "leave", "iret" -> stack = token;
            case "@call" -> flow = Flow.CALL;
            case "@jump" -> flow = Flow.JUMP;
            case "@branch" -> flow = Flow.CONDITIONAL_JUMP;
            case "@return" -> flow = Flow.RETURN;
            case "@trap" -> flow = Flow.TRAP;
            case "@halt" -> flow = Flow.HALT;
            case "@rep" -> repeat = "rep";
            case "@repz" -> repeat = "repz";
            case "@zeroing" -> zeroing = true;
            default -> effects.add(OperandSpec.parse(token));
        }
    }

    private Opcode toMmx() {
        Opcode mmx = new Opcode(this);
        mmx.choose(PREFIX_MASK, NO_PREFIX << PREFIX_SHIFT);
        for (int i = 0; i < operands.length; i++) {
            OperandSpec spec = operands[i];
            char kind =
                    switch (spec.kind()) {
                        case 'V' -> 'P';
                        case 'W' -> 'Q';
                        case 'U' -> 'N';
                        default -> spec.kind();
                    };
            mmx.operands[i] = new OperandSpec(kind, kind == spec.kind() ? spec.size() : 'q', spec.bytes(), '\0',
                    spec.access(), spec.fixed());
        }
        return mmx;
    }

    private Opcode toVex() {
        Opcode vex = new Opcode(this);
        vex.choose(SPACE_MASK, VEX << SPACE_SHIFT);
        vex.mnemonic = "v" + mnemonic;
        if (insertsVex) {
            vex.operands = new OperandSpec[operands.length + 1];
            vex.operands[0] = operands[0].with(operands[0].kind(), Access.WRITE);
            vex.operands[1] = operands[0].with('H', Access.READ);
            System.arraycopy(operands, 1, vex.operands, 2, operands.length - 1);
        } else if (shiftsVex) {
            vex.operands = new OperandSpec[] {
                operands[0].with('H', Access.WRITE), operands[0].with('U', Access.READ), operands[1]
            };
        }
        return vex;
    }

    private Opcode toEvex(char form) {
        Opcode evexForm = new Opcode(this);
        evexForm.choose(SPACE_MASK, EVEX << SPACE_SHIFT);
        /* Where VEX allows one vector length, EVEX allows that and longer ones. */
        evexForm.mask &= ~LENGTH_MASK;
        evexForm.match &= ~LENGTH_MASK;
        switch (form) {
            case 'd', '0' -> evexForm.choose(W, 0);
            case 'q', '1' -> evexForm.choose(W, W);
            default -> {}
        }
        return evexForm;
    }
}
