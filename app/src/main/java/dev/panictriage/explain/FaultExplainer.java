// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains a fault by the arithmetic of the faulting instruction, or of the call that led to a bad address. */
public final class FaultExplainer {
    /** Indirect calls of kernels with retpolines go through one thunk per register: arch/x86/lib/retpoline.S. */
    private static final List<String> THUNKS =
            List.of("__x86_indirect_thunk_", "__x86_indirect_call_thunk_", "__x86_indirect_jump_thunk_");

    /** The thunks are an array too, in the order of asm/GEN-for-each-reg.h: its name is another name of the first. */
    private static final String THUNK_ARRAY = "array";

    private static final String FIRST_THUNK = "rax";

    /** Prefix of a second name that code for early boot has, since 6.16. */
    private static final String POSITION_INDEPENDENT = "__pi_";

    private final CodeReader reader;

    public FaultExplainer(CodeReader reader) {
        this.reader = reader;
    }

    /**
     * @param caller the frame after the one that faulted, for a fault of the fetch itself
     * @return empty if the code cannot be read
     */
    public Optional<FaultExplanation> explain(ExceptionContext fault, @Nullable Frame caller) {
        Word rip = fault.rip().address();
        if (rip == null) {
            return Optional.empty();
        }
        boolean fetch = rip.equals(fault.faultAddress()) || fault.rip().symbol() == null;
        if (fetch) {
            return caller == null ? Optional.empty() : explainFetch(fault, rip, caller);
        }
        return explainOperand(fault, rip);
    }

    private Optional<FaultExplanation> explainOperand(ExceptionContext fault, Word rip) {
        FunctionCode code = reader.function(rip.value());
        int index = code == null ? -1 : code.indexOf(rip.value());
        if (code == null || index < 0) {
            return Optional.empty();
        }
        Instruction instruction = code.instructions().get(index);
        RegisterValues registers = valuesOf(fault);
        Operand.Memory operand = operandOf(instruction, registers, fault.faultAddress());
        if (operand == null) {
            return Optional.of(withoutMemory(fault, instruction));
        }
        Long address = isAmbiguous(fault, instruction) ? null : operand.effectiveAddress(registers);
        Boolean matches = address == null || fault.faultAddress() == null
                ? null
                : (Boolean) touches(operand, address, fault.faultAddress());
        String bad = badRegister(operand, registers);
        String origin = bad == null ? null : describe(code, Origin.of(code, index, bad), registers);
        Solution solution = address == null && instruction.memoryAccesses().size() == 1
                ? Solution.of(operand, registers, fault.faultAddress())
                : null;
        return Optional.of(new FaultExplanation(
                fault.stack(),
                fault.order(),
                fault.rip(),
                instruction.text(),
                operandText(operand),
                operand.baseRegister(),
                solution != null && !solution.isIndex() ? solution.value() : word(registers, operand.baseRegister()),
                operand.indexRegister(),
                solution != null && solution.isIndex() ? solution.value() : word(registers, operand.indexRegister()),
                operand.scale(),
                operand.displacement(),
                address == null ? null : Word.of(address),
                fault.faultAddress(),
                matches,
                operand.access().writes() ? Access.WRITE : Access.READ,
                bad == null ? null : upper(bad),
                solution != null ? solution.arithmetic() : arithmetic(operand, registers, address, matches),
                origin,
                Source.code(reader.describe(rip.value()))));
    }

    /** Whether the instruction uses two places, and which of them faulted is not known. */
    private static boolean isAmbiguous(ExceptionContext fault, Instruction instruction) {
        return fault.kind() == ExceptionContext.Kind.PAGE_FAULT
                && fault.faultAddress() == null
                && instruction.memoryAccesses().size() > 1;
    }

    /** A fault of an instruction without a memory operand: nothing to compute but the instruction itself. */
    private FaultExplanation withoutMemory(ExceptionContext fault, Instruction instruction) {
        return new FaultExplanation(
                fault.stack(), fault.order(), fault.rip(), instruction.text(), null, null, null, null, null, null, null,
                null, fault.faultAddress(), null, null, null, "the instruction has no memory operand", null,
                Source.code(String.valueOf(fault.rip())));
    }

