// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Condition;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoding of one instruction: prefixes, opcode, ModRM, immediates, and what they come to. */
final class Decoding {
    private final byte[] code;
    private final int start;
    private final int limit;
    private final long address;
    private final Prefixes prefixes;
    private final Vex vex;

    /** Index of the next byte to read. */
    private int next;

    /**
     * Reads an instruction, but nothing from {@code limit} on.
     *
     * @param start index of its first byte
     */
    Decoding(byte[] code, int start, int limit, long address) {
        this.code = code;
        this.start = start;
        this.limit = limit;
        this.address = address;
        prefixes = new Prefixes(code, start, limit);
        next = prefixes.end();
        vex = new Vex(code, next, limit);
    }

    /** The instruction; absent if there is none, or only a part of one before the limit. */
    @Nullable
    Instruction instruction() {
        OpcodeMap map = readMap();
        if (map == null || next >= limit) {
            return null;
        }
        int opcodeByte = code[next++] & 0xff;
        Opcode[] candidates = map.opcodes(opcodeByte);
        ModRm modRm = ModRm.ABSENT;
        if (OpcodeMap.useModRm(candidates)) {
            modRm = new ModRm(code, next, limit, candidates[0].ignoresMod());
            next = modRm.end;
        }
        Opcode opcode = OpcodeMap.select(candidates, Selector.of(prefixes, vex, modRm));
        if (opcode == null || next > limit || !vex.allows(opcode)) {
            return null;
        }
        Sizes sizes = new Sizes(prefixes, vex, modRm);
        long[] immediates = readImmediates(opcode, sizes);
        if (immediates == null) {
            return null;
        }
        markPrefixes(opcode);
        Operands operands = new Operands(prefixes, vex, modRm, sizes, opcodeByte, address + (next - start));
        List<Operand> written = operands.written(opcode, immediates);
        if (written == null) {
            return null;
        }
        int last = code[next - 1] & 0xff;
        String mnemonic = Mnemonics.of(opcode, opcodeByte, written, modRm.isRegister(), sizes, last);
        mnemonic = mnemonic.concat(hint(opcode));
        List<Operand> implicit = operands.implicit(opcode);
        /* Only now is it known which prefixes had an effect. */
        String idlePrefixes = idlePrefixes(opcode, written);
        return new Instruction(
                address,
                next - start,
                idlePrefixes,
                opcode.operation(),
                mnemonic,
                List.copyOf(written),
                implicit,
                opcode.flow(),
                opcode.isConditional() ? Condition.of(opcodeByte & 15) : null,
                AttSyntax.INSTANCE);
    }

    private @Nullable OpcodeMap readMap() {
        if (vex.isPresent()) {
            /* These prefixes before VEX or EVEX fault. Intel SDM vol. 2, 2.3.2 and 2.3.3. */
            if (prefixes.hasRex() || prefixes.hasData() || prefixes.hasLock() || prefixes.repeat() != 0) {
                return null;
            }
            prefixes.setRex(vex.rex());
            next = vex.end();
            return vex.map() == OpcodeTables.PRIMARY ? null : OpcodeTables.map(vex.map());
        }
        if (!skip(0x0f)) {
            return OpcodeTables.map(OpcodeTables.PRIMARY);
        }
        if (skip(0x38)) {
            return OpcodeTables.map(OpcodeTables.MAP_0F38);
        }
        return OpcodeTables.map(skip(0x3a) ? OpcodeTables.MAP_0F3A : OpcodeTables.MAP_0F);
    }

    private boolean skip(int value) {
        if (next < limit && (code[next] & 0xff) == value) {
            next++;
            return true;
        }
        return false;
    }

    /** The immediates, by index of the operand; absent if they are cut short. */
    private long @Nullable [] readImmediates(Opcode opcode, Sizes sizes) {
        long[] immediates = new long[opcode.operands().length];
        for (int i = 0; i < immediates.length; i++) {
            OperandSpec spec = opcode.operands()[i];
            int length = sizes.encoded(spec);
            if (length > limit - next) {
                return null;
            }
            boolean unsigned = spec.kind() == 'I' && (spec.size() == 'b' || spec.size() == 'w');
            immediates[i] =
                    unsigned ? LittleEndian.unsigned(code, next, length) : LittleEndian.signed(code, next, length);
            next += length;
        }
        if (opcode.hasPredicate()) {
            next++;
        }
        return next > limit ? null : immediates;
    }

    /** Notes the prefixes that the choice of the opcode depended on. */
    private void markPrefixes(Opcode opcode) {
        if (opcode.distinguishes(Selector.PREFIX)) {
            if (prefixes.repeat() != 0) {
                prefixes.useRepeat();
            } else {
                prefixes.useData();
            }
        }
        if (opcode.distinguishes(Selector.W)) {
            prefixes.useRex(Prefixes.REX_W);
        }
        if (opcode.distinguishes(Selector.DATA)) {
            prefixes.useData();
        }
        if (opcode.distinguishes(Selector.REX_B)) {
            prefixes.useRex(Prefixes.REX_B);
        }
        if (opcode.distinguishes(Selector.ADDRESS)) {
            prefixes.useAddress();
        }
    }

    /** What CS and DS before a conditional jump once told the branch predictor. */
    private String hint(Opcode opcode) {
        if (opcode.flow() != Flow.CONDITIONAL_JUMP) {
            return "";
        }
        return switch (prefixes.segment()) {
            case Prefixes.CS -> {
                prefixes.useSegment();
                yield ",pn";
            }
            case Prefixes.DS -> {
                prefixes.useSegment();
                yield ",pt";
            }
            default -> "";
        };
    }

    private String idlePrefixes(Opcode opcode, List<Operand> operands) {
        boolean isBranch = false;
        boolean isIndirect = false;
        switch (opcode.operation()) {
            case "call", "jmp" -> {
                isBranch = true;
                isIndirect = !(operands.getFirst() instanceof Operand.Target);
            }
            case "j", "ret" -> isBranch = true;
            default -> {}
        }
        return prefixes.written(
                opcode.repeat().isEmpty() ? "repz" : opcode.repeat(),
                isBranch ? "bnd" : "repnz",
                isIndirect ? "notrack" : "ds");
    }
}
