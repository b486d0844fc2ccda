// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/**
 * Functions that stand in a trace because a fault was found, reported or provoked there, and that are not to blame:
 * their caller is. Which ones is kernel practice, as syzkaller's and the kernel robot's reports name bugs.
 */
final class Machinery {
    /** Any function with one of these in its name. */
    private static final String[] CONTAINS = {
        // sanitizers
        "__sanitizer",
        "__asan",
        "kasan",
        "__msan",
        "kmsan",
        "kcsan_setup_watchpoint",
        "__tsan",
        "ubsan",
        "check_memory_region",
        "check_heap_object",
        "check_object",
        "read_word_at_a_time",
        "read_once_",
        "write_once_",
        // reports and the traps that lead to them
        "print_address_description",
        "print_report",
        "print_usage_bug",
        "print_unlock",
        "print_tainted",
        "imbalance_bug",
        "panic",
        "invalid_op",
        "report_bug",
        "fixup_bug",
        "do_error",
        "do_trap",
        "show_stack",
        "dump_stack",
        "walk_stack",
        "dump_backtrace",
        "dump_trace",
        "show_trace",
        "unwind_backtrace",
        "stack_trace_save",
        "stack_trace_consume_entry",
        "arch_stack_walk",
        "warn_slowpath",
        "warn_alloc",
        "warn_bogus",
        "__warn",
        "assertfail",
        "program_check_",
        "do_kernel_fault",
        "do_translation_fault",
        "do_mem_abort",
        "el1_abort",
        "el1h_64_sync",
        "__might_resched",
        "might_fault",
        "might_sleep",
        // allocators
        "alloc_page",
        "malloc",
        "zalloc",
        "calloc",
        "krealloc",
        "kmem_cache",
        "allocate_slab",
        "slab_",
        "folio_alloc",
        "filemap_alloc_folio",
        "__filemap_get_folio",
        "find_or_create_page",
        "read_cache_page",
        "read_cache_folio",
        "pagecache_get_page",
        "grab_cache_page_write_begin",
        "memdup",
        "kfree_skb",
        // locks and their checkers
        "lockdep",
        "lock_acquire",
        "lock_release",
        "lock_class",
        "mark_lock",
        "_held_locks",
        "raw_spin_rq",
        "spin_lock",
        "spin_trylock",
        "spin_unlock",
        "read_lock",
        "read_trylock",
        "read_unlock",
        "write_lock",
        "write_trylock",
        "write_unlock",
        "down_read",
        "down_write",
        "down_trylock",
        "up_read",
        "up_write",
        "owner_on_cpu",
        "osq_lock",
        "osq_unlock",
        "bh_enable",
        "bh_disable",
        "trace_hardirq",
        "trace_softirq",
        "wait_for_completion",
        "__wake_up",
        "ref_tracker",
        "seqprop_assert",
        "set_bit",
        "clear_bit",
        "change_bit",
        "test_bit",
        "debug_object",
        "timer_is_static_object",
        "work_is_static_object",
        "perf_trace",
        // memory, strings, user space, lists
        "memcpy",
        "memcmp",
        "memset",
        "memchr",
        "memmove",
        "strcmp",
        "strncmp",
        "strcpy",
        "strlcpy",
        "strncpy",
        "strscpy",
        "strlen",
        "strstr",
        "strnstr",
        "strnlen",
        "strchr",
        "strdup",
        "strndup",
        "copy_to_user",
        "copy_from_user",
        "copy_to_iter",
        "copy_from_iter",
        "copy_page_to_iter",
        "copy_page_from_iter",
        "copy_folio_to_iter",
        "put_user",
        "get_user",
        "list_add",
        "list_del",
        "list_replace",
        "list_move",
        "list_splice",
        "_indirect_thunk_",
        "logic_in",
        "logic_out",
        // printing
        "string",
        "pointer",
        "printf",
        "printk",
        "va_format",
        "hex_dump_to_buffer",
        "print_hex_dump",
        "dev_info",
        "dev_notice",
        "dev_warn",
        "dev_err",
        "dev_alert",
        "dev_crit",
        "dev_emerg",
        // timers, work, threads
        "del_timer",
        "flush_work",
        "__cancel_work_timer",
        "cancel_work_sync",
        "try_to_grab_pending",
        "drain_workqueue",
        "destroy_workqueue",
        "finish_wait",
        "kthread_stop",
        // the driver core, and what drivers call with an object that is already gone
        "kobject_",
        "add_uevent_var",
        "get_device_parent",
        "device_add",
        "device_del",
        "device_unregister",
        "device_destroy",
        "device_release",
        "device_for_each_child",
        "device_remove_file",
        "devres_release_all",
        "hwrng_unregister",
        "i2c_del_adapter",
        "__unregister_client",
        "rollback_registered",
        "unregister_netdev",
        "sysfs_remove",
        "tty_unregister_device",
        "dummy_urb_enqueue",
        "usb_kill_urb",
        "usb_kill_anchored_urbs",
        "usb_control_msg",
        "usb_hcd_submit_urb",
        "usb_submit_urb",
        "find_lock_entries",
        "truncate_inode_pages_range",
    };

