// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import dev.panictriage.arch.RegisterValues;
import dev.panictriage.facts.ExceptionContext;
import dev.panictriage.facts.FaultExplanation;
import dev.panictriage.facts.Frame;
import dev.panictriage.facts.Oops.Access;
import dev.panictriage.facts.Word;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains a fault by the arithmetic of the faulting instruction, or of the call that led to a bad address. */
public final class FaultExplainer {
    /** EFLAGS.AC, which stac sets. */
    private static final long ALIGNMENT_CHECK = 1L << 18;

    /** Of an address's sign with page tables of five levels: Intel SDM volume 1, 3.3.7.1. */
    private static final int FIVE_LEVEL_BITS = 56;

    private final CodeReader reader;

    public FaultExplainer(CodeReader reader) {
        this.reader = reader;
    }

    /**
     * @param callers the frames after the one that faulted, outwards, as far as they are sure
     * @return empty if the code cannot be read
     */
    public Optional<FaultExplanation> explain(ExceptionContext fault, List<Frame> callers) {
        return explain(fault, callers, null);
    }

    /** @param access how the address was used, if the error code was reported */
    public Optional<FaultExplanation> explain(ExceptionContext fault, List<Frame> callers, @Nullable Access access) {
        Word rip = fault.rip().address();
        if (rip == null) {
            return Optional.empty();
        }
        if (isHandled(fault, rip.value())) {
            return Optional.empty();
        }
        boolean notFetched = access == Access.EXECUTE || rip.equals(fault.faultAddress());
        boolean fetch = notFetched || fault.rip().symbol() == null && !isExecutedUnnamed(fault);
        String thunk = Thunks.register(fault.rip().symbol());
        if (fetch || thunk != null) {
            Long target = thunk == null ? (Long) rip.value() : valuesOf(fault).value(thunk);
            FaultExplanation call = callers.isEmpty() || target == null
                    ? null
                    : new CallExplainer(reader).explain(fault, target, callers);
            return Optional.ofNullable(call == null && notFetched ? explainFetch(fault, rip.value()) : call);
        }
        CallFrame frame = CallFrame.of(reader, rip.value(), registersOf(fault, reader), callers);
        if (frame == null) {
            return Optional.empty();
        }
        Instruction instruction = frame.graph().at(frame.index());
        return Optional.of(
                switch (fault.kind()) {
                    case DIVIDE_ERROR -> DivisionExplainer.explain(fault, frame, instruction, reader);
                    case INVALID_OPCODE, BREAKPOINT -> BugExplainer.explain(fault, frame, instruction, reader);
                    default ->
                        instruction.memoryAccesses().isEmpty() && DivisionExplainer.divides(instruction)
                                ? DivisionExplainer.explain(fault, frame, instruction, reader)
                                : explainOperand(fault, frame, instruction);
                });
    }

    /**
     * Whether the exception table expects this fault: then it is no cause of anything. An access to user space outside of
     * stac and clac is a bug all the same, where the processor has SMAP.
     */
    private boolean isHandled(ExceptionContext fault, long rip) {
        if (reader.fixups(rip, rip + 1).isEmpty()) {
            return false;
        }
        Word flags = fault.registers().get("eflags");
        boolean userAddress =
                fault.faultAddress() != null && fault.faultAddress().value() > 0;
        return !userAddress || flags == null || (flags.value() & ALIGNMENT_CHECK) != 0;
    }

    /** Of code that is there all right; null if it is none that is known. */
    private @Nullable FaultExplanation explainFetch(ExceptionContext fault, long rip) {
        FunctionCode function = fault.rip().symbol() == null ? null : reader.function(rip);
        Instruction instruction = function == null ? null : function.at(rip);
        if (instruction == null) {
            return null;
        }
        Draft draft = new Draft(fault, instruction.text(), reader.describe(rip));
        draft.access = Access.EXECUTE;
        draft.arithmetic =
                "this instruction could not be fetched and did not run: its operands have nothing to do with it";
        draft.findings.add(notExecutable(fault.rip().symbol()));
        return draft.finish();
    }

    static String notExecutable(@Nullable String function) {
        return "if RIP is in the code of " + function
                + ", no pointer is to blame but what maps that code: the page tables,"
                + " or what the CPU kept of them in its TLB; code for the boot (__init) is freed after it";
    }

