// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.diagnosis.Confidence;
import dev.panictriage.diagnosis.Culprit;
import dev.panictriage.diagnosis.Evidence;
import dev.panictriage.facts.Holding;
import dev.panictriage.facts.Location;
import dev.panictriage.facts.LockWait;
import dev.panictriage.facts.LockWait.Kind;
import dev.panictriage.facts.Oops;
import dev.panictriage.facts.RootBlocker;
import dev.panictriage.facts.WaitCycle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How waits, their cycles and their ends are told. */
public final class Waits {
    /** A report shows so many links of a chain, from its end. */
    private static final int MOST_LINKS = 6;

    private Waits() {}

    /** Whether a panic ended a machine that hung, or that somebody stopped, perhaps because it hung. */
    public static boolean endsAHang(@Nullable String panic) {
        return panic != null && (isHungTask(panic) || isLockup(panic) || isStall(panic) || isByHand(panic));
    }

    private static boolean isHungTask(String panic) {
        return panic.contains("hung_task: blocked tasks");
    }

    private static boolean isLockup(String panic) {
        return panic.contains("softlockup") || panic.contains("LOCKUP");
    }

    private static boolean isStall(String panic) {
        return panic.contains("RCU Stall");
    }

    private static boolean isByHand(String panic) {
        return panic.contains("NMI: Not continuing") || panic.contains("sysrq triggered crash");
    }

    /**
     * Whether the end of a chain is why the machine died: a chain of tasks that the hung-task watchdog named, of the CPU that was
     * locked up, or of the grace period that stalled. A chain of a machine that was stopped by hand is merely how it was at that
     * time, unless it ends at a CPU with interrupts off.
     *
     * @param reports hung tasks of the log
     * @param deaf stacks of the CPUs that had interrupts off
     */
    public static boolean isToBlame(
            RootBlocker root, String panic, @Nullable Integer cpu, Collection<?> reports, Collection<?> deaf) {
        if (isHungTask(panic)) {
            return concerns(root.behind(), reports);
        }
        if (isStall(panic)) {
            for (LockWait wait : root.chain()) {
                if (wait.kind() == Kind.RCU) {
                    return true;
                }
            }
            return false;
        }
        boolean panicked = cpu != null && isOn(root, "cpu " + cpu);
        boolean silent = root.blocker() != null && deaf.contains(root.blocker());
        return isLockup(panic) ? panicked || silent : silent;
    }

    private static boolean isOn(RootBlocker root, String stack) {
        return stack.equals(root.blocker()) || root.behind().contains(stack);
    }

    /** Never sure; by hand less than by a watchdog. */
    public static Confidence confidence(RootBlocker root, String panic) {
        Confidence known = worst(root.chain());
        return isByHand(panic) ? Confidence.POSSIBLE : known;
    }

    /** Sure where each holder was read from the lock, or is proved by its own code, and the machine died of such a wait. */
    public static Confidence confidence(WaitCycle cycle, String panic, Collection<?> reports) {
        Confidence known = cycle.sure() ? Confidence.CONFIRMED : worst(cycle.waits());
        Confidence surest = unrelated(cycle, panic, reports) == null
                ? Confidence.CONFIRMED
                : isByHand(panic) ? Confidence.PROBABLE : Confidence.POSSIBLE;
        return known.compareTo(surest) > 0 ? known : surest;
    }

    /**
     * What is missing to say that the machine died of a cycle; null if nothing is. Tasks that sleep in a cycle lock no CPU up,
     * and may have slept for days when somebody stops the machine.
     */
    public static @Nullable String unrelated(WaitCycle cycle, String panic, Collection<?> reports) {
        for (LockWait wait : cycle.waits()) {
            if (wait.waiter().startsWith("cpu ")) {
                return null;
            }
        }
        if (isHungTask(panic)) {
            return null;
        }
        if (isByHand(panic)) {
            boolean reported = reports.stream()
                    .anyMatch(report -> report instanceof Oops oops && oops.kind() == Oops.Kind.HUNG_TASK);
            return reported
                    ? null
                    : "that the machine was stopped for it: no report of a hung task names those that wait";
        }
        return "that it has to do with the panic, " + panic + ": all that wait in it sleep, and none holds up a CPU";
    }

    private static Confidence worst(List<LockWait> waits) {
        for (LockWait wait : waits) {
            if (wait.holding() == Holding.HINT) {
                return Confidence.POSSIBLE;
            }
        }
        return Confidence.PROBABLE;
    }

    /** {@code A waits for X in f+0x1, held by B, which waits for Y in g+0x2, held by A: a cycle}. */
    public static String sentence(WaitCycle cycle) {
        StringBuilder text = new StringBuilder(cycle.waits().get(0).who());
        for (LockWait wait : cycle.waits()) {
            text.append(text.length() > cycle.waits().get(0).who().length() ? ", which waits for " : " waits for ")
                    .append(link(wait));
        }
        return text.append(": a cycle").append(others(cycle.behindCount())).toString();
    }

    /** The same up to the one that waits for no other, and what that one does. */
    public static String sentence(RootBlocker root) {
        List<LockWait> chain = root.chain();
        int from = Math.max(0, chain.size() - MOST_LINKS);
        StringBuilder text = new StringBuilder(
                chain.isEmpty() ? String.valueOf(root.who()) : chain.get(from).who());
        for (int i = from; i < chain.size(); i++) {
            boolean sleeps = chain.get(i).kind() == Kind.TIME;
            text.append(i == from ? " " : ", which ")
                    .append(sleeps ? "sleeps" : "waits for ")
                    .append(link(chain.get(i)));
        }
        boolean endsWaiting = !chain.isEmpty() && chain.get(chain.size() - 1).holder() == null;
        if (!endsWaiting) {
            text.append(", which ").append(doing(root));
        }
        return text.append(others(root.behindCount() - (chain.size() - from))).toString();
    }

