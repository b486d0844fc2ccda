// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Operand;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine code of one instruction under one encoding. Makes no attempt to refuse what does not fit: whoever asks
 * decodes the result and sees whether it says what was meant.
 */
final class Assembly {
    private static final String[] REGISTERS_64 = names(8);
    private static final String[] REGISTERS_32 = names(4);
    private static final String[] REGISTERS_16 = names(2);
    private static final String[] REGISTERS_8 = names(1);
    private static final List<String> HIGH = List.of("ah", "ch", "dh", "bh");

    private final Opcode opcode;
    private final List<AttOperand> operands;
    private final byte[] bytes = new byte[32];
    private int length;
    private int rex;
    private boolean needsRex;
    private int mod = -1;
    private int reg;
    private int rm;
    private int sib = -1;
    private int extension;
    private long displacement;
    private int displacementSize;
    private boolean narrowAddress;
    private @Nullable String segment;

    private Assembly(Opcode opcode, List<AttOperand> operands) {
        this.opcode = opcode;
        this.operands = operands;
    }

    /**
     * @param opcodeBytes escape bytes and opcode
     * @param text with as many operands as the opcode has
     * @param wide whether with REX.W
     * @param data whether with 66 as operand-size prefix
     * @param farDisplacement whether a displacement takes four bytes even if one would do
     * @return absent if the operands are of other kinds
     */
    static byte @Nullable [] of(
            Opcode opcode,
            int[] opcodeBytes,
            AttText text,
            boolean wide,
            boolean data,
            boolean farDisplacement,
            long address) {
        Assembly assembly = new Assembly(opcode, text.operands());
        for (int i = 0; i < text.operands().size(); i++) {
            if (!assembly.place(opcode.operands()[i], text.operands().get(i), farDisplacement)) {
                return null;
            }
        }
        return assembly.write(opcodeBytes, text.prefixes(), wide, data, address);
    }

    /** Finds the operand's place in ModRM, SIB, REX or the opcode. */
    private boolean place(OperandSpec spec, AttOperand operand, boolean farDisplacement) {
        return switch (spec.kind()) {
            case 'E', 'R', 'M' -> {
                if (operand instanceof AttOperand.Register register) {
                    int number = general(register.name());
                    mod = 3;
                    rm = number & 7;
                    rex |= number >> 3;
                    yield number >= 0 && spec.kind() != 'M';
                }
                yield spec.kind() != 'R' && placeMemory(operand, farDisplacement);
            }
            case 'G' -> {
                int number = operand instanceof AttOperand.Register register ? general(register.name()) : -1;
                reg = number & 7;
                rex |= number >> 3 << 2;
                yield number >= 0;
            }
            case 'Z' -> {
                int number = operand instanceof AttOperand.Register register ? general(register.name()) : -1;
                extension = number & 7;
                rex |= number >> 3;
                yield number >= 0;
            }
            case 'S' -> {
                reg = operand instanceof AttOperand.Register register
                        ? List.of(RegisterNames.SEGMENT).indexOf(register.name())
                        : -1;
                yield reg >= 0;
            }
            case 'C' -> placeNumbered(operand, "cr");
            case 'D' -> placeNumbered(operand, "db") || placeNumbered(operand, "dr");
            case 'I', 'i' -> operand instanceof AttOperand.Immediate;
            case 'J', 'O' -> operand instanceof AttOperand.Address target && placeSegment(target.segment());
            case 'X', 'Y', 'F' -> operand instanceof AttOperand.Memory memory && placeImplied(memory);
            case OperandSpec.FIXED, OperandSpec.SIZED -> operand instanceof AttOperand.Register;
            default -> false;
        };
    }

    private boolean placeNumbered(AttOperand operand, String family) {
        if (!(operand instanceof AttOperand.Register register)
                || !register.name().startsWith(family)) {
            return false;
        }
        String digits = register.name().substring(family.length());
        if (digits.isEmpty() || digits.length() > 2 || !Character.isDigit(digits.charAt(digits.length() - 1))) {
            return false;
        }
        int number = Character.digit(digits.charAt(digits.length() - 1), 10) + (digits.length() == 2 ? 10 : 0);
        reg = number & 7;
        rex |= (number >> 3 & 1) << 2;
        return true;
    }