    /** Nothing ran at the bad address, so the registers are still those of the call. */
    private Optional<FaultExplanation> explainFetch(ExceptionContext fault, Word rip, Frame caller) {
        Word back = caller.location().address();
        FunctionCode code = back == null ? null : reader.function(back.value() - 1);
        Instruction call = code == null || back == null ? null : code.endingAt(back.value());
        if (code == null || call == null || call.flow() != Flow.CALL) {
            return Optional.empty();
        }
        RegisterValues registers = valuesOf(fault);
        Location site = caller.location();
        String text = call.text();
        Operand.Memory slot = call.target() == null ? call.memory() : null;
        String register = slot == null ? calledRegister(call) : null;
        Long slotAddress = slot == null ? null : slot.effectiveAddress(registers);
        Optional<Long> held = slotAddress == null ? Optional.empty() : reader.word(slotAddress);
        Long target = slot == null ? (register == null ? null : registers.value(register)) : held.orElse(null);
        Boolean matches = target == null ? null : (Boolean) (target == rip.value());
        String arithmetic;
        if (slot != null) {
            arithmetic = "the slot it is read from is " + computation(slot, registers, slotAddress)
                    + held.map(value -> ", and holds " + Word.of(value).brief()).orElse(", which cannot be read now");
        } else if (register != null) {
            arithmetic = upper(register) + " = " + (target == null ? "not known" : Word.of(target).brief())
                    + (Boolean.TRUE.equals(matches) ? ", the address that was called" : "");
        } else {
            arithmetic = "a direct call cannot have gone to " + rip.brief();
        }
        int index = code.indexOf(call.address());
        Origin from = register == null ? null : Origin.of(code, index, register);
        return Optional.of(new FaultExplanation(
                fault.stack(),
                fault.order(),
                site,
                text,
                slot == null ? null : operandText(slot),
                slot == null ? register : slot.baseRegister(),
                word(registers, slot == null ? register : slot.baseRegister()),
                slot == null ? null : slot.indexRegister(),
                slot == null ? null : word(registers, slot.indexRegister()),
                slot == null ? null : (Integer) slot.scale(),
                slot == null ? null : (Long) slot.displacement(),
                slotAddress == null ? null : Word.of(slotAddress),
                fault.faultAddress(),
                matches,
                Access.EXECUTE,
                register == null ? null : upper(register),
                arithmetic,
                register == null ? null : describe(code, from, registers),
                Source.code(reader.describe(call.address()))));
    }

    private @Nullable String calledRegister(Instruction call) {
        Long target = call.target();
        if (target != null) {
            String symbol = reader.symbol(target);
            if (symbol != null && symbol.startsWith(POSITION_INDEPENDENT)) {
                symbol = symbol.substring(POSITION_INDEPENDENT.length());
            }
            for (String thunk : THUNKS) {
                if (symbol != null && symbol.startsWith(thunk)) {
                    String register = symbol.substring(thunk.length());
                    return register.equals(THUNK_ARRAY) ? FIRST_THUNK : register;
                }
            }
            return null;
        }
        for (Operand operand : call.operands()) {
            if (operand instanceof Operand.Register register) {
                return register.whole();
            }
        }
        return null;
    }

    private static Operand.@Nullable Memory operandOf(
            Instruction instruction, RegisterValues registers, @Nullable Word faultAddress) {
        Operand.Memory first = null;
        for (Operand.Memory memory : instruction.memoryAccesses()) {
            Long address = memory.effectiveAddress(registers);
            if (address != null && faultAddress != null && touches(memory, address, faultAddress)) {
                return memory;
            }
            if (first == null) {
                first = memory;
            }
        }
        return first;
    }

    private static boolean touches(Operand.Memory memory, long address, Word faultAddress) {
        return faultAddress.isWithin(Word.of(address), Math.max(memory.size(), 1));
    }

    /**
     * The register to blame. Of two, the one that is no kernel address: a base that points somewhere sensible and an index
     * that is far off, or the other way round.
     */
    private static @Nullable String badRegister(Operand.Memory operand, RegisterValues registers) {
        String base = operand.baseRegister();
        String index = operand.indexRegister();
        if (base == null || index == null) {
            return base == null ? index : base;
        }
        Long baseValue = registers.value(base);
        return baseValue != null && baseValue >>> 47 == 0x1ffff ? index : base;
    }

    private String arithmetic(
            Operand.Memory operand, RegisterValues registers, @Nullable Long address, @Nullable Boolean matches) {
        String sum = computation(operand, registers, address);
        if (matches == null) {
            return sum;
        }
        return sum + (matches ? ", the fault address" : ", which is not the fault address");
    }

    /** {@code R15 + 0x140 = 0x0 + 0x140 = 0x140}. */
    static String computation(Operand.Memory operand, RegisterValues registers, @Nullable Long address) {
        StringBuilder names = new StringBuilder();
        StringBuilder values = new StringBuilder();
        if (operand.segment() != null && operand.hasSegmentBase()) {
            term(names, values, upper(operand.segment()) + " base", registers.value(operand.segment() + "_base"), 1);
        }
        if (operand.fixed() != null && operand.base() != null) {
            term(names, values, upper(operand.base()), operand.fixed() - operand.displacement(), 1);
            addDisplacement(names, values, operand.displacement());
        } else if (operand.fixed() != null) {
            term(names, values, "the fixed address " + Word.of(operand.fixed()).brief(), operand.fixed(), 1);
        } else {
            if (operand.baseRegister() != null) {
                term(names, values, upper(operand.baseRegister()), registers.value(operand.baseRegister()), 1);
            }
            if (operand.indexRegister() != null) {
                term(
                        names,
                        values,
                        upper(operand.indexRegister()),
                        registers.value(operand.indexRegister()),
                        operand.scale());
            }
            if (operand.displacement() != 0 || names.isEmpty()) {
                addDisplacement(names, values, operand.displacement());
            }
        }
        String sum = names.toString().contentEquals(values) ? names.toString() : names + " = " + values;
        String result = address == null ? "not known" : Word.of(address).brief();
        return sum.endsWith("= " + result) ? sum : sum + " = " + result;
    }

