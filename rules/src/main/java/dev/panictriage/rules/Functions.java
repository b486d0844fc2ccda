// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

import dev.panictriage.facts.Location;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kernel functions by the part they play, named as in the kernel's sources. Compilers append {@code .isra.0},
 * {@code .constprop.0}, {@code .part.0} or {@code .cold}: every question here is asked of the name without that.
 */
public final class Functions {
    /** Run between a fault that nobody handles and the kernel's death: arch/x86/mm/fault.c, kernel/dumpstack.c, traps.c. */
    private static final Set<String> OOPS_PATH = Set.of(
            "page_fault_oops",
            "kernelmode_fixup_or_oops",
            "no_context",
            "__bad_area_nosemaphore",
            "bad_area_nosemaphore",
            "__bad_area",
            "bad_area",
            "show_fault_oops",
            "pgtable_bad",
            "spurious_kernel_fault",
            "die",
            "__die",
            "__die_body",
            "__die_header",
            "die_addr",
            "oops_begin",
            "oops_end",
            "oops_enter",
            "oops_exit",
            "do_trap_no_signal",
            "handle_stack_overflow",
            "asm_exc_double_fault",
            "exc_double_fault",
            "do_double_fault",
            "make_task_dead",
            "rewind_stack_and_make_dead",
            "rewind_stack_do_exit",
            "do_kernel_bad_access");

    /** Run between a panic's decision and the crash kernel: kernel/panic.c, kernel/kexec_core.c and their helpers. */
    private static final Set<String> PANIC_PATH = Set.of(
            "panic",
            "vpanic",
            "nmi_panic",
            "__crash_kexec",
            "crash_kexec",
            "machine_kexec",
            "native_machine_crash_shutdown",
            "crash_setup_regs",
            "crash_save_cpu",
            "relocate_kernel",
            "panic_smp_self_stop",
            "nmi_panic_self_stop",
            "oops_end",
            "die",
            "__die",
            "die_addr",
            "machine_crash_shutdown",
            "crash_smp_send_stop",
            "kdump_nmi_shootdown_cpus");

    /** What calls functions of others later, by the kind of thing it calls. */
    private static final Map<String, String> DEFERRED_CALLERS = Map.ofEntries(
            Map.entry("call_timer_fn", "timer callback"),
            Map.entry("expire_timers", "timer callback"),
            Map.entry("__run_timers", "timer callback"),
            Map.entry("__run_timer_base", "timer callback"),
            Map.entry("run_timer_base", "timer callback"),
            Map.entry("run_timer_softirq", "timer callback"),
            Map.entry("__hrtimer_run_queues", "hrtimer callback"),
            Map.entry("__run_hrtimer", "hrtimer callback"),
            Map.entry("hrtimer_run_queues", "hrtimer callback"),
            Map.entry("process_one_work", "work function"),
            Map.entry("process_scheduled_works", "work function"),
            Map.entry("worker_thread", "work function"),
            Map.entry("kthread_worker_fn", "kthread work function"),
            Map.entry("kthread", "kernel thread"),
            Map.entry("rcu_do_batch", "RCU callback"),
            Map.entry("rcu_process_callbacks", "RCU callback"),
            Map.entry("srcu_invoke_callbacks", "SRCU callback"),
            Map.entry("rcu_tasks_invoke_cbs", "RCU-tasks callback"),
            Map.entry("tasklet_action_common", "tasklet"),
            Map.entry("tasklet_action", "tasklet"),
            Map.entry("tasklet_hi_action", "tasklet"),
            Map.entry("workqueue_softirq_action", "work function"),
            Map.entry("irq_work_single", "irq_work function"),
            Map.entry("irq_work_run_list", "irq_work function"),
            Map.entry("__handle_irq_event_percpu", "interrupt handler"),
            Map.entry("handle_irq_event_percpu", "interrupt handler"),
            Map.entry("irq_thread_fn", "interrupt thread function"),
            Map.entry("notifier_call_chain", "notifier"),
            Map.entry("task_work_run", "task work"));