    private boolean placeImplied(AttOperand.Memory memory) {
        narrowAddress |= memory.base() != null && memory.base().startsWith("e");
        return placeSegment("fs".equals(memory.segment()) || "gs".equals(memory.segment()) ? memory.segment() : null);
    }

    private boolean placeSegment(@Nullable String override) {
        segment = override;
        return true;
    }

    private boolean placeMemory(AttOperand operand, boolean farDisplacement) {
        if (operand instanceof AttOperand.Address fixed) {
            mod = 0;
            rm = 4;
            sib = 0x25;
            displacement = fixed.value();
            displacementSize = 4;
            return placeSegment(fixed.segment());
        }
        if (!(operand instanceof AttOperand.Memory memory)) {
            return false;
        }
        segment = memory.segment();
        Long written = memory.displacement();
        displacement = written == null ? 0 : written;
        String base = memory.base();
        String index = memory.index();
        if (base != null && (base.equals("rip") || base.equals("eip"))) {
            narrowAddress = base.equals("eip");
            mod = 0;
            rm = 5;
            displacementSize = 4;
            return index == null;
        }
        int baseNumber = base == null ? 5 : addressRegister(base);
        int indexNumber = index == null ? ModRm.NO_INDEX : addressRegister(index);
        if (baseNumber < 0 || indexNumber < 0) {
            return false;
        }
        if (base == null) {
            mod = 0;
            displacementSize = 4;
        } else if (written == null) {
            mod = 0;
        } else {
            boolean near = displacement == (byte) displacement && !farDisplacement;
            mod = near ? 1 : 2;
            displacementSize = near ? 1 : 4;
        }
        rex |= base == null ? 0 : baseNumber >> 3;
        rex |= indexNumber >> 3 << 1;
        if (index == null && base != null && (baseNumber & 7) != ModRm.NO_INDEX) {
            rm = baseNumber & 7;
            return true;
        }
        rm = 4;
        sib = Integer.numberOfTrailingZeros(memory.scale()) << 6 | (indexNumber & 7) << 3 | baseNumber & 7;
        return true;
    }

    private int addressRegister(String name) {
        if (name.equals(Operand.Memory.NO_INDEX)) {
            return ModRm.NO_INDEX;
        }
        if (name.equals(Operand.Memory.NO_HALF_INDEX)) {
            narrowAddress = true;
            return ModRm.NO_INDEX;
        }
        int number = indexOf(REGISTERS_64, name);
        if (number < 0) {
            number = indexOf(REGISTERS_32, name);
            narrowAddress |= number >= 0;
        }
        return number;
    }

    /** The number of a general register of any size. */
    private int general(String name) {
        int number = indexOf(REGISTERS_64, name);
        number = number < 0 ? indexOf(REGISTERS_32, name) : number;
        number = number < 0 ? indexOf(REGISTERS_16, name) : number;
        if (number < 0) {
            number = indexOf(REGISTERS_8, name);
            needsRex |= number >= 4 && number < 8;
        }
        return number >= 0 ? number : HIGH.contains(name) ? HIGH.indexOf(name) + 4 : -1;
    }

