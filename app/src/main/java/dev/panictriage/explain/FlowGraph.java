// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The control flow of a function, its cold part included: which instructions may come before each, which registers each
 * writes, and where the stack pointer stands. Slots of the stack are counted in bytes from the return address: 0 is the
 * return address itself, what the function stores is below, arguments on the stack are above.
 */
final class FlowGraph {
    /** Of a stack pointer or frame pointer. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int[] NONE = {};
    private static final long WORD = 8;

    /** Calls behind which the compiler puts whatever comes next. */
    private static final Set<String> NO_RETURN = Set.of(
            "__stack_chk_fail",
            "panic",
            "do_exit",
            "make_task_dead",
            "rewind_stack_and_make_dead",
            "fortify_panic",
            "__fortify_panic",
            "usercopy_abort",
            "nmi_panic");

    /** What compilers call for the tracer, after the frame pointer is set up or before; both preserve all registers. */
    private static final Set<String> TRACERS = Set.of("mcount", "__fentry__");

    private final CodeReader reader;
    private final FunctionCode code;
    private final int entry;
    private final int[][] predecessors;
    private final int[][] successors;
    private final int[] written;
    private final int[] fixups;
    private final int[] handled;
    private final StackTrack stack;
    private final @Nullable Instruction hook;
    private final boolean hidesWays;
    private final boolean partial;
    private final long savedFrom;

    private FlowGraph(CodeReader reader, FunctionCode function) {
        this.reader = reader;
        code = FunctionParts.together(reader, function);
        FunctionCode hot = code.start() == function.start() ? function : reader.function(code.start());
        Instruction first = hot == null ? null : Carried.entryHook(hot);
        hook = first != null && isTracers(first) ? first : null;
        entry = code.indexOf(code.start());
        int count = code.instructions().size();
        written = new int[count];
        predecessors = new int[count][];
        fixups = new int[count];
        handled = new int[count];
        boolean lostFixup = findFixups();
        successors = connect();
        stack = StackTrack.of(this);
        partial = isPartOf(code);
        hidesWays = findTableJumps() || lostFixup || partial;
        savedFrom = findSaveArea();
    }

    static FlowGraph of(CodeReader reader, FunctionCode function) {
        return new FlowGraph(reader, function);
    }

    FunctionCode code() {
        return code;
    }

    Instruction at(int index) {
        return code.instructions().get(index);
    }

    int size() {
        return predecessors.length;
    }

    boolean isEntry(int index) {
        return index == entry;
    }

    /** Instructions after which that one may be executed. */
    int[] predecessors(int index) {
        return predecessors[index];
    }

    /** Instructions that may be executed after that one. */
    int[] successors(int index) {
        return successors[index];
    }

    /** Set of registers, as of {@link GeneralRegisters}. */
    int written(int index) {
        return written[index];
    }

    /** Whether a call is only the tracer's, at the entry, which preserves all registers. */
    boolean isHook(int index) {
        Instruction instruction = at(index);
        if (hook != null && instruction.address() == hook.address()) {
            return true;
        }
        Long target = instruction.flow() == Flow.CALL ? instruction.target() : null;
        return target != null && TRACERS.contains(String.valueOf(reader.symbol(target)));
    }

    /** The first instruction; -1 if it is not there. */
    int entry() {
        return entry;
    }

    /** Registers that the kernel may write when an instruction faults and the exception table handles it. */
    int handled(int index) {
        return handled[index];
    }

    /** Whether a fault of one instruction leads to another, by the exception table. */
    boolean isFixup(int from, int to) {
        return fixups[from] == to;
    }

    /** Whether the other follows an instruction that does not fault. */
    boolean isOrdinary(int from, int to) {
        return fixups[from] != to || isNext(from, to) || jumpTarget(at(from)) == to;
    }

    /** Whether there are ways whose ends are not known, jumps by a table above all, so that predecessors may be missing. */
    boolean hidesWays() {
        return hidesWays;
    }

    /** Where the stack pointer stands before an instruction, as a slot; {@link #UNKNOWN} if that depends on the path. */
    long stackPointer(int index) {
        return stack.pointer(index);
    }

    /** Whether code of the function is missing, which may jump to anywhere in the code that is there. */
    boolean isPartial() {
        return partial;
    }

    /** Lowest slot of those in which the function keeps its caller's registers. */
    long savedFrom() {
        return savedFrom;
    }

    /** The slot that a memory operand is; {@link #UNKNOWN} if it is none, or that cannot be told. */
    long slot(int index, Operand.Memory memory) {
        return stack.slot(index, memory);
    }

    /** The slot that a register points to by way of the stack or frame pointer; {@link #UNKNOWN} for other registers. */
    long base(int index, @Nullable String register) {
        return stack.base(index, register);
    }

    /** Whether a value that an instruction gave may be given again by the same instruction before the function returns. */
    boolean isInLoop(int index) {
        boolean[] seen = new boolean[size()];
        int[] queue = new int[size()];
        int length = 0;
        queue[length++] = index;
        while (length > 0) {
            for (int before : predecessors[queue[--length]]) {
                if (before == index) {
                    return true;
                }
                if (!seen[before]) {
                    seen[before] = true;
                    queue[length++] = before;
                }
            }
        }
        return false;
    }