    /** Work on the lists of queued timers and works, of which a freed one leaves a dangling neighbour. */
    private static final Map<String, String> QUEUE_KEEPERS = Map.ofEntries(
            Map.entry("__run_timers", "timer"),
            Map.entry("__run_timer_base", "timer"),
            Map.entry("run_timer_base", "timer"),
            Map.entry("run_timer_softirq", "timer"),
            Map.entry("expire_timers", "timer"),
            Map.entry("collect_expired_timers", "timer"),
            Map.entry("__collect_expired_timers", "timer"),
            Map.entry("cascade", "timer"),
            Map.entry("detach_if_pending", "timer"),
            Map.entry("detach_timer", "timer"),
            Map.entry("detach_expired_timer", "timer"),
            Map.entry("enqueue_timer", "timer"),
            Map.entry("internal_add_timer", "timer"),
            Map.entry("__internal_add_timer", "timer"),
            Map.entry("__mod_timer", "timer"),
            Map.entry("mod_timer", "timer"),
            Map.entry("mod_timer_pinned", "timer"),
            Map.entry("add_timer", "timer"),
            Map.entry("add_timer_on", "timer"),
            Map.entry("del_timer", "timer"),
            Map.entry("timer_delete", "timer"),
            Map.entry("__timer_delete", "timer"),
            Map.entry("__timer_delete_sync", "timer"),
            Map.entry("try_to_del_timer_sync", "timer"),
            Map.entry("__try_to_del_timer_sync", "timer"),
            Map.entry("migrate_timer_list", "timer"),
            Map.entry("__next_timer_interrupt", "timer"),
            Map.entry("call_timer_fn", "timer"),
            Map.entry("__hrtimer_run_queues", "hrtimer"),
            Map.entry("__run_hrtimer", "hrtimer"),
            Map.entry("__remove_hrtimer", "hrtimer"),
            Map.entry("enqueue_hrtimer", "hrtimer"),
            Map.entry("__hrtimer_next_event_base", "hrtimer"),
            Map.entry("__hrtimer_get_next_event", "hrtimer"),
            Map.entry("hrtimer_start_range_ns", "hrtimer"),
            Map.entry("__hrtimer_start_range_ns", "hrtimer"),
            Map.entry("hrtimer_interrupt", "hrtimer"),
            Map.entry("timerqueue_add", "hrtimer"),
            Map.entry("timerqueue_del", "hrtimer"),
            Map.entry("timerqueue_linked_add", "hrtimer"),
            Map.entry("process_one_work", "work"),
            Map.entry("move_linked_works", "work"),
            Map.entry("insert_work", "work"),
            Map.entry("__queue_work", "work"),
            Map.entry("pwq_dec_nr_in_flight", "work"),
            Map.entry("process_scheduled_works", "work"),
            Map.entry("worker_thread", "work"),
            Map.entry("delayed_work_timer_fn", "work"),
            Map.entry("rcu_do_batch", "RCU callback"),
            Map.entry("rcu_cblist_dequeue", "RCU callback"),
            Map.entry("rcu_segcblist_enqueue", "RCU callback"),
            Map.entry("tasklet_action_common", "tasklet"));

    /** Where a CPU that has nothing to do stands: drivers/cpuidle, arch/x86/kernel/process.c, drivers/idle. */
    private static final Set<String> IDLE = Set.of(
            "native_safe_halt",
            "pv_native_safe_halt",
            "native_halt",
            "default_idle",
            "arch_cpu_idle",
            "default_idle_call",
            "amd_e400_idle",
            "mwait_idle",
            "mwait_idle_with_hints",
            "intel_idle",
            "intel_idle_irq",
            "intel_idle_ibrs",
            "intel_idle_xstate",
            "acpi_idle_do_entry",
            "acpi_idle_enter",
            "acpi_safe_halt",
            "poll_idle",
            "cpu_idle_poll",
            "haltpoll_enter_idle",
            "default_enter_idle",
            "cpuidle_enter_state",
            "io_idle");

    /** Where a CPU waits for a spinlock: kernel/locking/spinlock.c, qspinlock.c. */
    private static final Set<String> SPIN_LOCKS = Set.of(
            "native_queued_spin_lock_slowpath",
            "queued_spin_lock_slowpath",
            "__pv_queued_spin_lock_slowpath",
            "_raw_spin_lock_irqsave",
            "_raw_spin_lock_irq",
            "_raw_spin_lock",
            "_raw_spin_lock_bh",
            "_spin_lock",
            "_spin_lock_irq",
            "_spin_lock_irqsave",
            "__ticket_spin_lock");

    /** Take the lock of the CPU's timer base: kernel/time/timer.c. */
    private static final Set<String> TIMER_BASE_TAKERS = Set.of(
            "lock_timer_base",
            "__mod_timer",
            "mod_timer",
            "mod_timer_pinned",
            "add_timer",
            "add_timer_on",
            "add_timer_global",
            "add_timer_local",
            "schedule_timeout");

    /** The timer interrupt's work on behalf of the task that runs: kernel/time, kernel/sched, and their callers. */
    private static final Set<String> TICK = Set.of(
            "update_process_times",
            "tick_sched_handle",
            "tick_sched_timer",
            "tick_nohz_handler",
            "tick_nohz_lowres_handler",
            "tick_handle_periodic",
            "tick_periodic",
            "account_process_tick",
            "run_posix_cpu_timers",
            "scheduler_tick",
            "sched_tick",
            "run_local_timers",
            "smp_apic_timer_interrupt",
            "local_apic_timer_interrupt",
            "__sysvec_apic_timer_interrupt",
            "sysvec_apic_timer_interrupt",
            "xen_timer_interrupt",
            "timer_interrupt");