    /** Whether it was code that ran there, though of no function that is known by name. */
    private boolean isExecutedUnnamed(ExceptionContext fault) {
        Word rip = fault.rip().address();
        // What is in memory beside functions may be any instruction, invalid ones above all.
        boolean ran = switch (fault.kind()) {
            case PAGE_FAULT, GENERAL_PROTECTION, DIVIDE_ERROR, STACK_SEGMENT, ALIGNMENT_CHECK -> true;
            default -> false;
        };
        return ran && rip != null && isCanonical(rip.value()) && reader.code(rip.value()) != null;
    }

    private FaultExplanation explainOperand(ExceptionContext fault, CallFrame frame, Instruction instruction) {
        RegisterValues registers = frame.registers();
        Draft draft = new Draft(fault, instruction.text(), reader.describe(instruction.address()));
        Operand.Memory operand = operandOf(instruction, registers, fault.faultAddress());
        if (operand == null) {
            draft.arithmetic = "the instruction has no memory operand";
            return draft.finish();
        }
        Long address = isAmbiguous(fault, instruction) ? null : operand.effectiveAddress(registers);
        Boolean matches = address == null || fault.faultAddress() == null
                ? null
                : (Boolean) touches(operand, address, fault.faultAddress());
        Solution solution = address == null && instruction.memoryAccesses().size() == 1
                ? Solution.of(operand, registers, fault.faultAddress())
                : null;
        draft.operand(operand, registers, address);
        if (solution != null && solution.isIndex()) {
            draft.indexValue = solution.value();
        } else if (solution != null) {
            draft.baseValue = solution.value();
        }
        draft.matches = matches;
        draft.access = operand.access().writes() ? Access.WRITE : Access.READ;
        draft.arithmetic =
                solution != null ? solution.arithmetic() : arithmetic(fault, operand, registers, address, matches);
        String bad = Boolean.FALSE.equals(matches) ? null : badRegister(operand, registers);
        if (bad != null) {
            Word value = bad.equals(operand.baseRegister()) ? draft.baseValue : draft.indexValue;
            Trace trace = Trace.of(
                    reader,
                    frame,
                    frame.index(),
                    Place.register(GeneralRegisters.number(bad)),
                    value == null ? null : (Long) value.value());
            draft.badRegister = upper(bad);
            draft.trace(trace);
            if (value != null) {
                draft.findings.addAll(BadValue.findings(reader, value.value(), bad, registers));
            }
            draft.addContainer(reader);
            draft.expression = operand.indexRegister() != null || operand.hasSegmentBase()
                    ? null
                    : trace.expression()
                            .load(operand.displacement(), operand.size())
                            .toString();
        }
        return draft.finish();
    }

    /** Whether the instruction uses two places, and which of them faulted is not known. */
    private static boolean isAmbiguous(ExceptionContext fault, Instruction instruction) {
        return fault.kind() == ExceptionContext.Kind.PAGE_FAULT
                && fault.faultAddress() == null
                && instruction.memoryAccesses().size() > 1;
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

    private static String arithmetic(
            ExceptionContext fault,
            Operand.Memory operand,
            RegisterValues registers,
            @Nullable Long address,
            @Nullable Boolean matches) {
        String sum = computation(operand, registers, address);
        if (matches != null) {
            return sum + (matches ? ", the fault address" : ", which is not the fault address");
        }
        if (address == null) {
            return sum;
        }
        return switch (fault.kind()) {
            case GENERAL_PROTECTION, STACK_SEGMENT -> sum + existence(address);
            case ALIGNMENT_CHECK -> sum + ", which is not aligned to " + operand.size() + " bytes";
            default -> sum;
        };
    }

    private static String existence(long address) {
        if (isCanonical(address)) {
            return "";
        }
        long top = address >> FIVE_LEVEL_BITS;
        return top == 0 || top == -1
                ? ", which is not canonical unless the page tables have five levels"
                : ", which is not canonical: no such address exists";
    }

    /** Bits 47 to 63 alike. With page tables of five levels more addresses are, but none of them was ever given out. */
    static boolean isCanonical(long address) {
        long top = address >> 47;
        return top == 0 || top == -1;
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

    /** With the base of the CPU's per-CPU memory, which no exception saves. */
    static RegisterValues registersOf(ExceptionContext context, CodeReader reader) {
        RegisterValues saved = valuesOf(context);
        return name -> {
            Long value = saved.value(name);
            return value == null && name.equals("gs_base") ? reader.perCpuBase(context.stack()) : value;
        };
    }

    static RegisterValues valuesOf(ExceptionContext context) {
        return name -> {
            Word value = context.registers().get(name);
            return value == null ? null : (Long) value.value();
        };
    }

    static @Nullable Word word(RegisterValues registers, @Nullable String register) {
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

    static String upper(String register) {
        return register.toUpperCase(Locale.ROOT);
    }
}
