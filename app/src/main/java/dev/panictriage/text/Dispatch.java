// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names a stall or a wait by a function that the same bug shows again, for a CPU that loops is caught anywhere in its
 * loop. The table of dispatchers is kernel practice, as syzkaller's titles have it.
 */
final class Dispatch {
    /** Generic code that calls handlers; what it calls is what the CPU was busy with. */
    private static final String[] DISPATCHERS = {
        // work, system calls, softirqs, timers, threads
        "process_one_work",
        "do_syscall_",
        "do_fast_syscall_",
        "sysenter_dispatch",
        "system_call_fastpath",
        "tracesys",
        "el0_svc",
        "invoke_syscall",
        "ret_fast_syscall",
        "netif_receive_skb",
        "do_softirq",
        "handle_softirqs",
        "call_timer_fn",
        "_run_timers",
        "run_timer_softirq",
        "hrtimer_run",
        "run_ksoftirqd",
        "tasklet_action",
        "tasklet_hi_action",
        "smpboot_thread_fn",
        "irq_thread",
        "irq_forced_thread_fn",
        "do_one_initcall",
        "start_secondary",
        "cpu_startup_entry",
        "ret_from_fork",
        "smp_call_function",
        // file operations
        "vfs_write",
        "vfs_read",
        "vfs_iter_read",
        "vfs_iter_write",
        "do_iter_read",
        "do_iter_write",
        "new_sync_read",
        "new_sync_write",
        "vfs_ioctl",
        "ksys_ioctl",
        "compat_ioctl",
        "compat_sys_ioctl",
        "blkdev_driver_ioctl",
        "blkdev_ioctl",
        "call_read_iter",
        "call_write_iter",
        "mmap_region",
        "do_mmap",
        "do_dentry_open",
        "vfs_open",
        "proc_reg_",
        "kernfs_fop_read",
        "kernfs_fop_write",
        "sysfs_kf_",
        "dev_attr_store",
        "kobj_attr_store",
        "full_proxy_",
        "simple_attr_",
        "seq_read",
        // sockets
        "kernel_setsockopt",
        "sock_common_setsockopt",
        "kernel_listen",
        "sk_common_release",
        "kernel_accept",
        // page faults and the way back to user space
        "__do_fault",
        "do_page_fault",
        "__fput",
        "task_work_run",
        "exit_to_usermode",
    };

    private static final String[] DISPATCHER_STARTS = {
        "call_mmap",
        "sock_sendmsg",
        "sock_recvmsg",
        "sock_release",
        "__sock_release",
        "sock_mmap",
        "sock_do_ioctl",
        "sock_ioctl",
        "compat_sock_ioctl",
        "nfnetlink_rcv_msg",
        "genl_family_rcv_msg",
        "genl_rcv_msg",
        "netlink_rcv_skb",
        "netlink_unicast",
        "rtnetlink_rcv_msg",
        "netlink_dump",
        "sys_socketpair",
        "sys_connect",
        "sys_ioctl",
        "socketpair",
        "connect",
        "ioctl",
    };

    private static final String[] DISPATCHER_NAMES = {
        "kthread", "setsockopt", "listen", "accept", "page_fault", "tcp_setsockopt", "udp_setsockopt",
    };

    /** Generic code that a task waits in: the scheduler, locks, bits, buffers, pages, requests, work, grace periods. */
    private static final String[] WAITS = {
        "schedule",
        "context_switch",
        "__switch_to",
        "_lock",
        "_slowlock",
        "__down",
        "rwsem",
        "mutex",
        "rtlock_",
        "completion",
        "wait_for_common",
        "wait_on_",
        "fdatawait",
        "wait_bit",
        "bit_wait",
        "wait_event",
        "wait_woken",
        "do_wait",
        "folio_wait",
        "freeze_queue_wait",
        "percpu_ref_",
        "synchronize",
        "rcu_barrier",
        "rcu_gp",
        "cancel_delayed_work",
        "cancel_work",
        "flush_work",
        "kthread",
        "msleep",
        "usleep",
        // before 3.12 or so, what the bit waits call
        "sync_buffer",
        "sync_page",
        "inode_wait",
        "sleep_on_",
        // block layer
        "blk_mq_get_tag",
        "blk_mq_alloc_request",
        "blk_mq_get_request",
        "blk_mq_make_request",
        "blk_mq_submit_bio",
        "blk_execute_rq",
        "blk_queue_bio",
        "get_request",
        "generic_make_request",
        "submit_bio",
        "submit_bh",
        "rq_qos_",
        "wbt_wait",
        "blkdev_issue_",
        "iomap_dio_",
        "mempool_alloc",
        // buffers shared by devices
        "dma_fence_default_wait",
        "dma_fence_wait",
        "dma_resv_wait",
        // Solaris' way, in SPL
        "cv_wait",
        "__cv_",
        "cv_timedwait",
        "taskq_wait",
    };

