// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.HARD_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.HUNG_TASK;
import static dev.panictriage.facts.Oops.Kind.OTHER;
import static dev.panictriage.facts.Oops.Kind.PER_CPU_WHILE_PREEMPTIBLE;
import static dev.panictriage.facts.Oops.Kind.RCU_STALL;
import static dev.panictriage.facts.Oops.Kind.SCHEDULING_WHILE_ATOMIC;
import static dev.panictriage.facts.Oops.Kind.SLEEPING_IN_ATOMIC;
import static dev.panictriage.facts.Oops.Kind.SOFT_LOCKUP;
import static dev.panictriage.facts.Oops.Kind.WORKQUEUE_LOCKUP;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.INTERRUPTED;
import static dev.panictriage.text.Guilt.LOOP;
import static dev.panictriage.text.Guilt.NAMED;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.Guilt.STALL;
import static dev.panictriage.text.Guilt.WAITER;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;

/** Reports of watchdogs and of the scheduler: what does not go on, and what sleeps where it must not. */
final class HangHeads {
    static final OopsHead[] ALL = {
        // Lockups, stalls, the scheduler.
        head(
                REPORT,
                SOFT_LOCKUP,
                LOOP,
                "BUG: soft lockup~ - CPU#{cpu#} stuck for {seconds#}s! [{comm}:{pid#}]",
                "BUG: soft lockup in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "Watchdog detected hard LOCKUP on cpu~ {cpu#}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "BUG: NMI Watchdog detected LOCKUP~ on CPU{cpu#}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "NMI Watchdog detected LOCKUP~ on CPU{cpu#}",
                "hard LOCKUP in {function}"),
        head(REPORT, HARD_LOCKUP, NAMED, "CPU {cpu#} self-detected hard LOCKUP~ @ {at}", "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "CPU {cpu#} detected hard LOCKUP on other CPUs~ {cpus}",
                "hard LOCKUP in {function}"),
        head(REPORT, HARD_LOCKUP, INTERRUPTED, "Watchdog CPU:{cpu#} Hard LOCKUP", "hard LOCKUP in {function}"),
        head(
                REPORT,
                HARD_LOCKUP,
                INTERRUPTED,
                "Watchdog CPU:{cpu#} detected Hard LOCKUP other CPUS~:{cpus}",
                "hard LOCKUP in {function}"),
        head(
                REPORT,
                RCU_STALL,
                STALL,
                "INFO: rcu{flavour}detected{}stall",
                "INFO: rcu detected stall in {function}",
                "apic_timer_interrupt",
                "rcu"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {comm}:{pid#} blocked {how} for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {comm}:{pid#} blocked for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                WAITER,
                "INFO: task {} blocked for more than {seconds#} seconds",
                "INFO: task hung in {function}"),
        head(
                REPORT,
                HUNG_TASK,
                CALLERS,
                "INFO: task {comm}:{pid#} can't die for more than {seconds#} seconds",
                "INFO: task can't die in {function}",
                "schedule"),
        head(
                REPORT,
                WORKQUEUE_LOCKUP,
                NAMED,
                "BUG: workqueue lockup~ - pool cpus={cpus} {}stuck for {seconds#}s!",
                "BUG: workqueue lockup in {function}"),
        head(
                REPORT,
                OTHER,
                NAMED,
                "BUG: workqueue leaked {what}: {comm}/{state@}/{pid#}",
                "BUG: workqueue leaked {what} in {function}"),
        head(REPORT, OTHER, NAMED, "BUG: workqueue leaked {what}", "BUG: workqueue leaked {what} in {function}"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling while atomic:{comm}/{pid#}/0x{preempt_count@}",
                "BUG: scheduling while atomic in {function}",
                "schedule"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling while atomic",
                "BUG: scheduling while atomic in {function}",
                "schedule"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "bad: scheduling from the idle thread!",
                "bad: scheduling from the idle thread in {function}",
                "schedule",
                "dequeue_task",
                "deactivate_task"),
        head(
                REPORT,
                SCHEDULING_WHILE_ATOMIC,
                CALLERS,
                "BUG: scheduling in a non-blocking section: {comm}/{pid#}/{non_block_count#}",
                "BUG: scheduling in a non-blocking section in {function}",
                "schedule"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "schedule_timeout: wrong timeout value {timeout@}",
                "schedule_timeout: wrong timeout value in {function}",
                "schedule_timeout"),
        // csd_lock_wait_toolong() of kernel/smp.c.
        head(
                REPORT,
                OTHER,
                NONE,
                "Detected non-responsive CSD lock (#{lock#}) on CPU#{cpu#}, waiting {ns#} ns for CPU#{awaited cpu#} ",
                "non-responsive CSD lock"),
        head(
                REPORT,
                SLEEPING_IN_ATOMIC,
                CALLERS,
                "BUG: sleeping function called from invalid context~ at {file}",
                "BUG: sleeping function called from invalid context in {function}"),
        head(
                REPORT,
                SLEEPING_IN_ATOMIC,
                CALLERS,
                "Debug: sleeping function called from invalid context~ at {file}",
                "BUG: sleeping function called from invalid context in {function}"),
        // __cant_sleep() and __cant_migrate() of kernel/sched/core.c.
        head(
                REPORT,
                OTHER,
                CALLERS,
                "BUG: assuming atomic context at {file}",
                "BUG: assuming atomic context in {function}",
                "__cant_"),
        head(
                REPORT,
                OTHER,
                CALLERS,
                "BUG: assuming non migratable context at {file}",
                "BUG: assuming non migratable context in {function}",
                "__cant_"),
        head(
                REPORT,
                PER_CPU_WHILE_PREEMPTIBLE,
                NAMED,
                "BUG: using {what}() in preemptible~ [{preempt_count@}] code: {comm}/{pid#}",
                "BUG: using {what}() in preemptible code in {function}",
                "dump_stack",
                "preemption",
                "preempt",
                "debug_",
                "processor_id",
                "this_cpu"),
    };

    private HangHeads() {}
}