    /** Any function whose name starts so. */
    private static final String[] STARTS = {
        "mutex_",
        "__mutex_",
        "rt_mutex_",
        "refcount_",
        "kref_",
        "klist_",
        "queue_work",
        "__queue_work",
        "queue_delayed_work",
        "__queue_delayed_work",
        "insert_work",
        "rb_",
        "__rb_",
        "crc_itu_t",
        "lock_page",
        "unlock_page",
        "xas_start",
        "xas_load",
        "xas_find",
        "asm_exc_",
        "exc_",
        "handle_bug",
        "oops_",
        "__die",
        "no_context",
        "bad_area_nosemaphore",
        "__bad_area_nosemaphore",
        "asm_sysvec_",
        "__fortify_report",
        "assfail",
    };

    /** What an atomic_t function does, after {@code atomic_} or {@code atomic64_}. */
    private static final String[] ATOMIC_OPERATIONS = {
        "dec", "inc", "read", "set", "or", "xor", "and", "add", "sub", "fetch", "xchg", "cmpxchg", "try",
    };

    /** Any function whose name ends so. */
    private static final String[] ENDS = {
        "_trap", "readb", "readw", "readl", "readq", "writeb", "writew", "writel", "writeq",
    };

    private static final String[] NAMES = {
        "down",
        "down_interruptible",
        "complete",
        "kfree",
        "kvfree",
        "copyin",
        "copyout",
        "iput",
        "iput_final",
        "ihold",
        "die",
        "page_fault",
        "error_entry",
        "general_protection",
        "async_page_fault",
        "async_exception_stack",
        "divide_error",
        "double_fault",
        "stack_segment",
        "do_page_fault",
        "__do_page_fault",
        "do_kern_addr_fault",
        "do_user_addr_fault",
        "page_fault_oops",
        "kernelmode_fixup_or_oops",
        "crash_kexec",
        "__crash_kexec",
        "machine_kexec",
        "bug_handler",
        "call_break_hook",
        "do_debug_exception",
        "brk_handler",
        "el1_dbg",
        "el1_da",
        "el1_sync",
        "ex_handler_refcount",
        "fixup_exception",
        // powerpc's entries
        "decrementer_common",
        "restore_check_irq_replay",
    };

    private Machinery() {}

    /** Whether {@code function} is not to blame in any report. */
    static boolean covers(String function) {
        return contains(CONTAINS, function)
                || starts(STARTS, function)
                || ends(function)
                || isNamed(function)
                || isChecksum(function)
                || isAtomic(function);
    }

    static boolean contains(String[] parts, String function) {
        for (String part : parts) {
            if (function.contains(part)) {
                return true;
            }
        }
        return false;
    }

    static boolean starts(String[] prefixes, String function) {
        for (String prefix : prefixes) {
            if (function.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean ends(String function) {
        for (String suffix : ENDS) {
            if (function.endsWith(suffix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(String function) {
        for (String name : NAMES) {
            if (function.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** {@code crc32_le} and its kin. */
    private static boolean isChecksum(String function) {
        return function.startsWith("crc") && function.length() > 3 && Chars.isDigit(function.charAt(3));
    }

    private static boolean isAtomic(String function) {
        int at = function.indexOf("atomic");
        if (at < 0) {
            return false;
        }
        int operation = function.indexOf('_', at) + 1;
        return (operation == at + "atomic_".length() || operation == at + "atomic64_".length())
                && starts(ATOMIC_OPERATIONS, function.substring(operation));
    }
}
