// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Frame.Trust;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Task;
import dev.panictriage.rules.Functions;
import dev.panictriage.unwind.Call;
import dev.panictriage.unwind.Unwinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An unwound stack with the names of its functions; calls found by scanning are left out. */
final class ThreadStack {
    /** What __switch_to_asm saves: struct inactive_task_frame, arch/x86/include/asm/switch_to.h. */
    private static final String[][] SWITCHED = {
        {"rbx", "bx"}, {"rbp", "bp"}, {"r12", "r12"}, {"r13", "r13"}, {"r14", "r14"}, {"r15", "r15"},
    };

    private final Kernel image;
    private final List<Call> calls = new ArrayList<>();
    private final List<Location> locations = new ArrayList<>();
    private final Map<String, Long> switched;

    private ThreadStack(Kernel image, List<Call> unwound, Map<String, Long> switched) {
        this.image = image;
        this.switched = switched;
        for (Call call : unwound) {
            if (call.trust() == Trust.SCANNED) {
                break;
            }
            calls.add(call);
            locations.add(locate(call));
        }
    }

    /** Of a CPU, from the registers that it saved when it stopped. */
    static ThreadStack running(Kernel image, List<Call> unwound) {
        return new ThreadStack(image, unwound, Map.of());
    }

    /** Of a task that is on no CPU, from where the scheduler left it. */
    static ThreadStack sleeping(Kernel image, Unwinder unwinder, Task task) {
        KernelObject frame = image.variables().object("inactive_task_frame", task.savedStackPointer());
        Map<String, Long> registers = new HashMap<>();
        for (String[] register : SWITCHED) {
            if (frame.has(register[1])) {
                registers.put(register[0], frame.number(register[1]));
            }
        }
        List<Call> calls = unwinder.unwindSleeping(
                        frame.number("ret_addr"), frame.addressOf("ret_addr") + Long.BYTES, frame.number("bp"))
                .calls();
        return new ThreadStack(image, calls, registers);
    }

    int size() {
        return calls.size();
    }

    Call call(int index) {
        return calls.get(index);
    }

    /** Of the callee-saved registers, what they were when the task was switched away from. */
    Map<String, Long> switched() {
        return switched;
    }

    @Nullable
    Location location(int index) {
        return index < locations.size() ? locations.get(index) : null;
    }

    /** The function's name without what compilers append; empty where no symbol is. */
    String function(int index) {
        String symbol = locations.get(index).symbol();
        return symbol == null ? "" : Functions.plain(symbol);
    }

    /** Whether the code of a call is only a part of its function, split off by the compiler. */
    boolean isSplitOff(int index) {
        String symbol = locations.get(index).symbol();
        return symbol == null || symbol.contains(".cold") || symbol.contains(".part");
    }

    private Location locate(Call call) {
        Optional<Symbol> symbol = image.symbols().at(call.pc());
        return symbol.isEmpty()
                ? Location.of(Word.of(call.ip()))
                : new Location(
                        Word.of(call.ip()),
                        symbol.get().name(),
                        call.ip() - symbol.get().address(),
                        symbol.get().size(),
                        symbol.get().module());
    }

    /** The words from an address up to another, of those that can be read; and the registers of a sleeping task. */
    Set<Long> words(long from, long to) {
        Set<Long> words = new LinkedHashSet<>(switched.values());
        Memory memory = image.memory();
        for (long at = from & -Long.BYTES; at < to; at += Long.BYTES) {
            try {
                words.add(memory.u64(at));
            } catch (UnreadableException e) {
                at |= 0xfff & -Long.BYTES; // the rest of this page is not readable either
            }
        }
        return words;
    }
}
