// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import static dev.panictriage.facts.Oops.Kind.LOCKDEP;
import static dev.panictriage.facts.Oops.Kind.SPINLOCK_DEBUG;
import static dev.panictriage.text.Guilt.BECAME;
import static dev.panictriage.text.Guilt.CALLERS;
import static dev.panictriage.text.Guilt.LOCK_SITE;
import static dev.panictriage.text.Guilt.NONE;
import static dev.panictriage.text.OopsHead.Role.REPORT;
import static dev.panictriage.text.OopsHead.head;
import static dev.panictriage.text.OopsHeads.DEADLOCK;

/** Reports of the checks of locks: kernel/locking/lockdep.c, spinlock_debug.c, lib/debug_locks.c. */
final class LockHeads {
    static final OopsHead[] ALL = {
        // Locks.
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: spinlock {what} on CPU#{cpu#}, {comm}/{pid#}",
                "BUG: spinlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: spinlock {what} on ",
                "BUG: spinlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                SPINLOCK_DEBUG,
                CALLERS,
                "BUG: rwlock {what} on CPU#{cpu#}, {comm}/{pid#}",
                "BUG: rwlock {what} in {function}",
                "spin_",
                "_lock",
                "_unlock",
                "rwlock_bug"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "BUG: Invalid wait context",
                "WARNING: locking bug in {function}",
                "lock_sock",
                "release_sock"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: bad unlock balance detected!", "BUG: bad unlock balance in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: bad unlock balance detected!",
                "WARNING: bad unlock balance in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: held lock freed!", "BUG: held lock freed in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: held lock freed!", "WARNING: held lock freed in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "BUG: lock held when returning to user space",
                "BUG: lock held when returning to user space in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: lock held when returning to user space",
                "WARNING: lock held when returning to user space in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: {} still has locks held!", "BUG: still has locks held in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: {} still has locks held!",
                "WARNING: still has locks held in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "BUG: bad contention detected!", "BUG: bad contention in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: bad contention detected!", "WARNING: bad contention in {function}"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "WARNING: Nested lock was not taken",
                "WARNING: nested lock was not taken in {function}"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "WARNING: possible circular locking dependency detected",
                DEADLOCK,
                "process_one_work",
                "process_scheduled_works",
                "worker_thread",
                "kthread",
                "ret_from_fork",
                "flush_workqueue"),
        head(
                REPORT,
                LOCKDEP,
                LOCK_SITE,
                "INFO: possible circular locking dependency detected",
                DEADLOCK,
                "process_one_work",
                "flush_workqueue"),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: possible recursive locking detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: possible recursive locking detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "WARNING: possible irq lock inversion dependency detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: possible irq lock inversion dependency detected", DEADLOCK),
        head(REPORT, LOCKDEP, BECAME, "WARNING: {}-safe -> {}-unsafe lock order detected", DEADLOCK),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: {}-safe -> {}-unsafe lock order detected", DEADLOCK),
        head(REPORT, LOCKDEP, CALLERS, "WARNING: inconsistent lock state", "inconsistent lock state in {function}"),
        head(REPORT, LOCKDEP, LOCK_SITE, "INFO: inconsistent lock state", "inconsistent lock state in {function}"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "WARNING: suspicious RCU usage",
                "WARNING: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: suspicious RCU usage",
                "INFO: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: suspicious rcu_dereference_check() usage",
                "INFO: suspicious RCU usage in {function}",
                "rcu",
                "kmem",
                "slab"),
        head(
                REPORT,
                LOCKDEP,
                CALLERS,
                "INFO: trying to register non-static key",
                "INFO: trying to register non-static key in {function}",
                "stack",
                "lock",
                "IRQ"),
        head(REPORT, LOCKDEP, NONE, "BUG: MAX_LOCK{what} too low", "BUG: MAX_LOCK{what} too low!"),
        head(REPORT, LOCKDEP, NONE, "BUG: MAX_STACK_TRACE_ENTRIES too low", "BUG: MAX_STACK_TRACE_ENTRIES too low!"),
        head(REPORT, LOCKDEP, CALLERS, "BUG: key {address@} {what}!", "BUG: lockdep key {what} in {function}"),
    };

    private LockHeads() {}
}
