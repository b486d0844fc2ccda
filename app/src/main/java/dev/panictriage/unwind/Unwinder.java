// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.unwind;

import dev.panictriage.arch.InstructionDecoder;
import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.Symbols;
import dev.panictriage.unwind.OrcEntry.Base;
import dev.panictriage.unwind.OrcEntry.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Unwinds x86-64 kernel stacks as the kernel's own unwinders do (arch/x86/kernel/unwind_orc.c and unwind_frame.c), through
 * exceptions, interrupts and changes of stack, and where they would give up, falls back step by step: a return address
 * right at the stack pointer, call frame information, the function's own prologue, frame pointers, a scan of the stack. Each
 * call says which it was.
 */
public final class Unwinder {
    /** Deeper stacks than a 16 KiB stack can hold are loops. */
    private static final int MAX_CALLS = 512;

    private static final int MAX_SCANNED = 48;

    /** Kernel stacks are 8 to 64 KiB (THREAD_SIZE with KASAN). */
    private static final long LARGEST_STACK = 64 * 1024;

    private final Memory memory;
    private final Symbols symbols;
    private final OrcTables tables;
    private final InstructionDecoder decoder;
    private final StackEnds ends;
    private final CallFrames frames;
    private final SavedRegisters savedRegisters;
    private final ReturnAddresses returnAddresses;
    private final StackSwitch stackSwitch;

    public Unwinder(Memory memory, Symbols symbols, OrcTables tables, InstructionDecoder decoder) {
        this(memory, symbols, tables, CallFrames.Rows.NONE, decoder, StackEnds.UNKNOWN);
    }

    /** @param rows what debugging information says where the tables do not */
    public Unwinder(
            Memory memory,
            Symbols symbols,
            OrcTables tables,
            CallFrames.Rows rows,
            InstructionDecoder decoder,
            StackEnds ends) {
        this.memory = memory;
        this.symbols = symbols;
        this.tables = tables;
        this.decoder = decoder;
        this.ends = ends;
        this.frames = new CallFrames(rows, memory);
        this.savedRegisters = new SavedRegisters(memory);
        this.returnAddresses = new ReturnAddresses(memory, symbols);
        this.stackSwitch = new StackSwitch(memory, ends);
    }

    /** The calls from {@code start} outwards, innermost first; ends with the registers of user space if it was entered from there. */
    public UnwoundStack unwind(PtRegs start) {
        return new Walk(start).run();
    }

    /** The calls of a task that is not running, from the stack pointer that the scheduler saved. */
    public UnwoundStack unwindSleeping(long ip, long sp, long bp) {
        return new Walk(ip, sp, bp).run();
    }

    private final class Walk {
        private final List<Call> calls = new ArrayList<>();
        private long ip;
        private long sp;
        private @Nullable Long bp;
        private @Nullable PtRegs registers;
        /** Whether {@link #ip} is the interrupted instruction itself and not the one after a call. */
        private boolean exact;

        private @Nullable PtRegs user;
        private @Nullable String end;

        Walk(PtRegs start) {
            interrupted(start);
            calls.add(new Call(ip, sp, bp, Trust.REGISTERS, start, null));
        }

        Walk(long ip, long sp, long bp) {
            this.ip = ip;
            this.sp = sp;
            this.bp = bp;
            calls.add(new Call(ip, sp, bp, Trust.CFI, null, null));
        }

        UnwoundStack run() {
            if (registers != null && registers.isUser()) {
                return new UnwoundStack(List.of(), registers, null);
            }
            try {
                while (calls.size() < MAX_CALLS && step()) {
                    // each step adds a call
                }
                if (calls.size() >= MAX_CALLS) {
                    end = "more than " + MAX_CALLS + " calls";
                }
            } catch (UnreadableException e) {
                end = e.getMessage();
            }
            return new UnwoundStack(calls, user, end);
        }

        private boolean step() {
            OrcEntry entry = tables.entry(exact ? ip : ip - 1);
            if (entry == null) {
                return stepWithoutTables();
            }
            return switch (entry.type()) {
                case END_OF_STACK -> false;
                case UNDEFINED -> stepWithoutTables();
                case CALL, REGS, REGS_PARTIAL -> stepBy(entry, Trust.CFI);
            };
        }