    /** Have the current task as their first argument whenever the tick calls them: kernel/sched/cputime.c, kernel/tsacct.c. */
    private static final Set<String> GIVEN_CURRENT = Set.of(
            "run_posix_cpu_timers",
            "account_process_tick",
            "irqtime_account_process_tick",
            "account_user_time",
            "account_system_time",
            "account_system_index_time",
            "account_guest_time",
            "acct_account_cputime",
            "acct_update_integrals",
            "vtime_account_irq_enter",
            "vtime_account_kernel");

    /** Walk from a page to the anon_vma that maps it, and take the lock of its root: mm/rmap.c, mm/ksm.c. */
    private static final Set<String> ANON_VMA_WALK = Set.of(
            "page_lock_anon_vma_read",
            "folio_lock_anon_vma_read",
            "page_lock_anon_vma",
            "__page_lock_anon_vma",
            "page_get_anon_vma",
            "folio_get_anon_vma",
            "rmap_walk_anon",
            "rmap_walk_anon_lock",
            "rmap_walk",
            "rmap_walk_locked",
            "page_referenced",
            "page_referenced_anon",
            "folio_referenced",
            "try_to_unmap",
            "try_to_unmap_anon",
            "try_to_migrate",
            "split_huge_page_to_list",
            "split_huge_page_to_list_to_order",
            "remove_migration_ptes",
            "unmap_page");

    /** The read side of a rwsem: kernel/locking/rwsem.c, before 3.10 arch/x86/include/asm/rwsem.h. */
    private static final Set<String> RWSEM = Set.of(
            "down_read_trylock",
            "__down_read_trylock",
            "down_read",
            "__down_read",
            "__down_read_common",
            "rwsem_down_read_slowpath",
            "rwsem_down_read_failed",
            "call_rwsem_down_read_failed",
            "rwsem_read_trylock",
            "down_write",
            "down_write_trylock",
            "up_read",
            "__up_read");

    private Functions() {}

    /**
     * The function to blame for a fault: the one that the log's report is named by, which is the caller where the fault hit a mere
     * helper; without a report, the one that was interrupted.
     *
     * @param named by the report of the fault; one or none
     */
    public static @Nullable String blamed(Collection<?> named, Location interrupted) {
        return named.isEmpty()
                ? interrupted.symbol()
                : (String) named.iterator().next();
    }

    /** The name as the source has it. */
    public static String plain(String symbol) {
        int dot = symbol.indexOf('.', 1);
        return dot < 0 ? symbol : symbol.substring(0, dot);
    }

    public static boolean isOopsPath(@Nullable String symbol) {
        return symbol != null && OOPS_PATH.contains(plain(symbol));
    }

    public static boolean isPanicPath(@Nullable String symbol) {
        return symbol != null && PANIC_PATH.contains(plain(symbol));
    }

    public static boolean isIdle(@Nullable String symbol) {
        return symbol != null && IDLE.contains(plain(symbol));
    }

    /** What {@code symbol} calls on others' behalf ("timer callback"); null if it does no such thing. */
    public static @Nullable String deferredCall(@Nullable String symbol) {
        return symbol == null ? null : DEFERRED_CALLERS.get(plain(symbol));
    }

    /** What {@code symbol} keeps in a queue ("timer"); null if it keeps none. */
    public static @Nullable String keeperOf(@Nullable String symbol) {
        return symbol == null ? null : QUEUE_KEEPERS.get(plain(symbol));
    }

    /** Whether a CPU that was interrupted there may wait for a spinlock. */
    public static boolean isSpinLock(@Nullable String symbol) {
        return symbol != null && SPIN_LOCKS.contains(plain(symbol));
    }

    /** Whether it takes the lock of a timer base. */
    public static boolean takesTimerBase(@Nullable String symbol) {
        return symbol != null && TIMER_BASE_TAKERS.contains(plain(symbol));
    }

    public static boolean isTick(@Nullable String symbol) {
        return symbol != null && TICK.contains(plain(symbol));
    }

    /** Whether the tick hands {@code symbol} the current task as its first argument. */
    public static boolean isGivenCurrent(@Nullable String symbol) {
        return symbol != null && GIVEN_CURRENT.contains(plain(symbol));
    }

    public static boolean isAnonVmaWalk(@Nullable String symbol) {
        return symbol != null && ANON_VMA_WALK.contains(plain(symbol));
    }

    /** Whether the function itself goes from a page to the root of its anon_vma. */
    public static boolean takesAnonVma(@Nullable String symbol) {
        return symbol != null && plain(symbol).contains("_anon_vma") && isAnonVmaWalk(symbol);
    }

    public static boolean isRwsem(@Nullable String symbol) {
        return symbol != null && RWSEM.contains(plain(symbol));
    }
}
