// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.arch.x86;

import dev.panictriage.arch.Access;
import dev.panictriage.arch.Operand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the operands of one instruction from how they are encoded. */
final class Operands {
    private final Prefixes prefixes;
    private final Vex vex;
    private final ModRm modRm;
    private final Sizes sizes;
    private final int opcodeByte;
    private final long end;

    /** @param end address of the next instruction */
    Operands(Prefixes prefixes, Vex vex, ModRm modRm, Sizes sizes, int opcodeByte, long end) {
        this.prefixes = prefixes;
        this.vex = vex;
        this.modRm = modRm;
        this.sizes = sizes;
        this.opcodeByte = opcodeByte;
        this.end = end;
    }

    /**
     * What is written out, destination first.
     *
     * @param immediates by index of the operand
     * @return absent if one of the operands does not exist
     */
    @Nullable
    List<Operand> written(Opcode opcode, long[] immediates) {
        List<Operand> operands = new ArrayList<>(opcode.operands().length + 1);
        for (int i = 0; i < opcode.operands().length; i++) {
            Operand operand = operand(opcode.operands()[i], immediates[i], i == 0 ? vex.mask() : "");
            if (operand == null) {
                return null;
            }
            operands.add(operand);
        }
        if (opcode.zeroes()) {
            forgetEqualSources(operands);
        }
        return operands;
    }

    /** {@code xor %eax,%eax} is zero whatever was in the register, so that is not read. */
    private static void forgetEqualSources(List<Operand> operands) {
        int last = operands.size() - 1;
        if (operands.get(last) instanceof Operand.Register source
                && operands.get(last - 1) instanceof Operand.Register other
                && source.name().equals(other.name())) {
            operands.set(last, source.with(Access.NONE));
            operands.set(last - 1, other.with(last == 1 ? Access.WRITE : Access.NONE));
        }
    }

    private @Nullable Operand operand(OperandSpec spec, long immediate, String decoration) {
        Access access = spec.access();
        return switch (spec.kind()) {
            case OperandSpec.FIXED -> spec.fixed();
            case OperandSpec.SIZED -> RegisterNames.general(spec.number(), sizes.of(spec), access);
            case 'E', 'R' -> modRm.isRegister() ? general(rm(), spec) : memory(spec, decoration);
            case 'M', 'A' -> modRm.isRegister() ? null : memory(spec, decoration);
            case 'G' -> general(reg(), spec);
            case 'Z' -> general((opcodeByte & 7) + prefixes.useRex(Prefixes.REX_B), spec);
            case 'B' -> general(vex.register() & 15, spec);
            case 'V' -> vector(reg() + vex.highReg(), spec, decoration);
            case 'U', 'W' ->
                modRm.isRegister() ? vector(rm() + vex.highRm(), spec, decoration) : memory(spec, decoration);
            case 'H' -> vector(vex.register(), spec, decoration);
            case 'L' -> vector((int) (immediate >> 4) & 15, spec, decoration);
            case 'K' -> mask(spec, decoration);
            case 'P' -> RegisterNames.numbered("mm", modRm.reg(), 8, access, "");
            case 'N', 'Q' ->
                modRm.isRegister() ? RegisterNames.numbered("mm", modRm.rm(), 8, access, "") : memory(spec, decoration);
            case 'T' -> RegisterNames.plain(RegisterNames.X87[modRm.rm()], 10, access, "");
            case 'C' -> RegisterNames.numbered("cr", reg(), 8, access, "");
            case 'D' -> RegisterNames.numbered("db", reg(), 8, access, "");
            case 'S' -> modRm.reg() > 5 ? null : RegisterNames.plain(RegisterNames.SEGMENT[modRm.reg()], 2, access, "");
            case 'I', 'i' -> new Operand.Immediate(immediate, sizes.ofImmediate(spec));
            case 'J' -> new Operand.Target(end + immediate);
            case 'O' -> absolute(immediate, spec);
            case 'X' -> indirect("rsi", sourceSegment(), spec);
            case 'F' -> indirect("rbx", sourceSegment(), spec);
            case 'Y' -> indirect("rdi", "es", spec);
            default -> null;
        };
    }

    private int reg() {
        return modRm.reg() + prefixes.useRex(Prefixes.REX_R);
    }

    private int rm() {
        return modRm.rm() + prefixes.useRex(Prefixes.REX_B);
    }

    private Operand.Register general(int number, OperandSpec spec) {
        int size = sizes.of(spec);
        if (size == 1 && (number & 4) != 0) {
            if (!prefixes.hasRex()) {
                return RegisterNames.highByte(number, spec.access());
            }
            prefixes.useRex();
        }
        return RegisterNames.general(number, size, spec.access());
    }

    private Operand.Register vector(int number, OperandSpec spec, String decoration) {
        return RegisterNames.vector(number, sizes.of(spec), spec.access(), decoration);
    }

    private @Nullable Operand mask(OperandSpec spec, String decoration) {
        int number = switch (spec.size()) {
            case 'g' -> reg();
            case 'h' -> vex.register();
            default -> modRm.rm();
        };
        if (spec.size() != 'g' && spec.size() != 'h' && !modRm.isRegister()) {
            return memory(spec, decoration);
        }
        return number > 7 ? null : RegisterNames.numbered("k", number, 8, spec.access(), decoration);
    }

