// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.dump.UnreadableException;
import dev.panictriage.facts.Holding;
import dev.panictriage.kernel.KernelObject;
import dev.panictriage.kernel.ListWalk;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Variables;
import dev.panictriage.locks.Wait.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Whom the present RCU grace period waits for: the leaves of the tree of struct rcu_node, kernel/rcu/tree.h. */
final class RcuBlockers {
    private static final int MOST_NODES = 4096;
    private static final int MOST_HOLDERS = 64;

    /**
     * @param holders CPUs that have not passed a quiescent state, and tasks that were preempted inside a read-side section
     * @param evidence what was read, as a sentence
     */
    record Blockers(List<Holder> holders, String evidence) {}

    private final Kernel image;
    private final Parties parties;
    private final String mask;
    private final String tasks;
    private final List<Holder> holders = new ArrayList<>();
    private final List<String> who = new ArrayList<>();

    private RcuBlockers(Kernel image, Parties parties, boolean expedited) {
        this.image = image;
        this.parties = parties;
        mask = expedited ? "expmask" : "qsmask";
        tasks = expedited ? "exp_tasks" : "gp_tasks";
    }

    static Blockers of(Kernel image, Parties parties, boolean expedited) {
        RcuBlockers blockers = new RcuBlockers(image, parties, expedited);
        try {
            blockers.find();
        } catch (UnreadableException | MissingTypeException e) {
            return new Blockers(List.of(), "whom the grace period waits for cannot be read: " + e.getMessage());
        }
        return new Blockers(
                blockers.holders,
                blockers.holders.isEmpty()
                        ? "no CPU and no task keeps the present grace period from its end"
                        : "the rcu_node tree says that the grace period waits for " + String.join(", ", blockers.who));
    }

    private void find() {
        Variables variables = image.variables();
        KernelObject state = variables.struct("rcu_state", "rcu_state");
        OptionalLong nodes = variables.find("rcu_num_nodes");
        OptionalLong levels = variables.find("rcu_num_lvls");
        long count = nodes.isEmpty() ? 1 : variables.memory().u32(nodes.getAsLong());
        long leaves = levels.isEmpty() ? 0 : variables.memory().u32(levels.getAsLong()) - 1;
        long size = variables.type("rcu_node").size();
        for (long i = 0; i < Math.min(count, MOST_NODES); i++) {
            KernelObject node = variables.object("rcu_node", state.address() + i * size);
            if (node.number("level") == leaves) {
                addCpus(node);
            }
            if (node.has("gp_tasks")) {
                addTasks(node);
            }
        }
    }

    private void addCpus(KernelObject node) {
        long bits = node.number(mask);
        int first = (int) node.number("grplo");
        for (; bits != 0; bits &= bits - 1) {
            int cpu = first + Long.numberOfTrailingZeros(bits);
            Party party = parties.onCpu(cpu);
            // An idle CPU is in an extended quiescent state: the grace-period thread will find it so.
            if (party != null && image.tasks().idle(cpu).address() != party.task()) {
                add(party, "CPU " + cpu);
            }
        }
    }

    /** Preempted readers from this pointer on block the grace period; those before it came too late to. */
    private void addTasks(KernelObject node) {
        long first = node.number(tasks);
        if (first == 0) {
            return;
        }
        long entry = image.variables()
                .type("task_struct")
                .member("rcu_node_entry")
                .orElseThrow(() -> new MissingTypeException("task_struct", "rcu_node_entry"))
                .offset();
        ListWalk walk = new ListWalk(image.memory(), node.addressOf("blkd_tasks"));
        boolean blocks = false;
        while (walk.next() && holders.size() < MOST_HOLDERS) {
            blocks |= walk.node() == first;
            Party party = blocks ? parties.of(walk.node() - entry) : null;
            if (party != null) {
                add(party, party.who());
            }
        }
    }

    private void add(Party party, String name) {
        if (holders.size() < MOST_HOLDERS) {
            holders.add(new Holder(party.task(), Holding.READ, ""));
            who.add(name);
        }
    }
}
