// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Condition;
import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decoding of one instruction: prefixes, opcode, ModRM, immediates, and then the operands made of them. */
final class Decoding {
    private static final String SUFFIXES = "bwlq";
    private static final String[] CONDITIONS = {
        "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
    };

    private final byte[] code;
    private final int start;
    private final int limit;
    private final long address;
    private final Prefixes prefixes;
    private final Vex vex;

    /** Index of the next byte to read. */
    private int next;

    private int opcodeByte;
    private @Nullable ModRm modRm;
    /** What the immediates hold, by index of the operand. */
    private final long[] immediates = new long[4];

    Decoding(byte[] code, int start, int limit, long address) {
        this.code = code;
        this.start = start;
        this.limit = limit;
        this.address = address;
        prefixes = new Prefixes(code, start, limit);
        next = prefixes.end();
        vex = new Vex(code, next, limit);
    }

    /** The instruction; absent if there is none, or only a part of it before the limit. */
    @Nullable Instruction instruction() {
        OpcodeMap map = readMap();
        if (map == null || next >= limit) {
            return null;
        }
        opcodeByte = code[next++] & 0xff;
        Opcode[] lines = map.lines(opcodeByte);
        if (OpcodeMap.usesModRm(lines)) {
            modRm = new ModRm(code, next, limit, lines[0].ignoresMod);
            next = modRm.end;
        }
        if (next > limit) {
            return null;
        }
        Opcode opcode = OpcodeMap.find(lines, selector());
        if (opcode == null || !readImmediates(opcode) || vex.isPresent() && vex.isInvalid(opcode)) {
            return null;
        }
        markPrefixes(opcode);
        List<Operand> operands = operands(opcode);
        return operands == null ? null : instruction(opcode, operands);
    }

    private @Nullable OpcodeMap readMap() {
        if (vex.isPresent()) {
            /* These prefixes fault before VEX and EVEX. Intel SDM vol. 2, 2.3.2 and 2.3.3. */
            if (prefixes.hasRex() || prefixes.hasData() || prefixes.hasLock() || prefixes.repeat() != 0) {
                return null;
            }
            prefixes.setRex(vex.rex());
            next = vex.end();
            return vex.map() == 0 ? null : OpcodeTables.map(vex.map());
        }
        if (!isNext(0x0f)) {
            return OpcodeTables.map(0);
        }
        next++;
        if (isNext(0x38)) {
            next++;
            return OpcodeTables.map(2);
        }
        if (isNext(0x3a)) {
            next++;
            return OpcodeTables.map(3);
        }
        return OpcodeTables.map(1);
    }

    private boolean isNext(int value) {
        return next < limit && (code[next] & 0xff) == value;
    }

    /** All that an opcode may be chosen by, as {@link Opcode} lays it out. */
    private int selector() {
        int selector = 0;
        if (modRm != null) {
            selector = modRm.value | (modRm.isRegister() ? Opcode.REGISTER : 0);
        }
        boolean wide = prefixes.rex(Prefixes.REX_W);
        if (wide) {
            selector |= Opcode.W;
        } else if (prefixes.hasData()) {
            selector |= Opcode.DATA;
        }
        if (prefixes.rex(Prefixes.REX_B)) {
            selector |= Opcode.REX_B;
        }
        if (prefixes.hasAddress()) {
            selector |= Opcode.ADDRESS;
        }
        if (vex.isPresent()) {
            return selector
                    | vex.prefix() << Opcode.PREFIX_SHIFT
                    | vex.lengthCode() << Opcode.LENGTH_SHIFT
                    | (vex.isEvex() ? Opcode.EVEX : Opcode.VEX) << Opcode.SPACE_SHIFT;
        }
        int prefix =
                switch (prefixes.repeat()) {
                    case Prefixes.REP -> Opcode.PREFIX_F3;
                    case Prefixes.REPNE -> Opcode.PREFIX_F2;
                    default -> prefixes.hasData() ? Opcode.PREFIX_66 : Opcode.NO_PREFIX;
                };
        return selector | prefix << Opcode.PREFIX_SHIFT;
    }