    private static String link(LockWait wait) {
        StringBuilder text = new StringBuilder(wait.kind() == Kind.TIME ? "" : wait.what());
        if (wait.where() != null) {
            text.append(" in ").append(wait.where());
        }
        if (wait.holder() == null) {
            return text.append(wait.kind().isLock() ? ", and who holds it is not known" : "")
                    .toString();
        }
        String verb = wait.kind().isLock() ? "held by " : "which depends on ";
        String sureness = wait.holding() == null || wait.holding().isSure()
                ? ""
                : wait.holding() == Holding.LIKELY ? "probably " : "perhaps ";
        return text.append(", ")
                .append(sureness)
                .append(verb)
                .append(wait.holderWho())
                .toString();
    }

    /** "holds up 2 others". */
    public static String holdsUp(RootBlocker root) {
        int others = root.behindCount() - (root.behind().contains(root.blocker()) ? 1 : 0);
        return "holds up " + others + (others == 1 ? " other" : " others");
    }

    private static String others(int count) {
        return count <= 0 ? "" : count == 1 ? "; 1 more waits behind them" : "; " + count + " more wait behind them";
    }

    /** What the one at the end of a chain does, after "which" or a name. */
    public static String doing(RootBlocker root) {
        String where = root.where() == null ? "" : " in " + root.where();
        return switch (root.state()) {
            case RUNS -> "runs" + where;
            case RUNNABLE -> "waits for a CPU" + where;
            case IO -> "waits for I/O" + where;
            case SLEEPS -> "sleeps" + where;
            case WAITS -> "waits" + where;
            case UNREADABLE -> "cannot be read in this dump";
            case UNKNOWN -> "is not known";
        };
    }

    /** What each wait rests on. */
    public static List<Evidence> steps(List<LockWait> waits) {
        List<Evidence> steps = new ArrayList<>();
        for (LockWait wait : waits) {
            String verb = wait.kind() == Kind.TIME ? " sleeps" : " waits for ";
            steps.add(new Evidence(wait.who() + verb + link(wait) + ": " + wait.evidence(), wait.source()));
        }
        return steps;
    }

    /** The locks or other things that are waited for in a cycle. */
    public static String objects(WaitCycle cycle) {
        List<String> objects = new ArrayList<>();
        for (LockWait wait : cycle.waits()) {
            String name = wait.name() == null
                    ? wait.object() == null ? wait.kind().noun() : wait.object().toString()
                    : wait.name();
            if (!objects.contains(name)) {
                objects.add(name);
            }
        }
        return String.join(", ", objects);
    }

    /** Those that wait for each other. */
    public static String parties(WaitCycle cycle) {
        List<String> parties = new ArrayList<>();
        for (LockWait wait : cycle.waits()) {
            parties.add(wait.who());
        }
        return String.join(", ", parties);
    }

    /** The function in which the first of those that wait does so. */
    public static @Nullable String function(WaitCycle cycle) {
        for (LockWait wait : cycle.waits()) {
            if (wait.where() != null && wait.where().symbol() != null) {
                return wait.where().symbol();
            }
        }
        return null;
    }

    /** Where the end of a chain stands, or who it is. */
    public static @Nullable Culprit culprit(RootBlocker root) {
        Location where = root.where();
        if (where != null && where.symbol() != null) {
            return new Culprit(Culprit.Kind.FUNCTION, where.symbol());
        }
        return root.who() == null ? null : new Culprit(Culprit.Kind.TASK, root.who());
    }

    /** Whether a CPU spins on what it holds itself. */
    public static boolean spinsForItself(WaitCycle cycle) {
        Kind kind = cycle.waits().get(0).kind();
        return cycle.waits().size() == 1 && (kind == Kind.SPINLOCK || kind == Kind.RWLOCK);
    }

    /** Whether a chain ends with somebody who is known, and can be blamed for not going on. */
    public static boolean isHolder(RootBlocker root) {
        if (root.blocker() == null || root.chain().isEmpty()) {
            return false;
        }
        LockWait last = root.chain().get(root.chain().size() - 1);
        return last.kind() != Kind.SEQUENCE
                && (last.holder() != null || root.chain().size() > 1);
    }

    /** Whether a cycle holds up one of the tasks that the log complains of; also if it complains of none. */
    public static boolean holdsUpVictim(WaitCycle cycle, Collection<?> reports) {
        List<String> stacks = new ArrayList<>(cycle.behind());
        for (LockWait wait : cycle.waits()) {
            stacks.add(wait.waiter());
        }
        return concerns(stacks, reports);
    }

    private static boolean concerns(List<String> stacks, Collection<?> reports) {
        boolean any = false;
        for (Object report : reports) {
            if (report instanceof Oops oops && oops.kind() == Oops.Kind.HUNG_TASK && oops.pid() != null) {
                any = true;
                if (stacks.contains("task " + oops.pid())) {
                    return true;
                }
            }
        }
        return !any;
    }

    /** What the victims of a hang wait for in the end, as steps of proof. */
    public static List<Evidence> ofVictims(Collection<?> cycles, Collection<?> roots, Collection<?> reports) {
        List<Evidence> steps = new ArrayList<>();
        for (Object found : cycles) {
            if (found instanceof WaitCycle cycle && holdsUpVictim(cycle, reports)) {
                steps.add(new Evidence(sentence(cycle), cycle.source()));
            }
        }
        for (Object found : roots) {
            if (found instanceof RootBlocker root && concerns(root.behind(), reports)) {
                steps.add(new Evidence(sentence(root), root.source()));
            }
        }
        return steps;
    }
}
