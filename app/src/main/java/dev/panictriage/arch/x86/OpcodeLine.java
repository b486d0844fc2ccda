// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Flow;
import java.util.ArrayList;
import java.util.List;

/** Reads one line of {@link OpcodeTables}. */
final class OpcodeLine {
    private static final OperandSpec[] NO_OPERANDS = {};

    private int mask = Selector.SPACE;
    private int match = Selector.LEGACY;
    private String mnemonic = "";
    private OperandSpec[] operands = NO_OPERANDS;
    private OperandSpec[] effects = NO_OPERANDS;
    private Flow flow = Flow.SEQUENTIAL;
    private String stack = "";
    private String repeat = "";
    private boolean zeroes;
    private boolean ignoresMod;

    /** {@code v}, {@code vn} or {@code vi} if there is a VEX encoding alike. */
    private String vex = "";
    /** What follows {@code e} if there is an EVEX encoding alike. */
    private char evex;

    private boolean mmx;

    private OpcodeLine() {}

    /** Adds an opcode for every encoding that the line, given without its opcode byte, stands for. */
    static void parse(String line, List<Opcode> into) {
        OpcodeLine parsed = new OpcodeLine();
        parsed.parse(line);
        into.add(parsed.opcode());
        if (parsed.mmx) {
            into.add(parsed.mmxLine().opcode());
        }
        if (!parsed.vex.isEmpty()) {
            parsed.turnIntoVex();
            into.add(parsed.opcode());
        }
        if (parsed.evex != 0) {
            parsed.turnIntoEvex();
            into.add(parsed.opcode());
        }
    }

    private void parse(String line) {
        List<OperandSpec> named = new ArrayList<>(4);
        List<OperandSpec> affected = new ArrayList<>(4);
        boolean afterSemicolon = false;
        int end;
        for (int at = 0; at < line.length(); at = end + 1) {
            end = line.indexOf(' ', at);
            end = end < 0 ? line.length() : end;
            if (end == at) {
                continue;
            }
            String token = line.substring(at, end);
            if (token.equals(";")) {
                afterSemicolon = true;
            } else if (afterSemicolon) {
                parseEffect(token, affected);
            } else if (!mnemonic.isEmpty()) {
                named.add(OperandSpec.parse(token));
            } else if (!parseCondition(token)) {
                mnemonic = token;
            }
        }
        operands = named.toArray(NO_OPERANDS);
        effects = affected.toArray(NO_OPERANDS);
    }

    /** Whether the token is one. */
    private boolean parseCondition(String token) {
        switch (token) {
            case "np" -> require(Selector.PREFIX, Selector.NO_PREFIX);
            case "66" -> require(Selector.PREFIX, Selector.PREFIX_66);
            case "f3" -> require(Selector.PREFIX, Selector.PREFIX_F3);
            case "f2" -> require(Selector.PREFIX, Selector.PREFIX_F2);
            case "m" -> require(Selector.REGISTER, 0);
            case "r" -> require(Selector.REGISTER, Selector.REGISTER);
            case "anymod" -> ignoresMod = true;
            case "W0" -> require(Selector.W, 0);
            case "W1" -> require(Selector.W, Selector.W);
            case "L0" -> require(Selector.LENGTH, 0);
            case "L1" -> require(Selector.LENGTH, Selector.LENGTH_256);
            case "o0" -> require(Selector.DATA, 0);
            case "o1" -> require(Selector.DATA, Selector.DATA);
            case "a1" -> require(Selector.ADDRESS, Selector.ADDRESS);
            case "B0" -> require(Selector.REX_B, 0);
            case "V" -> require(Selector.SPACE, Selector.VEX);
            case "E" -> require(Selector.SPACE, Selector.EVEX);
            case "v", "vn", "vi" -> vex = token;
            case "ed", "eq", "ei", "e0", "e1" -> evex = token.charAt(1);
            case "mm" -> mmx = true;
            default -> {
                return parseModRmCondition(token);
            }
        }
        return true;
    }

    private boolean parseModRmCondition(String token) {
        switch (token.charAt(0)) {
            case '/' -> require(Selector.REG, (token.charAt(1) - '0') << 3);
            case ':' -> require(Selector.MOD_RM, Integer.parseInt(token, 1, 3, 16));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void require(int bits, int value) {
        mask |= bits;
        match = match & ~bits | value;
    }

    private void parseEffect(String token, List<OperandSpec> into) {
        switch (token) {
            case "push", "pop", "call", "leave", "iret" -> stack = token;
            case "@call" -> flow = Flow.CALL;
            case "@jump" -> flow = Flow.JUMP;
            case "@branch" -> flow = Flow.CONDITIONAL_JUMP;
            case "@return" -> flow = Flow.RETURN;
            case "@trap" -> flow = Flow.TRAP;
            case "@halt" -> flow = Flow.HALT;
            case "@rep", "@repz" -> repeat = token.substring(1);
            case "@zeroing" -> zeroes = true;
            default -> into.add(OperandSpec.parse(token));
        }
    }

    private Opcode opcode() {
        return new Opcode(
                mask,
                match,
                mnemonic,
                operation(),
                operands,
                effects,
                flow,
                stack,
                repeat,
                zeroes,
                usesModRm(),
                ignoresMod);
    }

    private String operation() {
        for (int i = 0; i < mnemonic.length(); i++) {
            if (Mnemonics.MARKERS.indexOf(mnemonic.charAt(i)) >= 0) {
                return mnemonic.substring(0, i);
            }
        }
        return mnemonic;
    }

    private boolean usesModRm() {
        if ((mask & (Selector.MOD_RM | Selector.REGISTER)) != 0) {
            return true;
        }
        for (OperandSpec operand : operands) {
            if (operand.isInModRm()) {
                return true;
            }
        }
        return false;
    }

    /** The line as the encoding that it also has with MMX registers. */
    private OpcodeLine mmxLine() {
        OpcodeLine line = new OpcodeLine();
        line.mask = mask;
        line.match = match & ~Selector.PREFIX;
        line.mnemonic = mnemonic;
        line.effects = effects;
        line.zeroes = zeroes;
        line.operands = new OperandSpec[operands.length];
        for (int i = 0; i < operands.length; i++) {
            line.operands[i] = switch (operands[i].kind()) {
                case 'V' -> operands[i].with('P', 'q');
                case 'W' -> operands[i].with('Q', 'q');
                case 'U' -> operands[i].with('N', 'q');
                default -> operands[i];
            };
        }
        return line;
    }

    private void turnIntoVex() {
        require(Selector.SPACE, Selector.VEX);
        mnemonic = "v".concat(mnemonic);
        OperandSpec first = operands[0];
        if (vex.equals("vn")) {
            OperandSpec[] specs = new OperandSpec[operands.length + 1];
            specs[0] = first.with(Access.WRITE);
            specs[1] = first.with('H', first.size()).with(Access.READ);
            System.arraycopy(operands, 1, specs, 2, operands.length - 1);
            operands = specs;
        } else if (vex.equals("vi")) {
            operands = new OperandSpec[] {
                first.with('H', first.size()).with(Access.WRITE), first.with(Access.READ), operands[1]
            };
        }
    }

    private void turnIntoEvex() {
        require(Selector.SPACE, Selector.EVEX);
        /* Where VEX has one vector length, EVEX has that and longer ones. */
        mask &= ~Selector.LENGTH;
        match &= ~Selector.LENGTH;
        switch (evex) {
            case 'd', '0' -> require(Selector.W, 0);
            case 'q', '1' -> require(Selector.W, Selector.W);
            default -> {}
        }
    }
}