    /** Notes the prefixes that the choice of the opcode made use of. */
    private void markPrefixes(Opcode opcode) {
        if (opcode.distinguishes(Opcode.PREFIX_MASK)) {
            if (prefixes.repeat() != 0) {
                prefixes.useRepeat();
            } else {
                prefixes.useData();
            }
        }
        if (opcode.distinguishes(Opcode.W)) {
            prefixes.useRex(Prefixes.REX_W);
        }
        if (opcode.distinguishes(Opcode.DATA)) {
            prefixes.useData();
        }
        if (opcode.distinguishes(Opcode.REX_B)) {
            prefixes.useRex(Prefixes.REX_B);
        }
        if (opcode.distinguishes(Opcode.ADDRESS)) {
            prefixes.useAddress();
        }
    }

    private boolean readImmediates(Opcode opcode) {
        for (int i = 0; i < opcode.operands.length; i++) {
            OperandSpec spec = opcode.operands[i];
            int length = immediateLength(spec);
            if (length > limit - next) {
                return false;
            }
            boolean unsigned = spec.kind() == 'I' && (spec.size() == 'b' || spec.size() == 'w');
            immediates[i] = unsigned
                    ? LittleEndian.unsigned(code, next, length)
                    : LittleEndian.signed(code, next, length);
            next += length;
        }
        if (opcode.mnemonic.indexOf('$') >= 0 || opcode.mnemonic.indexOf('#') >= 0) {
            return next++ < limit;
        }
        return true;
    }

    /** Bytes of the instruction that an operand takes after ModRM. */
    private int immediateLength(OperandSpec spec) {
        return switch (spec.kind()) {
            case 'I', 'i' ->
                switch (spec.size()) {
                    case 'b', 's' -> 1;
                    case 'w' -> 2;
                    case 'v' -> size('v');
                    default -> size('z');
                };
            case 'J' -> size(spec.size());
            case 'L' -> 1;
            case 'O' -> addressSize();
            default -> 0;
        };
    }

    private int addressSize() {
        return prefixes.hasAddress() ? 4 : 8;
    }

    /** Bytes that a size letter stands for. Notes the prefixes that it depends on. */
    private int size(char letter) {
        return switch (letter) {
            case 'b' -> 1;
            case 'w' -> 2;
            case 'd' -> 4;
            case 'q' -> 8;
            case 'o' -> 16;
            case 't' -> 32;
            case 'v' -> prefixes.useRex(Prefixes.REX_W) != 0 ? 8 : dataSize(4);
            case 'z' -> prefixes.rex(Prefixes.REX_W) ? 4 : dataSize(4);
            case 'y' -> prefixes.useRex(Prefixes.REX_W) != 0 ? 8 : 4;
            case 's' -> prefixes.rex(Prefixes.REX_W) ? 8 : dataSize(8);
            case 'p' -> 2 + (prefixes.rex(Prefixes.REX_W) ? 8 : dataSize(4));
            case 'a' -> {
                prefixes.useAddress();
                yield addressSize();
            }
            case 'x' -> vex.length();
            case 'h' -> vex.length() / 2;
            case 'f' -> vex.length() / 4;
            case 'e' -> vex.length() / 8;
            case 'u' -> isRegister() ? size('v') : 2;
            case 'c' -> isRegister() ? 4 : 1;
            case 'k' -> isRegister() ? 4 : 2;
            case 'g' -> isRegister() ? size('v') : 2;
            default -> 0;
        };
    }

    private int dataSize(int otherwise) {
        if (!prefixes.hasData()) {
            return otherwise;
        }
        prefixes.useData();
        return 2;
    }

    private boolean isRegister() {
        return modRm != null && modRm.isRegister();
    }

    private int sizeOf(OperandSpec spec) {
        return spec.bytes() >= 0 ? spec.bytes() : size(spec.size());
    }

