// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.locks;

import dev.panictriage.facts.LockWait.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions in which tasks wait, by what they wait for there: kernel/locking, kernel/sched, mm/filemap.c, kernel/rcu, kernel/workqueue.c. */
final class WaitFunctions {
    /** Between the scheduler and whoever waits. */
    private static final Set<String> SCHEDULER = Set.of(
            "__schedule",
            "schedule",
            "schedule_preempt_disabled",
            "schedule_idle",
            "preempt_schedule_common",
            "__switch_to_asm",
            "schedule_rtlock",
            "rt_mutex_schedule",
            "__schedule_loop");

    private static final Map<String, Kind> KINDS = new HashMap<>();

    static {
        put(
                Kind.MUTEX,
                "mutex_lock mutex_lock_interruptible mutex_lock_killable mutex_lock_io mutex_lock_nested"
                    + " mutex_lock_killable_nested mutex_lock_interruptible_nested mutex_lock_io_nested"
                    + " _mutex_lock_killable _mutex_lock_nest_lock __mutex_lock __mutex_lock_common"
                    + " __mutex_lock_slowpath __mutex_lock_killable_slowpath __mutex_lock_interruptible_slowpath"
                    + " __ww_mutex_lock __ww_mutex_lock_slowpath __ww_mutex_lock_interruptible_slowpath ww_mutex_lock"
                    + " ww_mutex_lock_interruptible");
        put(
                Kind.RWSEM_READ,
                "down_read down_read_killable down_read_interruptible __down_read __down_read_common"
                    + " __down_read_killable __down_read_interruptible rwsem_down_read_slowpath rwsem_down_read_failed"
                    + " rwsem_down_read_failed_killable call_rwsem_down_read_failed"
                    + " call_rwsem_down_read_failed_killable down_read_nested");
        put(
                Kind.RWSEM_WRITE,
                "down_write down_write_killable __down_write __down_write_common __down_write_killable"
                        + " rwsem_down_write_slowpath rwsem_down_write_failed rwsem_down_write_failed_killable"
                        + " __rwsem_down_write_failed_common call_rwsem_down_write_failed"
                        + " call_rwsem_down_write_failed_killable down_write_nested");
        put(
                Kind.SEMAPHORE,
                "down down_interruptible down_killable down_timeout __down __down_common __down_interruptible"
                        + " __down_killable __down_timeout ___down_common");
        put(
                Kind.RT_MUTEX,
                "rt_mutex_lock rt_mutex_lock_interruptible rt_mutex_lock_killable rt_mutex_slowlock"
                        + " __rt_mutex_slowlock rt_mutex_slowlock_block __rt_mutex_lock rt_mutex_slowlock_locked"
                        + " rt_mutex_wait_proxy_lock rtlock_slowlock rtlock_slowlock_locked rt_spin_lock");
        put(Kind.PERCPU_RWSEM, "percpu_down_write __percpu_down_read percpu_rwsem_wait percpu_down_read");
        put(
                Kind.COMPLETION,
                "wait_for_completion wait_for_completion_timeout wait_for_completion_io wait_for_completion_io_timeout"
                    + " wait_for_completion_interruptible wait_for_completion_killable wait_for_completion_state"
                    + " wait_for_completion_interruptible_timeout wait_for_completion_killable_timeout wait_for_common"
                    + " wait_for_common_io __wait_for_common do_wait_for_common kthread_stop kthread_park");
        put(
                Kind.WORK,
                "flush_work __flush_work flush_delayed_work cancel_work_sync __cancel_work_timer __cancel_work_sync"
                    + " cancel_delayed_work_sync __flush_workqueue flush_workqueue drain_workqueue destroy_workqueue"
                    + " flush_rcu_work");
        put(
                Kind.RCU,
                "synchronize_rcu synchronize_rcu_normal synchronize_rcu_expedited __wait_rcu_gp synchronize_sched"
                        + " wait_rcu_gp synchronize_rcu_bh synchronize_net exp_funnel_lock synchronize_wait");
        put(
                Kind.BIT,
                "wait_on_page_bit wait_on_page_bit_common wait_on_page_bit_killable folio_wait_bit"
                        + " folio_wait_bit_common folio_wait_bit_killable __lock_page __lock_page_killable __folio_lock"
                        + " __folio_lock_killable folio_wait_writeback wait_on_page_writeback folio_wait_stable"
                        + " __wait_on_bit __wait_on_bit_lock out_of_line_wait_on_bit out_of_line_wait_on_bit_lock"
                        + " out_of_line_wait_on_bit_timeout bit_wait __wait_on_buffer __lock_buffer");
        put(
                Kind.IO,
                "io_schedule io_schedule_timeout bit_wait_io blk_io_schedule rq_qos_wait __bio_wait submit_bio_wait"
                        + " blk_mq_get_tag read_events wait_barrier raid5_get_active_stripe");
        put(
                Kind.TIME,
                "schedule_timeout schedule_timeout_uninterruptible schedule_timeout_interruptible"
                    + " schedule_timeout_killable schedule_timeout_idle msleep msleep_interruptible usleep_range"
                    + " usleep_range_state schedule_hrtimeout schedule_hrtimeout_range schedule_hrtimeout_range_clock"
                    + " do_nanosleep hrtimer_nanosleep fsleep");
    }

    private WaitFunctions() {}

    private static void put(Kind kind, String names) {
        for (String name : names.split(" ", -1)) {
            KINDS.put(name, kind);
        }
    }

    static boolean isScheduler(String function) {
        return SCHEDULER.contains(function);
    }

    /** null for a function that is not known to wait. */
    static @Nullable Kind kindOf(String function) {
        return KINDS.get(function);
    }
}
