// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.arch.x86.PtRegs;
import dev.panictriage.dump.UnreadableException;
import dev.panictriage.explain.CodeReader;
import dev.panictriage.explain.HeldLocks;
import dev.panictriage.explain.HeldLocks.Verdict;
import dev.panictriage.facts.Fact;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.RootBlocker.State;
import dev.panictriage.facts.Source;
import dev.panictriage.facts.SpinLoop;
import dev.panictriage.facts.Word;
import dev.panictriage.kernel.KernelImage;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Symbols.Symbol;
import dev.panictriage.kernel.Task;
import dev.panictriage.locks.Wait.Holder;
import dev.panictriage.unwind.Unwinder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who waits for whom in a dump. */
public final class LockGraph {
    /** Tasks whose stacks are looked at. */
    private static final int MOST_TASKS = 512;

    private static final int MOST_BLOCKED = 256;

    private final Kernel image;
    private final Unwinder unwinder;
    private final Parties parties;
    private final SleepWaits sleeps;
    private final CallerRegisters callerRegisters;
    private final HeldLocks held;
    private final Map<Party, ThreadStack> stacks = new LinkedHashMap<>();
    private final Map<Party, List<Map<String, Long>>> registers = new HashMap<>();
    private final Map<Party, Wait> waits = new LinkedHashMap<>();
    private final List<LockWait> facts = new ArrayList<>();

    /**
     * A CPU that saved its registers.
     *
     * @param loop the loop that it was interrupted in, if it was in one that waits
     */
    public record Cpu(
            int number,
            long task,
            PtRegs registers,
            @Nullable SpinLoop loop,
            @Nullable Location runs) {}

    private final Map<Integer, Cpu> cpus = new LinkedHashMap<>();

    public LockGraph(KernelImage image, Unwinder unwinder, CodeReader code, Collection<Cpu> cpus) {
        this.image = Kernel.of(image);
        this.unwinder = unwinder;
        Map<Long, Integer> current = new HashMap<>();
        for (Cpu cpu : cpus) {
            this.cpus.put(cpu.number(), cpu);
            current.put(cpu.task(), cpu.number());
        }
        parties = new Parties(this.image, current);
        sleeps = new SleepWaits(this.image, parties);
        callerRegisters = new CallerRegisters(this.image.memory(), code);
        held = new HeldLocks(code);
    }

    /**
     * All waits, cycles and root blockers.
     *
     * @param stalled whether a grace period is known not to end, so that whom it waits for matters
     */
    public List<Fact> facts(boolean stalled) {
        for (Cpu cpu : cpus.values()) {
            addCpu(cpu);
        }
        addBlocked();
        followHolders();
        for (Map.Entry<Party, Wait> wait : waits.entrySet()) {
            add(wait.getKey(), wait.getValue());
        }
        if (stalled) {
            addGracePeriod();
        }
        WaitGraph graph = new WaitGraph(facts);
        List<Fact> all = new ArrayList<>(facts);
        all.addAll(graph.cycles());
        all.addAll(graph.roots(this::end));
        return all;
    }

    /** Tasks that are on no CPU and that the graph names. */
    public List<Task> sleepers() {
        List<Task> sleepers = new ArrayList<>();
        for (Party party : stacks.keySet()) {
            if (!party.isOnCpu()) {
                sleepers.add(parties.task(party));
            }
        }
        return sleepers;
    }

    // ---- CPUs ----

    private void addCpu(Cpu cpu) {
        Party party = parties.of(cpu.task());
        if (party == null || cpu.registers().isUser()) {
            return;
        }
        ThreadStack stack =
                ThreadStack.running(image, unwinder.unwind(cpu.registers()).calls());
        stacks.put(party, stack);
        registers.put(party, callerRegisters.of(stack));
    }

    private @Nullable Wait waitOf(Cpu cpu, Party party, ThreadStack stack) {
        SpinLoop loop = cpu.loop();
        Long polled = loop == null || loop.variable() == null
                ? null
                : (Long) loop.variable().value();
        Wait spin = new SpinWaits(image).of(cpu.number(), stack, registersOf(party), polled);
        if (spin != null) {
            return spin.object() == null ? spin : withHolders(party, stack, spin);
        }
        if (loop == null) {
            return null;
        }
        return switch (loop.kind()) {
            case IPI -> new IpiWaits(image, parties).of(cpu.number(), polled, afterIpi(stack, loop));
            case SPINLOCK ->
                polled == null
                        ? null
                        : withHolders(
                                party,
                                stack,
                                new Wait(
                                        Kind.SPINLOCK,
                                        polled,
                                        afterLoop(stack, loop),
                                        List.of(),
                                        "it spins in " + loop.function().symbol() + "()"));
            case SEQUENCE ->
                new Wait(
                        Kind.SEQUENCE,
                        polled,
                        afterLoop(stack, loop) - 1,
                        List.of(),
                        "it waits for a sequence to become even");
            case OTHER -> null;
        };
    }

