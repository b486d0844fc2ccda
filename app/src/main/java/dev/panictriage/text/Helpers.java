// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.text;

/**
 * Functions that only serve their caller: they touch nothing but what it passes to them, so a fault there is a fault of
 * what was passed. A function with state of its own is none of them.
 */
final class Helpers {
    /** Any function with one of these in its name. */
    private static final String[] CONTAINS = {
        // checks of what the caller passes
        "check_memory_region",
        "check_heap_object",
        "check_object",
        "read_word_at_a_time",
        "read_once_",
        "write_once_",
        "__might_resched",
        "might_fault",
        "might_sleep",
        // allocators
        "alloc_page",
        "alloc_frozen_pages",
        "__rmqueue_pcplist",
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
        "alloc_skb",
        // what the allocator tells the checkers
        "fs_reclaim_",
        "might_alloc",
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
        "debug_check_no_obj_freed",
        "timer_is_static_object",
        "work_is_static_object",
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
        "format_decode",
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
    };

    /** The driver core, which serves drivers but takes locks of its own: any name with one of these in it. */
    private static final String[] CORE_CONTAINS = {
        // what drivers call with an object that is already gone
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

    /** As {@link #CORE_CONTAINS}, for names that start so. */
    private static final String[] CORE_STARTS = {
        // what drivers switch on and off in pairs: who is one ahead is below
        "clk_core_",
        "clk_enable",
        "clk_disable",
        "clk_prepare",
        "clk_unprepare",
        "clk_bulk_",
        "regulator_",
        "_regulator_",
        "__enable_irq",
        "enable_irq",
        "free_irq",
        "__free_irq",
        "devm_free_irq",
        // names in sysfs, which the driver chose
        "sysfs_warn_dup",
        "sysfs_create_",
        "sysfs_do_create_",
        "sysfs_add_file",
        "internal_create_group",
        "device_create",
    };

    /** Any function whose name starts so. */
    private static final String[] STARTS = {
        // the timer wheel and hrtimers, which touch the caller's timer; what runs expired timers is not here, nor what
        // links timers, which touches their neighbours
        "add_timer",
        "mod_timer",
        "__mod_timer",
        "timer_reduce",
        "timer_shutdown",
        "__timer_delete",
        "timer_delete",
        "sk_stop_timer",
        "sk_reset_timer",
        "__hrtimer_start",
        "hrtimer_start",
        // containers, which hold the caller's objects
        "radix_tree_",
        "__radix_tree_",
        "idr_",
        "ida_",
        "xa_",
        "__xa_",
        "rhashtable_",
        "__rhashtable_",
        "llist_",
        "plist_",
        "lockref_",
        "percpu_counter_",
        "__percpu_counter_",
        // bitmaps, searching and sorting
        "bitmap_find_",
        "bitmap_parse",
        "bitmap_print_",
        "bitmap_from_arr",
        "bitmap_to_arr",
        "__bitmap_",
        "find_next_bit",
        "find_first_bit",
        "find_next_zero_bit",
        "find_first_zero_bit",
        "_find_next_",
        "_find_first_",
        "sg_next",
        "sg_miter_",
        // numbers and strings
        "kstrto",
        "_kstrto",
        "simple_strto",
        "strspn",
        "strcspn",
        "strpbrk",
        "strcasecmp",
        "strncasecmp",
        "strlcat",
        "strncat",
        "strrchr",
        "strsep",
        "memscan",
        "seq_put",
        "seq_write",
        "seq_escape",
        // division in software, arch/arm/lib, lib/math, libgcc
        "div64_",
        "__div64",
        "__udivdi3",
        "__divdi3",
        "__umoddi3",
        "__moddi3",
        "__udivmod",
        "__aeabi_",
        "Ldiv0",
        "__div0",
        // assembler for copying, clearing and checksums
        "copy_user_",
        "__copy_user",
        "raw_copy_",
        "_copy_from_",
        "_copy_to_",
        "__arch_copy_",
        "__arch_clear_user",
        "clear_user",
        "__clear_user",
        "rep_movs",
        "rep_stos",
        "copy_mc_",
        "csum_partial",
        "do_csum",
        // preemption and RCU callbacks, which only queue what the caller passes
        "preempt_count_",
        "preempt_schedule",
        "call_rcu",
        "__call_rcu",
        "kvfree_call_rcu",
        "kfree_call_rcu",
        "ww_mutex_",
        "__ww_mutex_",
        // tracepoints and trampolines
        "perf_trace_lock",
        "perf_trace_contention_",
        "perf_trace_buf_",
        "perf_trace_run_",
        "perf_trace_preemptirq_",
        "perf_trace_irq_",
        "__traceiter_",
        "__bpf_trace_",
        "trace_event_raw_event_",
        "ftrace_regs_call",
        "ftrace_call",
        "ftrace_graph_caller",
        "kretprobe_trampoline",
        "__kretprobe_trampoline",
        // locks, counters, work
        "mutex_",
        "__mutex_",
        "rt_mutex_",
        "__rt_mutex_",
        // PREEMPT_RT's spin and rw locks, which sleep: kernel/locking/spinlock_rt.c, rwbase_rt.c
        "schedule_rtlock",
        "rtlock_",
        "rt_spin_",
        "__rt_spin_",
        "rt_read_",
        "__rt_read_",
        "rt_write_",
        "__rt_write_",
        "rt_rwlock_",
        "rwbase_",
        "__rwbase_",
        "migrate_disable",
        "migrate_enable",
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
        "msleep",
        "usleep_range",
        "fsleep",
        "ssleep",
        "schedule_timeout",
        "schedule_hrtimeout",
        "wait_for_common",
        "__wait_for_common",
        "do_wait_for_common",
        "cancel_delayed_work",
        "flush_delayed_work",
        "mod_delayed_work",
        "swake_up",
        // the DMA API and its checker, which map what the driver passes
        "debug_dma_",
        "dma_map_",
        "dma_unmap_",
        "dma_sync_",
        "dma_direct_map_",
        "dma_direct_unmap_",
        "dma_direct_sync_",
        "scsi_dma_map",
        "scsi_dma_unmap",
        "dma_alloc_attrs",
        "dma_alloc_coherent",
        "dma_free_attrs",
        "dma_free_coherent",
        // making threads, on behalf of who wants one
        "kthread_create",
        "__kthread_create",
        "kthread_run",
        "kthread_park",
        "kthread_unpark",
        "kthread_should_",
        "kthread_destroy_worker",
        "kthread_flush_",
        "alloc_workqueue",
        "__alloc_workqueue",
        "__create_workqueue",
        "crc_itu_t",
        // ciphers, and the walks over what the caller passes to them
        "aes_encrypt",
        "aes_decrypt",
        "aesti_",
        "cipher_crypt_one",
        "xts_encrypt",
        "xts_decrypt",
        "xts_crypt",
        "cbc_encrypt",
        "cbc_decrypt",
        "cbc_crypt",
        "ctr_crypt",
        "ecb_crypt",
        "simd_skcipher_",
        "shash_",
        "ahash_",
        "crypto_",
        "skcipher_walk_",
        "scatterwalk_",
        "lock_page",
        "lock_sock",
        "__lock_sock",
        "unlock_page",
        "folio_unlock",
        "folio_add_lru",
        "folio_batch_move_lru",
        "filemap_add_folio",
        "__filemap_add_folio",
        "add_to_page_cache_lru",
        "xas_",
        "asm_sysvec_",
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
        "check_unmap",
        "check_sync",
        // timers
        "lock_timer_base",
        "calc_wheel_index",
        "lock_hrtimer_base",
        // the checks of CONFIG_DEBUG_VIRTUAL, arch/x86/mm/physaddr.c, arch/arm64/mm/physaddr.c
        "__phys_addr",
        "__phys_addr_symbol",
        "__phys_addr_nodebug",
        "__virt_to_phys",
        "__virt_to_phys_nodebug",
        "__virt_addr_valid",
        "virt_to_head_page",
        // searching, sorting, converting, copying
        "list_sort",
        "sort",
        "sort_r",
        "bsearch",
        "hex2bin",
        "bin2hex",
        "strim",
        "skip_spaces",
        "copy_page",
        "copy_page_rep",
        "copy_page_regs",
        "clear_page_rep",
        "clear_page_orig",
        "clear_page_erms",
        // allocators
        "prepare_alloc_pages",
        "should_failslab",
        "should_fail_alloc_page",
        "get_zeroed_page",
        "__get_free_pages",
        "mempool_free",
        "free_percpu",
        "kzfree",
        "kfree_sensitive",
        "kvfree_sensitive",
        "kfree_const",
        "vfree",
        "vunmap",
        "__vunmap",
        "iounmap",
        "kfree",
        "kvfree",
        "consume_skb",
        // assertions on a buffer of the caller's
        "skb_put",
        "skb_push",
        "skb_pull",
        // semaphores, waiting and scheduling on the caller's behalf
        "up",
        "down_killable",
        "down_timeout",
        "usb_start_wait_urb",
        "cond_resched",
        "_cond_resched",
        "__cond_resched",
        "down",
        "down_interruptible",
        "complete",
        // user space, inodes
        "copyin",
        "copyout",
        "iput",
        "iput_final",
        "ihold",
        // an inode's count of links, which the filesystem keeps
        "drop_nlink",
        "inc_nlink",
        "set_nlink",
        "clear_nlink",
        // powerpc's entries
        "decrementer_common",
        "restore_check_irq_replay",
    };

    private Helpers() {}

    /** Whether {@code function} only serves its caller. */
    static boolean covers(String function) {
        return isDriverCore(function)
                || Machinery.contains(CONTAINS, function)
                || Machinery.starts(STARTS, function)
                || ends(function)
                || Machinery.isOneOf(NAMES, function)
                || isChecksum(function)
                || isAtomic(function)
                || RustName.isLibrary(function);
    }

    /** Whether it serves drivers, but takes locks of its own: where it takes one is of interest. */
    static boolean isDriverCore(String function) {
        return Machinery.contains(CORE_CONTAINS, function) || Machinery.starts(CORE_STARTS, function);
    }

    private static boolean ends(String function) {
        for (String suffix : ENDS) {
            if (function.endsWith(suffix)) {
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
                && Machinery.starts(ATOMIC_OPERATIONS, function.substring(operation));
    }
}