    private static int indexOf(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String[] names(int size) {
        String[] names = new String[16];
        for (int i = 0; i < names.length; i++) {
            names[i] = RegisterNames.general(i, size, Access.READ).name();
        }
        return names;
    }

    private byte @Nullable [] write(
            int[] opcodeBytes, List<String> prefixes, boolean wide, boolean data, long address) {
        for (String prefix : prefixes) {
            int value = prefixByte(prefix);
            if (value < 0) {
                return null;
            }
            if (value > 0) {
                add(value);
            }
        }
        if (segment != null) {
            add(segmentByte(segment));
        }
        if (narrowAddress || opcode.distinguishes(Selector.ADDRESS)) {
            add(Prefixes.ADDRESS);
        }
        int mandatory = opcode.distinguishes(Selector.PREFIX) ? opcode.match() & Selector.PREFIX : Selector.NO_PREFIX;
        if (data || mandatory == Selector.PREFIX_66) {
            add(Prefixes.DATA);
        }
        if (mandatory == Selector.PREFIX_F3) {
            add(Prefixes.REP);
        } else if (mandatory == Selector.PREFIX_F2) {
            add(Prefixes.REPNE);
        }
        rex |= wide ? Prefixes.REX_W : 0;
        if (rex != 0 || needsRex) {
            add(0x40 | rex);
        }
        for (int i = 0; i < opcodeBytes.length; i++) {
            add(opcodeBytes[i] | (i == opcodeBytes.length - 1 ? extension : 0));
        }
        if (opcode.usesModRm()) {
            int fixed = opcode.match() & opcode.mask();
            if (mod < 0) {
                mod = 3;
                rm = fixed & 7;
            }
            add(mod << 6 | (opcode.distinguishes(Selector.REG) ? fixed >> 3 & 7 : reg) << 3 | rm);
            if (sib >= 0) {
                add(sib);
            }
            addNumber(displacement, displacementSize);
        }
        return addImmediates(wide, data, address) ? Arrays.copyOf(bytes, length) : null;
    }

    private boolean addImmediates(boolean wide, boolean data, long address) {
        for (int i = 0; i < operands.size(); i++) {
            OperandSpec spec = opcode.operands()[i];
            int size = switch (spec.size()) {
                case 'b', 's' -> 1;
                case 'w' -> 2;
                case 'v' -> wide ? 8 : data ? 2 : 4;
                default -> data && !wide ? 2 : 4;
            };
            if (operands.get(i) instanceof AttOperand.Immediate immediate) {
                addNumber(immediate.value(), size);
            } else if (operands.get(i) instanceof AttOperand.Address target && spec.kind() == 'J') {
                addNumber(target.value() - (address + length + size), size);
            } else if (operands.get(i) instanceof AttOperand.Address target && spec.kind() == 'O') {
                addNumber(target.value(), 8);
            }
            if (length > X86Decoder.MAXIMUM_LENGTH) {
                return false;
            }
        }
        return true;
    }

    private void add(int value) {
        if (length < bytes.length) {
            bytes[length++] = (byte) value;
        }
    }

    private void addNumber(long value, int size) {
        for (int i = 0; i < size; i++) {
            add((int) (value >> 8 * i));
        }
    }

    /** The byte of a prefix; 0 if it goes into REX, -1 if it is not known. */
    private int prefixByte(String prefix) {
        if (prefix.startsWith("rex")) {
            needsRex = true;
            for (int i = "rex.".length(); i < prefix.length(); i++) {
                rex |= switch (prefix.charAt(i)) {
                    case 'W' -> Prefixes.REX_W;
                    case 'R' -> Prefixes.REX_R;
                    case 'X' -> Prefixes.REX_X;
                    case 'B' -> Prefixes.REX_B;
                    default -> 0;
                };
            }
            return 0;
        }
        return switch (prefix) {
            case "lock" -> Prefixes.LOCK;
            case "rep", "repz", "repe" -> Prefixes.REP;
            case "repnz", "repne", "bnd" -> Prefixes.REPNE;
            case "data16", "data32" -> Prefixes.DATA;
            case "addr32" -> Prefixes.ADDRESS;
            case "notrack" -> Prefixes.DS;
            default -> segmentByte(prefix);
        };
    }

    private static int segmentByte(String name) {
        return switch (name) {
            case "es" -> 0x26;
            case "cs" -> Prefixes.CS;
            case "ss" -> 0x36;
            case "ds" -> Prefixes.DS;
            case "fs" -> 0x64;
            case "gs" -> 0x65;
            default -> -1;
        };
    }
}