    /** The operands, in Intel's order; absent if one of them does not exist. */
    private @Nullable List<Operand> operands(Opcode opcode) {
        int count = opcode.operands.length;
        if (count == 0) {
            return List.of();
        }
        List<Operand> operands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Operand operand = operand(opcode.operands[i], immediates[i], i == 0 ? vex.mask() : "");
            if (operand == null) {
                return null;
            }
            operands.add(operand);
        }
        if (opcode.zeroing) {
            makeZeroing(operands);
        }
        return operands;
    }

    /** {@code xor %eax,%eax} reads nothing. */
    private static void makeZeroing(List<Operand> operands) {
        int last = operands.size() - 1;
        if (operands.get(last) instanceof Operand.Register source
                && operands.get(last - 1) instanceof Operand.Register other
                && source.name().equals(other.name())) {
            operands.set(last, with(source, Access.NONE));
            operands.set(last - 1, with(other, Access.NONE));
            Operand.Register destination = (Operand.Register) operands.get(0);
            operands.set(0, with(destination, Access.WRITE));
        }
    }

    private static Operand.Register with(Operand.Register register, Access access) {
        return new Operand.Register(
                register.name(), register.whole(), register.size(), register.merges(), access, register.decoration());
    }

    private @Nullable Operand operand(OperandSpec spec, long immediate, String decoration) {
        Access access = spec.access();
        return switch (spec.kind()) {
            case OperandSpec.FIXED -> spec.fixed();
            case OperandSpec.SIZED -> RegisterNames.general(spec.bytes(), size(spec.size()), access);
            case 'E', 'R' -> isRegister() ? general(rm(), sizeOf(spec), access) : memory(spec, decoration);
            case 'M', 'A' -> isRegister() ? null : memory(spec, decoration);
            case 'G' -> general(reg(), sizeOf(spec), access);
            case 'Z' -> general((opcodeByte & 7) + prefixes.useRex(Prefixes.REX_B), sizeOf(spec), access);
            case 'B' -> vex.isPresent() ? general(vex.register() & 15, sizeOf(spec), access) : table(access);
            case 'I' -> new Operand.Immediate(immediate, immediateSize(spec));
            case 'i' -> new Operand.Immediate(immediate, size('s'));
            case 'J' -> new Operand.Target(address + (next - start) + immediate);
            case 'O' -> absolute(immediate, spec);
            case 'X' -> string("rsi", "ds", spec);
            case 'Y' -> string("rdi", "es", spec);
            case 'D' -> RegisterNames.plain("db" + reg(), 8, access, "");
            case 'C' -> RegisterNames.plain("cr" + reg(), 8, access, "");
            case 'S' -> modRm == null || modRm.reg() > 5
                    ? null
                    : RegisterNames.plain(RegisterNames.SEGMENT[modRm.reg()], 2, access, "");
            case 'T' -> RegisterNames.plain("st(" + (modRm == null ? 0 : modRm.rm()) + ")", 10, access, "");
            case 'P' -> modRm == null ? null : RegisterNames.plain("mm" + modRm.reg(), 8, access, "");
            case 'N', 'Q' ->
                modRm != null && modRm.isRegister()
                        ? RegisterNames.plain("mm" + modRm.rm(), 8, access, "")
                        : memory(spec, decoration);
            case 'V' -> vector(reg() + vex.highReg(), spec, decoration);
            case 'U', 'W' -> isRegister() ? vector(rm() + vex.highRm(), spec, decoration) : memory(spec, decoration);
            case 'H' -> vector(vex.register(), spec, decoration);
            case 'L' -> vector((int) (immediate >> 4) & 15, spec, decoration);
            case 'K' -> mask(spec, decoration);
            default -> null;
        };
    }

    private int immediateSize(OperandSpec spec) {
        return switch (spec.size()) {
            case 'b' -> 1;
            case 'w' -> 2;
            default -> size('v');
        };
    }

    private int reg() {
        return modRm == null ? 0 : modRm.reg() + prefixes.useRex(Prefixes.REX_R);
    }

    private int rm() {
        return modRm == null ? 0 : modRm.rm() + prefixes.useRex(Prefixes.REX_B);
    }

    private Operand.Register general(int number, int size, Access access) {
        if (size == 1) {
            if (!prefixes.hasRex() && number >= 4) {
                return RegisterNames.highByte(number, access);
            }
            if ((number & 4) != 0) {
                prefixes.useRex();
            }
        }
        return RegisterNames.general(number, size, access);
    }

    private Operand.Register vector(int number, OperandSpec spec, String decoration) {
        return RegisterNames.vector(number, sizeOf(spec), spec.access(), decoration);
    }

    private @Nullable Operand mask(OperandSpec spec, String decoration) {
        int number =
                switch (spec.size()) {
                    case 'g' -> reg();
                    case 'h' -> vex.register();
                    default -> {
                        if (!isRegister()) {
                            yield -1;
                        }
                        yield modRm == null ? 0 : modRm.rm();
                    }
                };
        if (number < 0) {
            return memory(spec, decoration);
        }
        return number > 7 ? null : RegisterNames.plain("k" + number, 8, spec.access(), decoration);
    }

    private @Nullable Operand memory(OperandSpec spec, String decoration) {
        ModRm bytes = modRm;
        if (bytes == null) {
            return null;
        }
        String segment = prefixes.useBasedSegment();
        int addressSize = size('a');
        int extension = prefixes.useRex(Prefixes.REX_B);
        String base = null;
        Long fixed = null;
        long displacement = bytes.displacement;
        if (bytes.ripRelative) {
            base = addressSize == 8 ? "rip" : "eip";
            fixed = address + (next - start) + displacement;
        } else if (bytes.base >= 0) {
            base = RegisterNames.address(bytes.base + extension, addressSize);
        }
        String index = null;
        if (spec.kind() == 'A') {
            if (bytes.index < 0) {
                return null;
            }
            int number = bytes.index + prefixes.useRex(Prefixes.REX_X) + (vex.register() & 16);
            index = RegisterNames.vector(number, size(spec.size()), Access.READ, "").name();
        } else if (bytes.index >= 0) {
            int number = bytes.index + prefixes.useRex(Prefixes.REX_X);
            if (number != 4) {
                index = RegisterNames.address(number, addressSize);
            } else if (bytes.scale > 1 || bytes.base >= 0 && bytes.base != 4) {
                index = addressSize == 8 ? Operand.Memory.NO_INDEX : Operand.Memory.NO_HALF_INDEX;
            }
        }
        if (bytes.base < 0 && index == null && !bytes.ripRelative) {
            fixed = displacement;
        }
        int size = spec.kind() == 'A' ? size(spec.element()) : sizeOf(spec);
        String shown = decoration;
        if (vex.hasBroadcast()) {
            if (spec.element() == 0) {
                return null;
            }
            int elements = size / size(spec.element());
            size = size(spec.element());
            shown = "{1to" + elements + "}" + decoration;
        }
        if (bytes.displacementSize == 1 && vex.isEvex()) {
            /* Intel SDM vol. 2, 2.7.5: disp8 counts what the instruction accesses. */
            displacement *= size;
        }
        return new Operand.Memory(
                segment,
                base,
                index,
                bytes.scale,
                displacement,
                bytes.displacementSize,
                addressSize,
                fixed,
                size,
                spec.access(),
                shown);
    }

    /** An address that the instruction holds in full. */
    private Operand absolute(long displacement, OperandSpec spec) {
        int addressSize = size('a');
        return new Operand.Memory(
                prefixes.useBasedSegment(),
                null,
                null,
                1,
                displacement,
                addressSize,
                addressSize,
                displacement,
                sizeOf(spec),
                spec.access(),
                "");
    }

    /** What a string instruction's index register points at. */
    private Operand string(String register, String segment, OperandSpec spec) {
        int addressSize = size('a');
        String override = null;
        if (register.equals("rsi")) {
            prefixes.useSegment();
            override = prefixes.useBasedSegment();
        }
        String base = addressSize == 8 ? register : "e" + register.substring(1);
        return new Operand.Memory(
                override == null ? segment : override,
                base,
                null,
                1,
                0,
                0,
                addressSize,
                null,
                sizeOf(spec),
                spec.access(),
                "");
    }

    /** What xlat reads: base register plus al, of which only the base is written. */
    private Operand table(Access access) {
        prefixes.useSegment();
        String override = prefixes.useBasedSegment();
        int addressSize = size('a');
        return new Operand.Memory(
                override == null ? "ds" : override,
                RegisterNames.address(3, addressSize),
                null,
                1,
                0,
                0,
                addressSize,
                null,
                1,
                access,
                "");
    }

    private Instruction instruction(Opcode opcode, List<Operand> operands) {
        List<Operand> implicit = implicit(opcode);
        String operation = operation(opcode.mnemonic);
        String mnemonic = mnemonic(opcode, operands) + hint(opcode);
        return new Instruction(
                address,
                next - start,
                prefixes(opcode, operation, operands),
                operation,
                mnemonic,
                List.copyOf(operands),
                implicit,
                opcode.flow,
                opcode.mnemonic.indexOf('?') >= 0 ? Condition.of(opcodeByte & 15) : null,
                AttSyntax.INSTANCE);
    }

    /** What CS and DS before a conditional jump once meant to the branch predictor. */
    private String hint(Opcode opcode) {
        if (opcode.flow != Flow.CONDITIONAL_JUMP
                || prefixes.segment() != Prefixes.CS && prefixes.segment() != Prefixes.DS) {
            return "";
        }
        prefixes.useSegment();
        return prefixes.segment() == Prefixes.CS ? ",pn" : ",pt";
    }

    private String prefixes(Opcode opcode, String operation, List<Operand> operands) {
        boolean isNearBranch =
                switch (operation) {
                    case "call", "jmp", "j", "ret" -> true;
                    default -> false;
                };
        boolean isIndirect =
                isNearBranch && !operands.isEmpty() && !operation.equals("ret") && !(operands.get(0) instanceof Operand.Target);
        return prefixes.written(
                opcode.repeat.isEmpty() ? "repz" : opcode.repeat,
                isNearBranch ? "bnd" : "repnz",
                isIndirect ? "notrack" : "ds");
    }

    /** The table's mnemonic up to its first marker. */
    private static String operation(String template) {
        for (int i = 0; i < template.length(); i++) {
            if ("~^%!?#$".indexOf(template.charAt(i)) >= 0) {
                return template.substring(0, i);
            }
        }
        return template;
    }

    private String mnemonic(Opcode opcode, List<Operand> operands) {
        String template = opcode.mnemonic;
        int marker = operation(template).length();
        if (marker == template.length()) {
            return template;
        }
        String stem = template.substring(0, marker);
        String rest = template.substring(marker + 1);
        return switch (template.charAt(marker)) {
            case '~' -> isRegister() ? stem : stem + suffix(memorySize(operands));
            case '^' -> stem + suffix(operandSize(operands.get(0)));
            case '%' -> stem + suffix(operandSize(operands.get(operands.size() - 1)));
            case '!' -> size('s') == 2 && !(operands.size() == 1 && isRegister()) ? stem + 'w' : stem;
            case '?' -> stem + CONDITIONS[opcodeByte & 15] + rest;
            case '#' -> Predicates.compare(stem, rest, code[next - 1] & 0xff, !vex.isPresent(), operands);
            default -> Predicates.multiply(stem, rest, code[next - 1] & 0xff, operands);
        };
    }

    private static int memorySize(List<Operand> operands) {
        for (Operand operand : operands) {
            if (operand instanceof Operand.Memory memory) {
                return memory.size();
            }
        }
        return 0;
    }

    private static int operandSize(Operand operand) {
        return switch (operand) {
            case Operand.Register register -> register.size();
            case Operand.Memory memory -> memory.size();
            case Operand.Immediate immediate -> immediate.size();
            case Operand.Target target -> 8;
        };
    }

    private static String suffix(int size) {
        return size == 0 ? "" : String.valueOf(SUFFIXES.charAt(31 - Integer.numberOfLeadingZeros(size)));
    }

    private List<Operand> implicit(Opcode opcode) {
        boolean repeated = prefixes.repeat() != 0 && !opcode.repeat.isEmpty();
        if (opcode.effects.length == 0 && opcode.stack.isEmpty() && !repeated && vex.maskRegister() == 0) {
            return List.of();
        }
        List<Operand> implicit = new ArrayList<>(opcode.effects.length + 2);
        for (OperandSpec effect : opcode.effects) {
            Operand operand = operand(effect, 0, "");
            if (operand != null) {
                implicit.add(operand);
            }
        }
        if (repeated) {
            implicit.add(RegisterNames.general(1, addressSize(), Access.READ_WRITE));
        }
        if (vex.maskRegister() != 0) {
            implicit.add(RegisterNames.plain("k" + vex.maskRegister(), 8, Access.READ, ""));
        }
        switch (opcode.stack) {
            case "push" -> addStack(-size('s'), size('s'), Access.WRITE, implicit);
            case "call" -> addStack(-8, 8, Access.WRITE, implicit);
            case "pop" -> addStack(0, size('s'), Access.READ, implicit);
            case "iret" -> addStack(0, 40, Access.READ, implicit);
            case "leave" -> {
                implicit.add(RegisterNames.general(4, 8, Access.WRITE));
                implicit.add(RegisterNames.general(5, 8, Access.READ_WRITE));
                implicit.add(stack("rbp", 0, 8, Access.READ));
            }
            default -> {}
        }
        return List.copyOf(implicit);
    }

    private static void addStack(int offset, int size, Access access, List<Operand> implicit) {
        implicit.add(RegisterNames.general(4, 8, Access.READ_WRITE));
        implicit.add(stack("rsp", offset, size, access));
    }

    private static Operand stack(String base, int offset, int size, Access access) {
        return new Operand.Memory(null, base, null, 1, offset, offset == 0 ? 0 : 1, 8, null, size, access, "");
    }
}