    private List<Map<String, Long>> registersOf(Party party) {
        return registers.getOrDefault(party, List.of());
    }

    private static int afterLoop(ThreadStack stack, SpinLoop loop) {
        for (int i = 0; i < stack.size(); i++) {
            Location location = stack.location(i);
            if (location != null && loop.function().isSamePlace(location)) {
                return i + 1;
            }
        }
        return 1;
    }

    private static int afterIpi(ThreadStack stack, SpinLoop loop) {
        int frame = afterLoop(stack, loop);
        while (frame < stack.size()
                && (stack.function(frame).startsWith("smp_call_function")
                        || stack.function(frame).startsWith("on_each_cpu"))) {
            frame++;
        }
        return frame;
    }

    // ---- who holds a spinlock ----

    private Wait withHolders(Party waiter, ThreadStack stack, Wait spin) {
        long lock = spin.object() == null ? 0 : spin.object();
        if (!SpinWaits.isHeld(image.memory(), spin)) {
            return spin;
        }
        List<Holder> sure = new ArrayList<>();
        List<Holder> likely = new ArrayList<>();
        List<String> how = new ArrayList<>();
        for (Map.Entry<Party, ThreadStack> other : stacks.entrySet()) {
            int from = other.getKey().equals(waiter) ? SpinWaits.slowPath(stack) + 1 : 0;
            int frame = holdingFrame(other.getKey(), other.getValue(), from, lock, sure, likely);
            if (frame >= 0) {
                how.add(other.getKey().who() + " took it in " + other.getValue().function(frame) + "()");
            }
        }
        // One lock has one holder: if the code seems to say otherwise, none of it is sure.
        List<Holder> holders = sure.size() == 1 ? sure : new ArrayList<>(likely);
        if (sure.size() > 1) {
            for (Holder holder : sure) {
                holders.add(new Holder(holder.task(), Holding.LIKELY, holder.evidence()));
            }
        }
        return new Wait(
                spin.kind(),
                spin.object(),
                spin.frame(),
                holders,
                spin.evidence() + (how.isEmpty() ? "; no stack shows who took it" : "; " + String.join(", ", how)));
    }

    private int holdingFrame(
            Party party, ThreadStack stack, int from, long lock, List<Holder> sure, List<Holder> likely) {
        int found = -1;
        for (int i = from; i < stack.size(); i++) {
            Map<String, Long> known = registersOf(party).get(i);
            boolean interrupted = stack.call(i).registers() != null;
            Verdict verdict = held.holds(stack.call(i).ip(), interrupted, lock, known::get);
            if (verdict == Verdict.YES) {
                sure.add(new Holder(party.task(), Holding.CODE, ""));
                return i;
            }
            if (verdict == Verdict.MAYBE && found < 0) {
                found = i;
            }
        }
        if (found >= 0) {
            likely.add(new Holder(party.task(), Holding.LIKELY, ""));
        }
        return found;
    }

    // ---- tasks that are on no CPU ----

    private void addBlocked() {
        int blocked = 0;
        for (Task task : parties.all()) {
            try {
                Party party = task.state() == 'D' ? parties.of(task.address()) : null;
                if (party != null && !party.isOnCpu() && blocked++ < MOST_BLOCKED) {
                    addSleeper(party, task);
                }
            } catch (UnreadableException | MissingTypeException e) {
                // what this task waits for is then not known
            }
        }
        for (Cpu cpu : cpus.values()) {
            Party party = parties.of(cpu.task());
            ThreadStack stack = party == null ? null : stacks.get(party);
            Wait wait = party == null || stack == null ? null : waitOf(cpu, party, stack);
            if (party != null && wait != null) {
                waits.put(party, wait);
            }
        }
    }

    private void addSleeper(Party party, Task task) {
        ThreadStack stack = ThreadStack.sleeping(image, unwinder, task);
        stacks.put(party, stack);
        registers.put(party, callerRegisters.of(stack));
        Wait wait = task.state() == 'R' ? null : sleeps.of(task, stack);
        if (wait != null) {
            waits.put(party, wait);
        }
    }