        private boolean stepBy(OrcEntry entry, Trust trust) {
            Long previousSp = previousSp(entry);
            if (previousSp == null) {
                return stepWithoutTables();
            }
            if (entry.type() == Type.CALL) {
                long returnAddress = memory.u64(previousSp - 8);
                Long callerBp = callerBp(entry, previousSp);
                return called(returnAddress, previousSp, callerBp, trust);
            }
            boolean partial = entry.type() == Type.REGS_PARTIAL;
            long at = partial ? previousSp - PtRegs.IRET_FRAME : previousSp;
            return tookException(readRegisters(at, partial), callerBp(entry, previousSp));
        }

        private @Nullable Long previousSp(OrcEntry entry) {
            return switch (entry.spBase()) {
                case SP -> sp + entry.spOffset();
                case BP -> bp == null ? null : (Long) (bp + entry.spOffset());
                case SP_INDIRECT -> memory.u64(sp) + entry.spOffset();
                case BP_INDIRECT -> bp == null ? null : (Long) memory.u64(bp + entry.spOffset());
                case AX -> savedRegister("rax");
                case DX -> savedRegister("rdx");
                case DI -> savedRegister("rdi");
                case R10 -> savedRegister("r10");
                case R13 -> savedRegister("r13");
                case UNDEFINED, PREVIOUS_SP, UNKNOWN -> null;
            };
        }

        private @Nullable Long savedRegister(String name) {
            return registers == null ? null : registers.value(name);
        }

        private @Nullable Long callerBp(OrcEntry entry, long previousSp) {
            Base base = entry.bpBase();
            if (base == Base.PREVIOUS_SP) {
                return memory.u64(previousSp + entry.bpOffset());
            }
            if (base == Base.BP) {
                return bp == null ? null : (Long) memory.u64(bp + entry.bpOffset());
            }
            return bp;
        }

        private boolean called(long returnAddress, long callerSp, @Nullable Long callerBp, Trust trust) {
            if (returnAddress == 0) {
                return false; // the outermost call of a stack has none
            }
            if (symbols.at(returnAddress - 1).isEmpty()) {
                return scan("a return address that is no code: 0x" + Long.toHexString(returnAddress));
            }
            if (callerSp == sp && returnAddress == ip) {
                end = "a stack that goes in circles";
                return false;
            }
            ip = returnAddress;
            sp = callerSp;
            bp = callerBp;
            registers = null;
            exact = false;
            calls.add(new Call(ip, sp, bp, trust, null, null));
            return true;
        }

        private boolean tookException(PtRegs saved, @Nullable Long callerBp) {
            if (saved.isUser()) {
                user = saved;
                return false;
            }
            if (saved.sp() == sp && saved.ip() == ip) {
                end = "a stack that goes in circles";
                return false;
            }
            String entry =
                    symbols.at(exact ? ip : ip - 1).map(Symbols.Symbol::name).orElse(null);
            interrupted(saved);
            if (!saved.hasBp()) {
                bp = callerBp;
            }
            calls.add(new Call(ip, sp, bp, Trust.REGISTERS, saved, entry));
            return true;
        }

        private void interrupted(PtRegs saved) {
            ip = saved.ip();
            sp = saved.sp();
            bp = saved.hasBp() ? (Long) saved.bp() : null;
            registers = saved;
            exact = true;
        }

        private PtRegs readRegisters(long at, boolean partial) {
            byte[] bytes = new byte[PtRegs.SIZE];
            int skip = partial ? PtRegs.IRET_FRAME : 0;
            memory.read(at + skip, bytes, skip, PtRegs.SIZE - skip);
            return new PtRegs(bytes, 0, partial);
        }