    /** Trampolines that the tracer made for one function have no symbol. */
    private boolean isTracers(Instruction first) {
        Long target = first.target();
        String symbol = target == null ? null : reader.symbol(target);
        return first.flow() != Flow.CALL || symbol == null || symbol.startsWith("ftrace_") || TRACERS.contains(symbol);
    }

    private int[][] connect() {
        int count = size();
        int[][] next = new int[count][];
        int[] arrivals = new int[count];
        boolean entered = false;
        for (int i = 0; i < count; i++) {
            Instruction instruction = at(i);
            written[i] = isHook(i) ? 0 : GeneralRegisters.written(instruction);
            boolean padding =
                    !entered && !isEntry(i) && isFiller(instruction) && !code.isBranchTarget(instruction.address());
            entered = !padding && continues(instruction);
            int following = entered && isNext(i, i + 1) ? i + 1 : -1;
            next[i] = distinct(following, jumpTarget(instruction), fixups[i]);
            for (int successor : next[i]) {
                arrivals[successor]++;
            }
        }
        for (int i = 0; i < count; i++) {
            predecessors[i] = arrivals[i] == 0 ? NONE : new int[arrivals[i]];
        }
        for (int i = 0; i < count; i++) {
            for (int successor : next[i]) {
                predecessors[successor][--arrivals[successor]] = i;
            }
        }
        return next;
    }

    private static int[] distinct(int following, int target, int fixup) {
        int[] all = new int[3];
        int count = 0;
        for (int next : new int[] {following, target, fixup}) {
            if (next >= 0 && (count < 1 || all[0] != next) && (count < 2 || all[1] != next)) {
                all[count++] = next;
            }
        }
        return count == 0 ? NONE : Arrays.copyOf(all, count);
    }

    private boolean isNext(int from, int to) {
        return to == from + 1 && to < size() && code.followsItsPredecessor(to) && continues(at(from));
    }

    /** @return whether one leads to where no code is known */
    private boolean findFixups() {
        Arrays.fill(fixups, -1);
        boolean lost = false;
        for (CodeReader.Fixup fixup : FunctionParts.fixups(reader, code)) {
            int from = code.indexOf(fixup.instruction());
            if (from >= 0) {
                fixups[from] = code.indexOf(fixup.target());
                handled[from] = fixup.registers();
                lost |= fixups[from] < 0;
            }
        }
        return lost;
    }

    /** Of a listing: whether it begins or ends elsewhere than the function, has gaps, or jumps to where it does not go. */
    private boolean isPartOf(FunctionCode listing) {
        if (listing.isWhole()) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            Instruction instruction = at(i);
            boolean lost = i == 0 ? !isEntry(i) : !listing.followsItsPredecessor(i);
            boolean jump = instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP;
            Long target = instruction.target();
            if (lost || jump && target != null && jumpTarget(instruction) < 0 && !isAnother(target)) {
                return true;
            }
        }
        return size() == 0 || continues(at(size() - 1));
    }

    /** Whether a function begins there, other than the cold part of one. */
    private boolean isAnother(long target) {
        String symbol = reader.symbol(target);
        return symbol != null && !symbol.contains(FunctionParts.COLD);
    }

    /** What fills the room behind a jump or return, up to where the next block is aligned. */
    private static boolean isFiller(Instruction instruction) {
        String operation = instruction.operation();
        return operation.equals("nop")
                || operation.equals("int3")
                || operation.equals("xchg") && instruction.registersWritten().equals(List.of("rax"));
    }

    private int jumpTarget(Instruction instruction) {
        boolean jump = instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP;
        Long target = jump ? instruction.target() : null;
        return target == null ? -1 : code.indexOf(target);
    }

    /** After a trap too, unless it is known to be one of those that do not return: a warning's does. */
    private boolean continues(Instruction instruction) {
        if (instruction.flow() == Flow.TRAP) {
            CodeReader.Bug bug = reader.bug(instruction.address());
            return bug == null || bug.isWarning();
        }
        if (instruction.flow() != Flow.CALL) {
            return instruction.flow().fallsThrough();
        }
        Long target = instruction.target();
        String callee = target == null ? null : reader.symbol(target);
        return callee == null || !NO_RETURN.contains(callee);
    }

    /** A jump to an address from a register or memory, with the stack pointer elsewhere than at the return address. */
    private boolean findTableJumps() {
        for (int i = 0; i < size(); i++) {
            Instruction instruction = at(i);
            if (instruction.flow() == Flow.JUMP && stackPointer(i) != 0) {
                Long target = instruction.target();
                if (target == null || Thunks.register(reader.symbol(target)) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private long findSaveArea() {
        long lowest = 0;
        for (int i = Math.max(entry, 0); i < size() && entry >= 0; i++) {
            Instruction instruction = at(i);
            boolean adjusts = (written[i] >> GeneralRegisters.RSP & 1) != 0 && instruction.flow() != Flow.CALL;
            if (instruction.operation().equals("push")) {
                lowest = Math.min(lowest, stackPointer(i) - WORD);
            } else if (adjusts || instruction.flow() != Flow.SEQUENTIAL && instruction.flow() != Flow.CALL) {
                break;
            }
        }
        return lowest;
    }
}