    private @Nullable Operand memory(OperandSpec spec, String decoration) {
        int addressSize = sizes.ofAddress();
        boolean gathers = spec.kind() == 'A';
        int size = gathers ? sizes.of(spec.element()) : sizes.of(spec);
        String shown = decoration;
        if (vex.hasBroadcast()) {
            if (spec.element() == 0 || gathers) {
                return null;
            }
            int elements = size / sizes.of(spec.element());
            size = sizes.of(spec.element());
            shown = "{1to" + elements + "}" + decoration;
        }
        long displacement = modRm.displacement;
        if (modRm.displacementSize == 1 && vex.isEvex()) {
            /* Intel SDM vol. 2, 2.7.5: disp8 counts what the instruction accesses. */
            displacement *= size;
        }
        String base = base(addressSize);
        String index = gathers ? vectorIndex(spec) : index(addressSize);
        if (gathers && index == null) {
            return null;
        }
        Long fixed = null;
        if (modRm.ripRelative) {
            fixed = end + displacement;
        } else if (base == null && index == null) {
            fixed = displacement;
        }
        return new Operand.Memory(
                prefixes.useBasedSegment(),
                base,
                index,
                modRm.scale,
                displacement,
                modRm.displacementSize,
                addressSize,
                fixed,
                size,
                spec.access(),
                shown);
    }

    private @Nullable String base(int addressSize) {
        int extension = prefixes.useRex(Prefixes.REX_B);
        if (modRm.ripRelative) {
            return addressSize == 8 ? "rip" : "eip";
        }
        return modRm.base < 0 ? null : RegisterNames.address(modRm.base + extension, addressSize);
    }

    private @Nullable String index(int addressSize) {
        if (modRm.index < 0) {
            return null;
        }
        int number = modRm.index + prefixes.useRex(Prefixes.REX_X);
        if (number != ModRm.NO_INDEX) {
            return RegisterNames.address(number, addressSize);
        }
        /* Without index, only a base of rsp needs a SIB byte, and nothing a scale; all else is worth showing. */
        boolean plain = modRm.scale == 1 && (modRm.base < 0 || modRm.base == ModRm.NO_INDEX);
        return plain ? null : addressSize == 8 ? Operand.Memory.NO_INDEX : Operand.Memory.NO_HALF_INDEX;
    }

    private @Nullable String vectorIndex(OperandSpec spec) {
        if (modRm.index < 0) {
            return null;
        }
        int number = modRm.index + prefixes.useRex(Prefixes.REX_X) + (vex.register() & 16);
        return RegisterNames.vector(number, sizes.of(spec.size()), Access.READ, "")
                .name();
    }

    /** An address that the instruction holds in full. */
    private Operand absolute(long address, OperandSpec spec) {
        int size = sizes.ofAddress();
        return new Operand.Memory(
                prefixes.useBasedSegment(),
                null,
                null,
                1,
                address,
                size,
                size,
                address,
                sizes.of(spec),
                spec.access(),
                "");
    }

    private String sourceSegment() {
        prefixes.useSegment();
        String override = prefixes.useBasedSegment();
        return override == null ? "ds" : override;
    }

    /** What a register points at that the opcode determines. */
    private Operand indirect(String register, String segment, OperandSpec spec) {
        int addressSize = sizes.ofAddress();
        String base = addressSize == 8 ? register : "e" + register.substring(1);
        return new Operand.Memory(segment, base, null, 1, 0, 0, addressSize, null, sizes.of(spec), spec.access(), "");
    }

    /** What is used without being written out. */
    List<Operand> implicit(Opcode opcode) {
        boolean repeats = prefixes.repeat() != 0 && !opcode.repeat().isEmpty();
        if (opcode.effects().length == 0 && opcode.stack().isEmpty() && !repeats && vex.maskRegister() == 0) {
            return List.of();
        }
        List<Operand> implicit = new ArrayList<>(opcode.effects().length + 3);
        for (OperandSpec effect : opcode.effects()) {
            Operand operand = operand(effect, 0, "");
            if (operand != null) {
                implicit.add(operand);
            }
        }
        if (repeats) {
            implicit.add(RegisterNames.general(RegisterNames.CX, sizes.ofAddress(), Access.READ_WRITE));
        }
        if (vex.maskRegister() != 0) {
            implicit.add(RegisterNames.numbered("k", vex.maskRegister(), 8, Access.READ, ""));
        }
        addStack(opcode.stack(), implicit);
        return List.copyOf(implicit);
    }

    private void addStack(String stack, List<Operand> implicit) {
        switch (stack) {
            case "push" -> addStack(-sizes.of('s'), sizes.of('s'), Access.WRITE, implicit);
            case "call" -> addStack(-8, 8, Access.WRITE, implicit);
            case "pop" -> addStack(0, sizes.of('s'), Access.READ, implicit);
            /* rip, cs, eflags, rsp, ss */
            case "iret" -> addStack(0, 5 * 8, Access.READ, implicit);
            case "leave" -> {
                implicit.add(RegisterNames.general(RegisterNames.SP, 8, Access.WRITE));
                implicit.add(RegisterNames.general(RegisterNames.BP, 8, Access.READ_WRITE));
                implicit.add(onStack("rbp", 0, sizes.of('s'), Access.READ));
            }
            default -> {}
        }
    }

    private static void addStack(int offset, int size, Access access, List<Operand> implicit) {
        implicit.add(RegisterNames.general(RegisterNames.SP, 8, Access.READ_WRITE));
        implicit.add(onStack("rsp", offset, size, access));
    }

    private static Operand onStack(String base, int offset, int size, Access access) {
        return new Operand.Memory(null, base, null, 1, offset, 0, 8, null, size, access, "");
    }
}