        private boolean stepWithoutTables() {
            if (exact && symbols.at(ip).isEmpty() && returnAddresses.isOne(memory.u64(sp))) {
                return called(memory.u64(sp), sp + 8, bp, Trust.RETURN_ADDRESS);
            }
            Symbols.Symbol function = symbols.at(exact ? ip : ip - 1).orElse(null);
            EntryCode entry = exact || function == null ? EntryCode.NONE : entryCode(function.name());
            if (entry == EntryCode.NONE && !exact) {
                sp = stackSwitch.before(sp, bp);
            }
            if (returnsByCallFrame()) {
                return true;
            }
            if (entry == EntryCode.THREAD_START) {
                return false;
            }
            if (entry == EntryCode.SYSTEM_CALL && SavedRegisters.isTopOfStack(sp)) {
                user = savedRegisters.ofSystemCall(sp);
                return false;
            }
            PtRegs saved = entry == EntryCode.EXCEPTION ? savedRegisters.ofException(sp) : null;
            if (saved != null) {
                return tookException(saved, bp);
            }
            if (entry == EntryCode.EXCEPTION && leavesStackByFramePointer()) {
                return true;
            }
            Prologue prologue = function == null ? null : Prologue.of(memory, decoder, function.address(), ip);
            if (prologue != null && prologue.setsFramePointer() && hasFrame()) {
                // The outermost frame of an idle task has no caller.
                if (memory.u64(Objects.requireNonNull(bp) + 8) == 0) {
                    return false;
                }
                if (returnsByFramePointer()) {
                    return true;
                }
            }
            if (prologue != null && returnsByPrologue(prologue)) {
                return true;
            }
            if (bp != null && isEncodedRegisters(bp)) {
                return tookException(readRegisters(bp & ~1L, false), null);
            }
            return returnsByFramePointer() || scan("no way to unwind from 0x" + Long.toHexString(ip));
        }

        private EntryCode entryCode(String function) {
            // Since 3aec4ecb3d1f (6.6) ret_from_fork is compiled, and called by this.
            boolean compiled = function.equals("ret_from_fork")
                    && symbols.address("ret_from_fork_asm").isPresent();
            return compiled ? EntryCode.NONE : EntryCode.of(function);
        }

        private boolean returnsByCallFrame() {
            FrameRegisters callee = registers == null ? FrameRegisters.of(ip, sp, bp) : FrameRegisters.of(registers);
            FrameRegisters caller = frames.caller(exact ? ip : ip - 1, callee);
            Long callerSp = caller == null ? null : caller.get(FrameRegisters.RSP);
            Long returnAddress = caller == null ? null : caller.get(FrameRegisters.RETURN_ADDRESS);
            return caller != null
                    && callerSp != null
                    && returnAddress != null
                    && returnAddresses.isOneOrDiscarded(returnAddress)
                    && called(returnAddress, callerSp, caller.get(FrameRegisters.RBP), Trust.CFI);
        }

        private boolean hasFrame() {
            return bp != null && Long.compareUnsigned(bp, sp) >= 0 && bp - sp < LARGEST_STACK && (bp & 7) == 0;
        }

        private boolean returnsByFramePointer() {
            return hasFrame()
                    && returnAddresses.isOneOrDiscarded(memory.u64(Objects.requireNonNull(bp) + 8))
                    && stepBy(OrcEntry.FRAME_POINTER, Trust.FRAME_POINTER);
        }

        /** call_softirq pushes its frame pointer once more where it has changed to the interrupt stack. */
        private boolean leavesStackByFramePointer() {
            return bp != null
                    && memory.u64(sp) == bp
                    && memory.isReadable(bp, 16)
                    && returnAddresses.isOne(memory.u64(bp + 8))
                    && called(memory.u64(bp + 8), bp + 16, memory.u64(bp), Trust.FRAME_POINTER);
        }

        private boolean returnsByPrologue(Prologue prologue) {
            long returnAddress = memory.u64(sp + prologue.depth());
            if (!returnAddresses.isOne(returnAddress)) {
                return false;
            }
            Long callerBp = prologue.savedBp() == null ? bp : (Long) memory.u64(sp + prologue.savedBp());
            return called(returnAddress, sp + prologue.depth() + 8, callerBp, Trust.PROLOGUE);
        }

        /** Entry code of kernels with frame pointers marks a pointer to pt_regs with bit 0: commit 946c191161ce, 4.9. */
        private boolean isEncodedRegisters(long pointer) {
            return (pointer & 7) == 1 && Long.compareUnsigned(pointer, sp) > 0 && pointer - sp < LARGEST_STACK;
        }

        private boolean scan(String reason) {
            end = reason;
            int found = 0;
            // No kernel stack crosses its own size's alignment, unless it is larger than a page and unaligned: stop
            // where memory stops.
            long stop = Math.min(sp | LARGEST_STACK - 1, ends.endOf(sp));
            for (long at = sp & ~7L; at < stop && found < MAX_SCANNED; at += 8) {
                if (!memory.isReadable(at, 8)) {
                    break;
                }
                long word = memory.u64(at);
                if (returnAddresses.isOne(word)) {
                    calls.add(new Call(word, at + 8, null, Trust.SCANNED, null, null));
                    found++;
                }
            }
            return false;
        }
    }
}