    private static void addDisplacement(StringBuilder names, StringBuilder values, long displacement) {
        String sign = displacement < 0 ? " - " : names.isEmpty() ? "" : " + ";
        String amount = "0x" + Long.toHexString(Math.abs(displacement));
        names.append(sign).append(amount);
        values.append(sign).append(amount);
    }

    private static void term(StringBuilder names, StringBuilder values, String name, @Nullable Long value, int scale) {
        String plus = names.isEmpty() ? "" : " + ";
        String times = scale == 1 ? "" : " * " + scale;
        names.append(plus).append(name).append(times);
        values.append(plus).append(value == null ? "?" : Word.of(value).brief()).append(times);
    }

    private @Nullable String describe(FunctionCode code, @Nullable Origin origin, RegisterValues registers) {
        if (origin == null) {
            return null;
        }
        Instruction by = origin.instruction();
        return switch (origin.kind()) {
            case ARGUMENT -> origin.argument() == 0
                    ? "already there when the function was entered"
                    : "passed in by the caller as argument " + origin.argument();
            case CALL_RESULT -> "returned by " + callee(by) + place(by);
            case CONSTANT -> "set by " + text(by) + place(by);
            case COMPUTED -> "computed by " + text(by) + place(by);
            case LOAD -> loaded(code, origin, registers);
        };
    }

    private String loaded(FunctionCode code, Origin origin, RegisterValues registers) {
        Operand.Memory memory = origin.load();
        Instruction by = origin.instruction();
        if (memory == null) {
            return "loaded by " + text(by) + place(by);
        }
        Long address = origin.unchanged() ? memory.effectiveAddress(registers) : null;
        String from = "loaded from " + operandText(memory) + place(by);
        if (address == null) {
            return from + pointer(code, origin, memory);
        }
        String now = reader.word(address)
                .map(value -> ", which now holds " + Word.of(value).brief())
                .orElse("");
        return from + ": " + computation(memory, registers, address) + now;
    }

    /** Where the pointer of a load came from that the load itself, or what followed, has overwritten. */
    private String pointer(FunctionCode code, Origin origin, Operand.Memory memory) {
        Instruction load = origin.instruction();
        String base = memory.baseRegister();
        if (load == null || base == null || !load.writes(base)) {
            return "";
        }
        Origin before = Origin.of(code, code.indexOf(load.address()), base);
        Operand.Memory place = before == null ? null : before.load();
        return before == null || place == null
                ? ""
                : ", where " + upper(base) + " was loaded from " + operandText(place) + place(before.instruction());
    }

    private String callee(@Nullable Instruction call) {
        Long target = call == null ? null : call.target();
        String symbol = target == null ? null : reader.symbol(target);
        return symbol != null ? symbol : "the call " + text(call);
    }

    private String place(@Nullable Instruction instruction) {
        return instruction == null ? "" : " at " + reader.describe(instruction.address());
    }

    private static String text(@Nullable Instruction instruction) {
        return instruction == null ? "?" : instruction.text();
    }

    static RegisterValues valuesOf(ExceptionContext context) {
        return name -> {
            Word value = context.registers().get(name);
            return value == null ? null : (Long) value.value();
        };
    }

    private static @Nullable Word word(RegisterValues registers, @Nullable String register) {
        Long value = register == null ? null : registers.value(register);
        return value == null ? null : Word.of(value);
    }

    /** AT&amp;T syntax. */
    static String operandText(Operand.Memory memory) {
        StringBuilder text = new StringBuilder();
        if (memory.segment() != null) {
            text.append('%').append(memory.segment()).append(':');
        }
        long displacement = memory.displacement();
        if (displacement < 0) {
            text.append('-');
        }
        if (displacement != 0 || memory.base() == null && memory.index() == null) {
            text.append("0x").append(Long.toHexString(Math.abs(displacement)));
        }
        if (memory.base() != null || memory.index() != null) {
            text.append('(');
            if (memory.base() != null) {
                text.append('%').append(memory.base());
            }
            if (memory.indexRegister() != null) {
                text.append(",%").append(memory.index()).append(',').append(memory.scale());
            }
            text.append(')');
        }
        return text.toString();
    }

    private static String upper(String register) {
        return register.toUpperCase(Locale.ROOT);
    }
}