    private void followHolders() {
        Deque<Wait> open = new ArrayDeque<>(waits.values());
        while (!open.isEmpty() && stacks.size() < MOST_TASKS) {
            for (Holder holder : open.remove().holders()) {
                Party party = parties.of(holder.task());
                if (party == null || party.isOnCpu() || stacks.containsKey(party)) {
                    continue;
                }
                try {
                    addSleeper(party, parties.task(party));
                } catch (UnreadableException | MissingTypeException e) {
                    continue; // the chain ends here: what it does is not known
                }
                Wait wait = waits.get(party);
                if (wait != null) {
                    open.add(wait);
                }
            }
        }
    }

    // ---- facts ----

    private void add(Party waiter, Wait wait) {
        ThreadStack stack = stacks.get(waiter);
        Location where = stack == null ? null : stack.location(wait.frame());
        if (wait.holders().isEmpty()) {
            facts.add(fact(waiter, wait, where, null, null));
        }
        for (Holder holder : wait.holders()) {
            facts.add(fact(waiter, wait, where, parties.of(holder.task()), holder.how()));
        }
    }

    private LockWait fact(
            Party waiter, Wait wait, @Nullable Location where, @Nullable Party holder, @Nullable Holding how) {
        Long object = wait.object();
        return new LockWait(
                waiter.stack(),
                waiter.who(),
                wait.kind(),
                object == null ? null : Word.of(object),
                object == null ? null : name(object),
                where,
                holder == null ? null : holder.stack(),
                holder == null ? null : holder.who(),
                holder == null ? null : how,
                wait.evidence(),
                object == null
                        ? Source.memory(Word.of(waiter.task()), "stack of the task")
                        : Source.memory(Word.of(object), wait.kind().noun()));
    }

    private @Nullable String name(long address) {
        Symbol symbol = image.symbols().at(address).orElse(null);
        if (symbol == null) {
            return null;
        }
        long offset = address - symbol.address();
        return symbol.name()
                + (offset == 0 ? "" : "+0x" + Long.toHexString(offset))
                + (symbol.module() == null ? "" : " [" + symbol.module() + "]");
    }

    /** The grace-period thread sleeps and looks again and again; in truth it waits for those that keep the grace period open. */
    private void addGracePeriod() {
        try {
            KernelObject state = image.variables().struct("rcu_state", "rcu_state");
            Party thread = parties.of(state.number("gp_kthread"));
            RcuBlockers.Blockers blockers = RcuBlockers.of(image, parties, false);
            if (thread == null || blockers.holders().isEmpty()) {
                return;
            }
            facts.removeIf(fact -> fact.waiter().equals(thread.stack()));
            for (Holder holder : blockers.holders()) {
                Party party = parties.of(holder.task());
                if (party != null && !party.equals(thread)) {
                    facts.add(new LockWait(
                            thread.stack(),
                            thread.who(),
                            Kind.RCU,
                            null,
                            null,
                            null,
                            party.stack(),
                            party.who(),
                            holder.how(),
                            blockers.evidence(),
                            Source.memory(Word.of(state.address()), "rcu_state and its tree of rcu_node")));
                }
            }
        } catch (UnreadableException | MissingTypeException e) {
            // then whom it waits for is not known
        }
    }

    /** What one does that waits for nobody. */
    private WaitGraph.End end(String name) {
        for (Party party : stacks.keySet()) {
            if (party.stack().equals(name)) {
                return end(party);
            }
        }
        for (Cpu cpu : cpus.values()) {
            Party party = parties.of(cpu.task());
            if (party != null && party.stack().equals(name)) {
                return new WaitGraph.End(party.who(), State.RUNS, cpu.runs());
            }
        }
        for (LockWait wait : facts) {
            if (name.equals(wait.holder())) {
                return new WaitGraph.End(String.valueOf(wait.holderWho()), State.UNREADABLE, null);
            }
        }
        return new WaitGraph.End(name, State.UNREADABLE, null);
    }

    private WaitGraph.End end(Party party) {
        if (party.isOnCpu()) {
            Cpu cpu = cpus.get(party.cpu());
            return new WaitGraph.End(party.who(), State.RUNS, cpu == null ? null : cpu.runs());
        }
        Wait wait = waits.get(party);
        ThreadStack stack = stacks.get(party);
        Location where = stack == null ? null : stack.location(wait == null ? 0 : wait.frame());
        return new WaitGraph.End(party.who(), wait == null ? State.RUNNABLE : State.WAITS, where);
    }
}