    /** Where a thread begins. */
    private static final String[] ENTRIES = {
        "ret_from_fork", "ret_from_kernel_thread", "child_rip", "kernel_thread_helper", "entry_SYSCALL", "do_syscall_"
    };

    /** What is waiting for sure, whatever the caller's name has in it. */
    private static final String[] PRIMITIVES = {
        "__schedule",
        "schedule",
        "io_schedule",
        "__switch_to",
        "context_switch",
        "__down",
        "down",
        "rwsem_",
        "call_rwsem",
        "__mutex",
        "mutex",
        "rt_mutex",
        "wait_",
        "__wait_",
        "bit_wait",
        "out_of_line_wait",
        "rtlock_",
    };

    /** What many tasks wait for at once: the title is this, and not one of them. */
    private static final String[] GRACE_PERIODS = {
        "wait_rcu_gp", "synchronize_rcu", "synchronize_srcu", "synchronize_net", "synchronize_sched",
    };

    private static final int MIN_RECURSION = 4;

    /** What calls whoever wants to know of an event, {@code kernel/notifier.c}. */
    private static final String NOTIFIERS = "notifier_call_chain";

    private Dispatch() {}

    /** The function that was dispatched; the innermost if no dispatcher is among the callers. */
    static @Nullable String handler(List<String> innermostFirst) {
        if (innermostFirst.isEmpty()) {
            return null;
        }
        String callee = innermostFirst.getFirst();
        for (String function : innermostFirst) {
            String bare = SystemCalls.bare(function);
            if (bare.equals("kthread")) {
                // The thread's own loop says less than where in it the CPU is.
                return innermostFirst.getFirst();
            }
            if (isDispatcher(bare)) {
                return bare.contains("smp_call_function") ? "smp_call_function" : callee;
            }
            callee = function;
        }
        for (String function : innermostFirst) {
            if (!isPrimitive(function)) {
                return function;
            }
        }
        return innermostFirst.getFirst();
    }

    /**
     * The function that calls itself, perhaps through others; null if none is there so often that it must be. Where a chain of
     * notifiers closes the circle, it is the notifier.
     */
    static @Nullable String recursion(List<String> innermostFirst) {
        String first = null;
        String callee = null;
        for (String function : innermostFirst) {
            if (Collections.frequency(innermostFirst, function) >= MIN_RECURSION) {
                if (callee != null && function.contains(NOTIFIERS)) {
                    return callee;
                }
                first = first == null ? function : first;
                callee = function;
            }
        }
        return first;
    }

    /** The function that waits. */
    static @Nullable String waiter(List<String> innermostFirst) {
        for (String function : innermostFirst) {
            if (function.contains("rtnl_lock")) {
                return function;
            }
            if (Machinery.contains(GRACE_PERIODS, function)) {
                return "synchronize_rcu";
            }
        }
        for (String function : innermostFirst) {
            if (Machinery.starts(ENTRIES, function)) {
                // All of the thread's own functions are named like waiting.
                break;
            }
            if (!Machinery.contains(WAITS, function)) {
                return function;
            }
        }
        for (String function : innermostFirst) {
            if (!isPrimitive(function)) {
                return function;
            }
        }
        return null;
    }

    private static boolean isPrimitive(String function) {
        return Machinery.starts(PRIMITIVES, function) || function.equals("kthread");
    }

    private static boolean isDispatcher(String function) {
        if (Machinery.contains(DISPATCHERS, function) || Machinery.starts(DISPATCHER_STARTS, function)) {
            return true;
        }
        for (String name : DISPATCHER_NAMES) {
            if (function.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
