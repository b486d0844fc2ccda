// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.arch.Flow;
import dev.panictriage.arch.Instruction;
import dev.panictriage.arch.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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

    private static final long NOT_SEEN = Long.MAX_VALUE;
    private static final int[] NONE = {};
    private static final long WORD = 8;

    /** What compilers move out of a function's way has a symbol of its own: -freorder-blocks-and-partition. */
    private static final String COLD = ".cold";

    /** Calls behind which the compiler puts whatever comes next. */
    private static final Set<String> NO_RETURN = Set.of(
            "__stack_chk_fail", "panic", "do_exit", "make_task_dead", "rewind_stack_and_make_dead", "fortify_panic",
            "__fortify_panic", "usercopy_abort", "nmi_panic");

    /** What compilers call for the tracer, after the frame pointer is set up or before; both preserve all registers. */
    private static final Set<String> TRACERS = Set.of("mcount", "__fentry__");

    private final CodeReader reader;
    private final FunctionCode code;
    private final int entry;
    private final int[][] predecessors;
    private final int[][] successors;
    private final int[] written;
    private final long[] stackPointers;
    private final long[] framePointers;
    private final @Nullable Instruction hook;
    private final boolean jumpsByTable;
    private final long savedFrom;

    private FlowGraph(CodeReader reader, FunctionCode function) {
        this.reader = reader;
        code = withColdPart(reader, function);
        FunctionCode hot = code.start() == function.start() ? function : reader.function(code.start());
        Instruction first = hot == null ? null : Carried.entryHook(hot);
        hook = first != null && isTracers(first) ? first : null;
        entry = code.indexOf(code.start());
        int count = code.instructions().size();
        written = new int[count];
        predecessors = new int[count][];
        stackPointers = new long[count];
        framePointers = new long[count];
        successors = connect();
        trackStack();
        jumpsByTable = findTableJumps();
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

    /** Whether there are jumps whose targets are not known, so that predecessors may be missing. */
    boolean jumpsByTable() {
        return jumpsByTable;
    }

    /** Where the stack pointer stands before an instruction, as a slot; {@link #UNKNOWN} if that depends on the path. */
    long stackPointer(int index) {
        return known(stackPointers[index]);
    }

    /** Lowest slot of those in which the function keeps its caller's registers. */
    long savedFrom() {
        return savedFrom;
    }

    /** The slot that a memory operand is; {@link #UNKNOWN} if it is none, or that cannot be told. */
    long slot(int index, Operand.Memory memory) {
        if (memory.indexRegister() != null || memory.hasSegmentBase() || memory.addressSize() != WORD) {
            return UNKNOWN;
        }
        long base = base(index, memory.baseRegister());
        return base == UNKNOWN ? UNKNOWN : base + memory.displacement();
    }

    /** The slot that a register points to by way of the stack or frame pointer; {@link #UNKNOWN} for other registers. */
    long base(int index, @Nullable String register) {
        if ("rsp".equals(register)) {
            return known(stackPointers[index]);
        }
        return "rbp".equals(register) ? known(framePointers[index]) : UNKNOWN;
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

    private static FunctionCode withColdPart(CodeReader reader, FunctionCode function) {
        List<Instruction> all = null;
        for (Instruction instruction : function.instructions()) {
            boolean jump = instruction.flow() == Flow.JUMP || instruction.flow() == Flow.CONDITIONAL_JUMP;
            Long target = jump ? instruction.target() : null;
            if (target == null || function.indexOf(target) >= 0) {
                continue;
            }
            FunctionCode other = reader.function(target);
            if (other == null || all != null && contains(all, other.start())) {
                continue;
            }
            if (arePartsOfOne(reader.symbol(function.start()), reader.symbol(other.start()))) {
                all = all == null ? new ArrayList<>(function.instructions()) : all;
                all.addAll(other.instructions());
            }
        }
        if (all == null) {
            return function;
        }
        all.sort(Comparator.comparing(Instruction::address, Long::compareUnsigned));
        String name = reader.symbol(function.start());
        boolean isCold = name != null && name.contains(COLD);
        return FunctionCode.parts(all, isCold ? hotStart(reader, all, function) : function.start());
    }

    private static boolean contains(List<Instruction> all, long address) {
        for (Instruction instruction : all) {
            if (instruction.address() == address) {
                return true;
            }
        }
        return false;
    }

    private static long hotStart(CodeReader reader, List<Instruction> all, FunctionCode cold) {
        for (Instruction instruction : all) {
            if (cold.indexOf(instruction.address()) < 0) {
                FunctionCode hot = reader.function(instruction.address());
                return hot == null ? cold.start() : hot.start();
            }
        }
        return cold.start();
    }

    private static boolean arePartsOfOne(@Nullable String one, @Nullable String other) {
        return one != null && other != null && (isColdPartOf(one, other) || isColdPartOf(other, one));
    }

    private static boolean isColdPartOf(String cold, String whole) {
        return cold.startsWith(whole) && cold.startsWith(COLD, whole.length());
    }

    private int[][] connect() {
        int count = size();
        int[][] next = new int[count][];
        int[] arrivals = new int[count];
        boolean entered = false;
        for (int i = 0; i < count; i++) {
            Instruction instruction = at(i);
            written[i] = isHook(i) ? 0 : GeneralRegisters.written(instruction);
            boolean padding = !entered && !isEntry(i) && isFiller(instruction) && !code.isBranchTarget(instruction.address());
            entered = !padding && continues(instruction);
            int following = entered && i + 1 < count && code.followsItsPredecessor(i + 1) ? i + 1 : -1;
            int target = jumpTarget(instruction);
            next[i] = following < 0
                    ? (target < 0 ? NONE : new int[] {target})
                    : target < 0 || target == following ? new int[] {following} : new int[] {following, target};
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

    /** What fills the room behind a jump or return, up to where the next block is aligned. */
    private static boolean isFiller(Instruction instruction) {
        String operation = instruction.operation();
        return operation.equals("nop") || operation.equals("int3") || operation.equals("xchg")
                && instruction.registersWritten().equals(List.of("rax"));
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

    private void trackStack() {
        Arrays.fill(stackPointers, NOT_SEEN);
        Arrays.fill(framePointers, NOT_SEEN);
        if (entry < 0) {
            return;
        }
        int[] queue = new int[size()];
        boolean[] queued = new boolean[size()];
        int length = 0;
        stackPointers[entry] = 0;
        framePointers[entry] = UNKNOWN;
        queue[length++] = entry;
        while (length > 0) {
            int i = queue[--length];
            queued[i] = false;
            long sp = stackPointerAfter(i);
            long bp = framePointerAfter(i);
            for (int next : successors[i]) {
                long joinedSp = join(stackPointers[next], sp);
                long joinedBp = join(framePointers[next], bp);
                if (joinedSp != stackPointers[next] || joinedBp != framePointers[next]) {
                    stackPointers[next] = joinedSp;
                    framePointers[next] = joinedBp;
                    if (!queued[next]) {
                        queued[next] = true;
                        queue[length++] = next;
                    }
                }
            }
        }
    }

    private static long join(long known, long other) {
        return known == NOT_SEEN || known == other ? other : UNKNOWN;
    }

    private static long known(long value) {
        return value == NOT_SEEN ? UNKNOWN : value;
    }

    private long stackPointerAfter(int index) {
        long sp = stackPointers[index];
        Instruction instruction = at(index);
        if ((written[index] >> GeneralRegisters.RSP & 1) == 0 || instruction.flow() == Flow.CALL) {
            return sp;
        }
        List<Operand> operands = instruction.operands();
        long bp = framePointers[index];
        return switch (instruction.operation()) {
            case "push" -> sp == UNKNOWN ? UNKNOWN : sp - WORD;
            case "pop" -> sp == UNKNOWN ? UNKNOWN : sp + WORD;
            case "leave" -> bp == UNKNOWN ? UNKNOWN : bp + WORD;
            case "add", "sub" -> {
                if (sp == UNKNOWN || !(operands.get(1) instanceof Operand.Immediate amount)) {
                    yield UNKNOWN;
                }
                yield instruction.operation().equals("add") ? sp + amount.value() : sp - amount.value();
            }
            case "lea" -> operands.get(1) instanceof Operand.Memory memory ? slot(index, memory) : UNKNOWN;
            case "mov" ->
                operands.get(1) instanceof Operand.Register from && from.whole().equals("rbp") ? bp : UNKNOWN;
            default -> UNKNOWN;
        };
    }

    private long framePointerAfter(int index) {
        Instruction instruction = at(index);
        if ((written[index] >> GeneralRegisters.RBP & 1) == 0) {
            return framePointers[index];
        }
        List<Operand> operands = instruction.operands();
        boolean copies = operands.size() == 2 && operands.get(0) instanceof Operand.Register to && to.size() == WORD;
        if (copies && instruction.operation().equals("mov")) {
            return operands.get(1) instanceof Operand.Register from && from.whole().equals("rsp")
                    ? stackPointers[index]
                    : UNKNOWN;
        }
        return copies && instruction.operation().equals("lea") && operands.get(1) instanceof Operand.Memory memory
                ? slot(index, memory)
                : UNKNOWN;
    }

    /** A jump to an address from a register or memory, with the stack pointer elsewhere than at the return address. */
    private boolean findTableJumps() {
        for (int i = 0; i < size(); i++) {
            Instruction instruction = at(i);
            if (instruction.flow() == Flow.JUMP && stackPointers[i] != 0) {
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
                lowest = Math.min(lowest, stackPointers[i] - WORD);
            } else if (adjusts || instruction.flow() != Flow.SEQUENTIAL && instruction.flow() != Flow.CALL) {
                break;
            }
        }
        return lowest;
    }
}
